import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { diagnosisCard } from '../../src/cards/diagnosis-card.ts'
import { PROOF } from '../../src/diagnosis/causes/weights.ts'
import { replay } from '../../src/diagnosis/machine.ts'
import { PROBE_IDS, PROBE_NAMES } from '../../src/diagnosis/reading.ts'
import { judge } from '../../src/diagnosis/verdict.ts'
import { viewOf } from '../../src/diagnosis/view.ts'
import type { Evidence } from '../../src/model/evidence.ts'
import { CAUSE_IDS } from '../../src/model/ids.ts'
import { cardTroubles } from '../support/card-check.ts'
import { anyEvidence, onlyFaults, probed } from './any-evidence.ts'
import { eventsOf, found, HEALTHY, OLIVIA, started } from './given.ts'

const RUNS = { numRuns: 300 }

const provenIn = (from: Evidence) => {
  const verdict = judge(from)
  return verdict.kind === 'found' ? verdict.causes.slice(0, verdict.proven) : []
}

/** The same answers of the same probes, none of which may be relied on. */
const doubted = (from: Evidence): Evidence => ({
  ...from,
  probes: Object.fromEntries(
    Object.entries(from.probes).map(([probe, outcome]) => [
      probe,
      outcome.kind === 'found' ? { ...outcome, kind: 'unsure', why: 'Cut short.' } : outcome,
    ]),
  ),
})

describe('whatever the evidence, the verdict', () => {
  test('is sure only of what a certain answer or a person proves', () => {
    fc.assert(
      fc.property(anyEvidence, (from) => {
        const certain = new Set<string>(PROBE_IDS.filter((probe) => from.probes[probe]?.kind === 'found'))
        const unproven = provenIn(from).filter(
          ({ supports }) =>
            !supports.some(
              ({ weight, source: { by, of } }) => weight >= PROOF && (by !== 'probe' || certain.has(of)),
            ),
        )
        expect(unproven).toEqual([])
      }),
      RUNS,
    )
  })

  test('is sure of nothing that weighty evidence speaks against', () => {
    fc.assert(
      fc.property(anyEvidence, (from) => {
        const contradicted = provenIn(from).filter(({ contradicts }) =>
          contradicts.some(({ weight }) => weight >= 0.25),
        )
        expect(contradicted).toEqual([])
      }),
      RUNS,
    )
  })

  test('is sure of nothing when no probe can be relied on', () => {
    fc.assert(
      fc.property(probed, (from) => {
        expect(judge(doubted(from)).kind).not.toBe('found')
      }),
      RUNS,
    )
  })

  test('is that nothing is known, with everything not checked, when no probe brought anything', () => {
    fc.assert(
      fc.property(onlyFaults, (from) => {
        const { notChecked, ...rest } = judge(from)
        expect(rest).toEqual({ kind: 'unknown', causes: [], proven: 0, ruledOut: [] })
        expect(notChecked.map(({ what }) => what)).toEqual(Object.values(PROBE_NAMES))
      }),
      RUNS,
    )
  })

  test('is not a cause of the whole tenant while mail flows both ways', () => {
    fc.assert(
      fc.property(probed, (from) => {
        const { address: _, ...scope } = from.scope
        const trace = found(HEALTHY['message-trace'], 'message-trace')
        const mailboxes = found(HEALTHY.mailboxes, 'mailboxes')
        const flowing = { ...from, scope, probes: { ...from.probes, 'message-trace': trace, mailboxes } }
        expect(provenIn(flowing)).toEqual([])
      }),
      RUNS,
    )
  })

  test('names no cause that was rejected, and rules out none that it names', () => {
    fc.assert(
      fc.property(anyEvidence, fc.subarray([...CAUSE_IDS]), (from, rejected) => {
        const { causes, ruledOut } = judge({ ...from, rejected })
        const named = causes.map(({ id }) => id)
        expect(named.filter((id) => rejected.includes(id) || ruledOut.includes(id))).toEqual([])
        expect(new Set(named).size).toBe(named.length)
      }),
      RUNS,
    )
  })

  test('does not depend on the order in which the evidence came', () => {
    fc.assert(
      fc.property(
        anyEvidence.chain((from) =>
          fc.tuple(
            fc.constant(from),
            fc.shuffledSubarray([...eventsOf(from)], { minLength: eventsOf(from).length }),
          ),
        ),
        ([from, events]) => {
          const begun = started(from.scope)
          expect(replay([begun, ...events]).value).toEqual(replay([begun, ...eventsOf(from)]).value)
        },
      ),
      { numRuns: 100 },
    )
  })

  test('can be drawn on a card that every client can show', () => {
    fc.assert(
      fc.property(anyEvidence, (from) => {
        const snapshot = replay([started(from.scope), ...eventsOf(from)])
        const view = viewOf(snapshot, { id: 'd1', startedBy: OLIVIA.name })
        expect(cardTroubles(diagnosisCard(view, { diagnosis: 'd1', token: 't' }))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})
