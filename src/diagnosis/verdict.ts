import type { Evidence } from '../model/evidence.ts'
import type { CauseId } from '../model/ids.ts'
import { CAUSE_IDS } from '../model/ids.ts'
import type { RankedCause, Reason, Verdict } from '../model/verdict.ts'
import type { Weighed } from './causes/cause.ts'
import { CAUSES } from './causes/registry.ts'
import {
  CONFLICT,
  DOUBT,
  EXCLUDES,
  FLOWS_PAST,
  PER_MISSING,
  PRIORS,
  PROOF,
  UNPROVEN_AT_MOST,
  WORTH_NAMING,
} from './causes/weights.ts'
import { remembered } from './remembered.ts'
import { flows, inTrouble, type Symptom, symptoms } from './symptoms.ts'
import { notChecked, unknownProbes } from './unchecked.ts'

interface Candidate extends Weighed {
  readonly id: CauseId
  readonly missing: RankedCause['missing']
  readonly confidence: number
  /** The fault is there: proof for it, and nothing of weight against it. */
  readonly proven: boolean
}

const strongest = (reasons: readonly Reason[]): number => Math.max(0, ...reasons.map((one) => one.weight))

/** The chance that at least one of several independent reasons holds. */
const together = (reasons: readonly Reason[]): number =>
  1 - reasons.reduce((none, one) => none * (1 - one.weight), 1)

/** A fact that holds for both directions is still one fact. */
const once = <R extends Reason>(reasons: readonly R[]): readonly R[] =>
  reasons.filter((one, at) => reasons.findIndex(({ text }) => text === one.text) === at)

const candidateOf = (evidence: Evidence, id: CauseId): Candidate => {
  const told = CAUSES[id].weigh(evidence)
  const weighed = { ...told, supports: once(told.supports), contradicts: once(told.contradicts) }
  const missing = unknownProbes(evidence, CAUSES[id].needs)
  const proven = strongest(weighed.supports) >= PROOF && strongest(weighed.contradicts) < DOUBT
  const partial = Math.max(0, 1 - PER_MISSING * missing.length)
  const belief = together(weighed.supports) * (1 - together(weighed.contradicts)) * partial
  const confidence = Math.min(belief, proven ? 1 : UNPROVEN_AT_MOST)
  return { ...weighed, id, missing, proven, confidence: Math.round(confidence * 100) / 100 }
}

/**
 * Whether proven faults explain the trouble that is seen. Where a person saw it, or nobody could, one direction of it
 * is enough. Silence that nobody vouches for may be a stale trace: then all of it must be explained.
 */
const explain = (faults: readonly Candidate[], seen: readonly Symptom[]): boolean => {
  const explained = new Set(faults.flatMap((fault) => fault.explains))
  const trouble = seen.filter(inTrouble)
  if (trouble.some((symptom) => symptom.sure && explained.has(symptom.direction))) return true
  return trouble.length > 0 && trouble.every((symptom) => explained.has(symptom.direction))
}

/** A person named the fault: that they asked at all is the symptom. */
const namedByPerson = (fault: Candidate): boolean =>
  fault.supports.some((one) => one.weight >= PROOF && one.source.by !== 'probe')

/** Nobody saw what mail does, and with this fault there is only one thing that it can do. */
const mustStop = (fault: Candidate, seen: readonly Symptom[]): boolean =>
  fault.certain === true &&
  seen.some(
    ({ direction, trouble, torn }) =>
      trouble === 'unknown' && torn !== true && fault.explains.includes(direction),
  )

const explains = (fault: Candidate, seen: readonly Symptom[]): boolean =>
  fault.explainsSample === true ||
  mustStop(fault, seen) ||
  (explain([fault], seen) && !seen.every(flows)) ||
  (namedByPerson(fault) && seen.every((symptom) => symptom.byPerson || !inTrouble(symptom)))

/** Microsoft's own incident first; then by confidence, and by how common a cause is. */
const byRank = (one: Candidate, other: Candidate): number =>
  Number(other.id === 'microsoft-incident' && other.proven) -
    Number(one.id === 'microsoft-incident' && one.proven) ||
  other.confidence - one.confidence ||
  PRIORS[other.id] - PRIORS[one.id]

const bare = ({ text, source, weight }: Reason): Reason => ({ text, source, weight })

const ranked = (one: Candidate): RankedCause => ({
  id: one.id,
  step: one.step,
  title: one.title,
  confidence: one.confidence,
  supports: one.supports.map(bare),
  contradicts: one.contradicts.map(bare),
  missing: one.missing,
  affected: one.affected,
  guidance: one.guidance,
})

const judgeAfresh = (evidence: Evidence): Verdict => {
  const seen = symptoms(evidence)
  const all = CAUSE_IDS.map((id) => candidateOf(evidence, id))
  const open = all.filter((one) => !evidence.rejected.includes(one.id)).toSorted(byRank)
  const rest = {
    ruledOut: CAUSE_IDS.filter(
      (id) => evidence.rejected.includes(id) || ruledOut(all.find((one) => one.id === id) as Candidate),
    ),
    notChecked: notChecked(evidence),
  }
  const proven = open.filter((one) => one.proven)
  const guilty = proven.filter((one) => explains(one, seen))
  if (guilty.length > 0 || explain(proven, seen)) {
    const faults = guilty.length > 0 ? [...guilty, ...proven.filter((one) => !guilty.includes(one))] : proven
    const also = open.filter((one) => !one.proven && one.confidence >= WORTH_NAMING)
    return { kind: 'found', causes: [...faults, ...also].map(ranked), proven: faults.length, ...rest }
  }
  // Some messages always fail. While mail surely flows as usual, only what is proven is worth a name, and what
  // the flow of the whole would not show.
  const atEase = seen.every(flows)
  const asked = (one: Candidate) =>
    one.explainsSample === true || one.explains.some((way) => evidence.scope.directions.includes(way))
  const named = open.filter(
    (one) =>
      one.confidence >= WORTH_NAMING && (((one.proven || one.apart === true) && asked(one)) || !atEase),
  )
  const torn = open.filter(
    (one) =>
      strongest(one.supports) >= PROOF &&
      strongest(one.contradicts) >= CONFLICT &&
      !(atEase && FLOWS_PAST.has(one.id) && !namedByPerson(one)),
  )
  if (torn.length > 0)
    return {
      kind: 'conflict',
      causes: [...torn, ...named.filter((one) => !torn.includes(one))].map(ranked),
      proven: 0,
      ...rest,
    }
  if (named.length > 0) return { kind: 'likely', causes: named.map(ranked), proven: 0, ...rest }
  return { kind: atEase ? 'flowing' : 'unknown', causes: [], proven: 0, ...rest }
}

/** Nothing speaks for it, something strong speaks against it, and all that could speak has spoken. */
const ruledOut = (one: Candidate): boolean =>
  one.supports.length === 0 && one.missing.length === 0 && strongest(one.contradicts) >= EXCLUDES

/**
 * What the evidence comes to. A pure function of it: neither the order in which it came nor the tree matters. The walk
 * over the tree asks for it many times over.
 */
export const judge = remembered(judgeAfresh)
