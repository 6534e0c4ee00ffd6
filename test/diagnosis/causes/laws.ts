import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { CAUSES } from '../../../src/diagnosis/causes/registry.ts'
import { PROOF, WEIGHTS } from '../../../src/diagnosis/causes/weights.ts'
import { PROBE_IDS, sourceOf } from '../../../src/diagnosis/reading.ts'
import { judge } from '../../../src/diagnosis/verdict.ts'
import type { Evidence } from '../../../src/model/evidence.ts'
import type { Findings, ProbeId } from '../../../src/model/findings.ts'
import type { CauseId, QuestionId } from '../../../src/model/ids.ts'
import { type Outcome, valueOf } from '../../../src/model/outcome.ts'
import type { Choice } from '../../../src/model/question.ts'
import type { RankedCause, Reason } from '../../../src/model/verdict.ts'
import { anyEvidence, faultOf, onlyFaults, probed } from '../any-evidence.ts'
import { answer, evidence, found, given, HEALTHY, OLIVIA, source } from '../given.ts'

const RUNS = { numRuns: 150 }

/** A question of the guide that speaks of a cause, and the answers that speak for it and against it. */
export interface Asked {
  readonly question: QuestionId
  readonly yes: Choice
  readonly no: Choice
  /** What the bot repeats of a "yes". */
  readonly text: string
}

const strongest = (reasons: readonly Reason[]): number => Math.max(0, ...reasons.map((one) => one.weight))
/** How much reasons weigh together: the chance that at least one of them holds. */
const together = (reasons: readonly Reason[]): number =>
  1 - reasons.reduce((none, { weight }) => none * (1 - weight), 1)

/** For and against, without the texts: what a sentence says is the business of each cause. */
export const weighing = (id: CauseId, from: Evidence) => {
  const { supports, contradicts } = CAUSES[id].weigh(from)
  const bare = (reasons: readonly Reason[]) =>
    reasons.map(({ text, weight, source: { of } }) => ({ text, weight, of }))
  return { supports: bare(supports), contradicts: bare(contradicts) }
}

/** The cause as the verdict ranks it; undefined where it is not worth naming. */
export const rankOf = (id: CauseId, from: Evidence): RankedCause | undefined =>
  judge(from).causes.find((cause) => cause.id === id)

/** Whether the verdict is sure of the cause. */
export const isFound = (id: CauseId, from: Evidence): boolean => {
  const verdict = judge(from)
  return verdict.kind === 'found' && verdict.causes.slice(0, verdict.proven).some((one) => one.id === id)
}

const belief = (id: CauseId, from: Evidence): number => {
  const { supports, contradicts } = CAUSES[id].weigh(from)
  return together(supports) * (1 - together(contradicts))
}

const replaced = (from: Evidence, probe: ProbeId, outcome: Outcome<unknown>): Evidence => ({
  ...from,
  probes: { ...from.probes, [probe]: outcome },
})

