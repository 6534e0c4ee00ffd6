import type { Evidence } from '../../model/evidence.ts'
import type { FailureGroup, ProbeId } from '../../model/findings.ts'
import type { CauseId, QuestionId, StepId } from '../../model/ids.ts'
import type { Source } from '../../model/outcome.ts'
import type { Choice } from '../../model/question.ts'
import type { Direction } from '../../model/scope.ts'
import { between, type Instant, inText } from '../../model/time.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { sourceOf, told } from '../reading.ts'
import { flows, inTrouble, type Symptom, sentence, symptomOf, symptoms } from '../symptoms.ts'
import { percent } from '../words.ts'
import { type Family, tell } from './codes.ts'
import { CODE_COUNT, CODE_SHARE, SHARED } from './weights.ts'

/** What the evidence says to one cause. */
export interface Weighed {
  /** The finding as a sentence without its full stop. */
  readonly title: string
  readonly step: StepId | 'beside'
  readonly supports: readonly Reason[]
  readonly contradicts: readonly Reason[]
  /** The directions whose trouble it explains. */
  readonly explains: readonly Direction[]
  /** It explains what the scope names by itself, whatever the flow of the whole tenant is. */
  readonly explainsSample?: boolean
  /** While it lasts no mail can pass in these directions, whatever anybody has seen or not seen of it. */
  readonly certain?: boolean
  /** It stops a part of the mail that the flow of the whole tenant does not show. */
  readonly apart?: boolean
  readonly affected: string
  readonly guidance: Guidance
}

/** One way in which mail stops; a pure function of the evidence. */
export interface Cause {
  readonly id: CauseId
  /** The probes that can speak for or against it. */
  readonly needs: readonly ProbeId[]
  weigh(evidence: Evidence): Weighed
}

export const reason = (text: string, weight: number, source: Source): Reason => ({
  text,
  weight: Math.round(weight * 100) / 100,
  source,
})

/** Guidance to a cause; `next` is what happens then and by when. */
export const advise = ({ next, ...rest }: Omit<Guidance, 'then'> & { readonly next: string }): Guidance =>
  // A sentence, not a function: nothing takes it for a promise.
  // oxlint-disable-next-line unicorn/no-thenable
  ({ ...rest, then: next })

/** A person's answer as a reason, when it is the given one. */
export const answered = (
  evidence: Evidence,
  question: QuestionId,
  choice: Choice,
  text: string,
  weight: number = SHARED.answered,
): Reason[] => {
  const answer = told(evidence, question)
  return answer?.choice === choice
    ? [reason(`${text}, says ${answer.by.name}`, weight, sourceOf(answer))]
    : []
}

/** Directions of the scope that are in trouble or not known; all of the scope when everything flows. */
export const doubtful = (evidence: Evidence): readonly Direction[] => {
  const open = symptoms(evidence).filter((symptom) => !flows(symptom))
  return (open.length > 0 ? open : symptoms(evidence)).map((symptom) => symptom.direction)
}

/** Mail flows in every one of these directions: what would stop it is not there, or not in force. */
export const flowsAnyway = (
  evidence: Evidence,
  directions: readonly Direction[],
  weight: number = SHARED.flowsAnyway,
): Reason[] => {
  const all = directions.map((direction) => symptomOf(evidence, direction))
  if (all.length === 0 || !all.every(flows)) return []
  return all.flatMap((symptom) =>
    symptom.source === undefined ? [] : [reason(sentence(symptom), weight, symptom.source)],
  )
}

/** Directions in which mail certainly flows, in words for "affected". */
export const butFlows = (evidence: Evidence): string =>
  symptoms(evidence)
    .filter(flows)
    .map((symptom) => ` ${symptom.direction === 'inbound' ? 'Inbound' : 'Outbound'} mail flows.`)
    .join('')

/** A reason, and the direction that it speaks of. */
export type Placed = Reason & { readonly direction: Direction }

/** The codes of failed messages in these directions as reasons: proof when most failures carry them. */
export const byCodes = (
  evidence: Evidence,
  directions: readonly Direction[],
  families: readonly Family[],
  weights: { readonly most: number; readonly some: number },
  fits: (group: FailureGroup) => boolean = () => true,
): Placed[] =>
  directions
    .map((direction) => symptomOf(evidence, direction))
    .flatMap((symptom) => {
      const { count, of, share, worst } = tell(symptom, families, fits)
      if (symptom.source === undefined || worst === undefined || share < CODE_SHARE.speaks) return []
      const most = share >= CODE_SHARE.proves && count >= CODE_COUNT && symptom.sure && inTrouble(symptom)
      const at = worst.connector === undefined ? '' : ` at connector ${worst.connector}`
      const text = `${count} of ${of} failed ${symptom.direction} messages (${percent(share)})${at}: ${worst.reply}`
      return [
        { ...reason(text, most ? weights.most : weights.some, symptom.source), direction: symptom.direction },
      ]
    })

/** The failures of a direction in trouble name something else. */
export const otherCodes = (symptom: Symptom, families: readonly Family[]): Reason[] => {
  const { count, of, share } = tell(symptom, families)
  if (symptom.source === undefined || !inTrouble(symptom) || of < CODE_COUNT || share >= CODE_SHARE.speaks)
    return []
  const text = `Only ${count} of ${of} failed ${symptom.direction} messages speak of it`
  return [reason(text, SHARED.otherCodes, symptom.source)]
}

/** What no connector, no network and no certificate brings about: mail came as far as a decision of Exchange Online. */
export const DECIDED: readonly Family[] = ['rule', 'recipient', 'limit', 'outdated', 'subscription']

/** Most failures of a direction in trouble name faults of these other kinds. */
export const pointElsewhere = (symptom: Symptom, others: readonly Family[]): Reason[] => {
  const { count, of, share, worst } = tell(symptom, others)
  if (symptom.source === undefined || worst === undefined || !inTrouble(symptom)) return []
  if (count < CODE_COUNT || share < CODE_SHARE.proves) return []
  const text = `${count} of ${of} failed ${symptom.direction} messages speak of something else: ${worst.reply}`
  return [reason(text, SHARED.otherCodes, symptom.source)]
}

const HOUR = 3_600_000

/** When something was changed, against when the trouble began. */
export const onset = (
  changedAt: Instant | undefined,
  began: Instant | undefined,
): 'fits' | 'long-before' | 'after' | undefined => {
  if (changedAt === undefined || began === undefined) return undefined
  const lead = between(changedAt, began)
  if (lead > 24 * HOUR) return 'long-before'
  if (lead < -HOUR / 2) return 'after'
  return lead <= 2 * HOUR ? 'fits' : undefined
}

/** What the time of a change says about its guilt, as a reason for or against. */
export const byOnset = (
  what: string,
  changedAt: Instant | undefined,
  began: Instant | undefined,
  source: Source,
): { supports: Reason[]; contradicts: Reason[] } => {
  const fit = onset(changedAt, began)
  if (fit === undefined || changedAt === undefined || began === undefined)
    return { supports: [], contradicts: [] }
  const text = `${what} was changed ${inText(changedAt)}; the trouble began ${inText(began)}`
  if (fit === 'fits') return { supports: [reason(text, SHARED.onsetFits, source)], contradicts: [] }
  const weight = fit === 'after' ? SHARED.onsetAfter : SHARED.onsetLongBefore
  return { supports: [], contradicts: [reason(text, weight, source)] }
}