const lawsOfEvidence = (id: CauseId): void => {
  const { weigh, needs } = CAUSES[id]

  test('no evidence gives no support, and nothing against it', () => {
    expect(weighing(id, evidence())).toEqual({ supports: [], contradicts: [] })
  })

  test('a probe that was refused, unreachable, late or broken neither supports nor contradicts', () => {
    fc.assert(
      fc.property(onlyFaults, (from) => {
        expect(weighing(id, from)).toEqual({ supports: [], contradicts: [] })
      }),
      RUNS,
    )
  })

  test('a healthy tenant gives no support', () => {
    expect(weigh(given({})).supports).toEqual([])
  })

  test('every reason is a claim of a probe that brought something, or of a person', () => {
    fc.assert(
      fc.property(anyEvidence, (from) => {
        const { supports, contradicts } = weigh(from)
        const brought = PROBE_IDS.filter((probe) => valueOf<unknown>(from.probes[probe]) !== undefined)
        const known = new Set(
          [...brought.map((probe) => source(probe)), ...Object.values(from.answers).map(sourceOf)].map(
            (one) => JSON.stringify(one),
          ),
        )
        const claimed = [...supports, ...contradicts].map((one) => JSON.stringify(one.source))
        expect(claimed.filter((one) => !known.has(one))).toEqual([])
      }),
      RUNS,
    )
  })

  test('weights lie between 0 and 1, and every sentence is one line', () => {
    fc.assert(
      fc.property(anyEvidence, (from) => {
        const { supports, contradicts, explains } = weigh(from)
        const odd = [...supports, ...contradicts].filter(
          ({ weight, text }) =>
            weight < 0 || weight > 1 || text === '' || /\n|undefined|NaN|\[object/.test(text),
        )
        expect(odd).toEqual([])
        expect(explains.every((one) => ['inbound', 'outbound'].includes(one))).toBe(true)
      }),
      RUNS,
    )
  })

  test('the verdict says which of its probes brought nothing certain', () => {
    fc.assert(
      fc.property(probed, (from) => {
        const rank = rankOf(id, from)
        const unknown = needs.filter((probe) => from.probes[probe]?.kind !== 'found')
        expect(rank?.missing ?? unknown).toEqual(unknown)
      }),
      RUNS,
    )
  })
}

/** What the codes of failed messages, or a smart host that answers no, leave to a cause whose own probes do not see it. */
const LEFT: { readonly [C in CauseId]?: number } = {
  'connector-offline': WEIGHTS['connector-offline'].rejectingAlike,
  'network-blocked': 1,
  'tls-certificate': 1,
  'transport-rule': 0.6,
}
const strongestLeft = (id: CauseId): number => LEFT[id] ?? 0

/** Laws about certainty: what is not certain proves nothing, and what speaks against it never helps it. */
const lawsOfCertainty = (id: CauseId): void => {
  const { weigh, needs } = CAUSES[id]

  test('what may be cut short or stale is never proof', () => {
    fc.assert(
      fc.property(probed, (from) => {
        const unsure = new Set(
          PROBE_IDS.filter((probe) => from.probes[probe]?.kind === 'unsure').map((probe) => probe as string),
        )
        const proofs = weigh(from).supports.filter((one) => unsure.has(one.source.of) && one.weight >= PROOF)
        expect(proofs).toEqual([])
      }),
      RUNS,
    )
  })

  test('losing what a probe brought gives no new support, and no weight to what is left', () => {
    fc.assert(
      fc.property(probed, fc.constantFrom(...needs), (from, probe) => {
        fc.assert(
          fc.property(faultOf(probe), (fault) => {
            const before = weigh(from).supports.filter((one) => one.source.of !== probe)
            const after = weigh(replaced(from, probe, fault)).supports
            expect(after.filter((one) => one.source.of === probe)).toEqual([])
            // Without a trace no direction is cleared any more: a rule that stops it is a suspicion again, and no proof.
            const uncleared = probe === 'message-trace' ? WEIGHTS['transport-rule'].blocking : 0
            expect(strongest(after)).toBeLessThanOrEqual(
              Math.max(strongest(before), strongestLeft(id), id === 'transport-rule' ? uncleared : 0),
            )
          }),
          { numRuns: 3 },
        )
      }),
      { numRuns: 60 },
    )
  })

  test('its own probes finding all well never raises its weight', () => {
    fc.assert(
      fc.property(probed, (from) => {
        const mine = needs.filter((probe) => probe !== 'message-trace')
        const sound = mine.reduce(
          (so, probe) => replaced(so, probe, found<Findings[ProbeId]>(HEALTHY[probe], probe)),
          from,
        )
        expect(belief(id, sound)).toBeLessThanOrEqual(Math.max(belief(id, from), strongestLeft(id)))
      }),
      RUNS,
    )
  })

  test('mail that certainly flows both ways keeps the verdict from being sure of it', () => {
    fc.assert(
      fc.property(probed, (from) => {
        const flowing = replaced(from, 'message-trace', found(HEALTHY['message-trace'], 'message-trace'))
        const { explainsSample } = weigh(flowing)
        expect(isFound(id, flowing) && explainsSample !== true).toBe(false)
      }),
      RUNS,
    )
  })
}

/** What holds of a cause that a question of the guide speaks of. */
export const answerLaws = (id: CauseId, { question, yes, no, text }: Asked): void => {
  const said = (choice: Choice) => answer(question, choice)

  test('the answer of a person counts as proof, marked as theirs', () => {
    fc.assert(
      fc.property(probed, (from) => {
        const { supports } = CAUSES[id].weigh({ ...from, answers: { [question]: said(yes) } })
        const concerned = supports.filter((one) => one.source.by !== 'probe')
        expect(concerned).toEqual([
          { text: `${text}, says ${OLIVIA.name}`, weight: 1, source: sourceOf(said(yes)) },
        ])
      }),
      { numRuns: 50 },
    )
  })

  test('the answer of a person that speaks against it never raises its weight', () => {
    fc.assert(
      fc.property(probed, (from) => {
        const denied = { ...from, answers: { [question]: said(no) } }
        expect(belief(id, denied)).toBeLessThanOrEqual(Math.max(belief(id, from), 0.1 * strongestLeft(id)))
        expect(CAUSES[id].weigh(denied).contradicts.map((one) => one.source)).toContainEqual(
          sourceOf(said(no)),
        )
      }),
      RUNS,
    )
  })

  test('a person who cannot tell changes nothing', () => {
    fc.assert(
      fc.property(probed, (from) => {
        const answers = { [question]: said('cannot-tell') }
        expect(CAUSES[id].weigh({ ...from, answers })).toEqual(CAUSES[id].weigh(from))
      }),
      { numRuns: 50 },
    )
  })
}

/** What holds of every cause, whatever the evidence. */
export const causeLaws = (id: CauseId): void => {
  lawsOfEvidence(id)
  lawsOfCertainty(id)
}
