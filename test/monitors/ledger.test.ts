import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { READING, type Signal } from '../../src/model/monitor.ts'
import { after } from '../../src/model/time.ts'
import { EMPTY, enter, Ledger, type Look, type Trouble } from '../../src/monitors/ledger.ts'
import { DAY_MS, HOUR_MS, NOW, SOURCE, said, TENANT } from './support/watching.ts'

const TELLER = {
  tenant: TENANT,
  at: NOW,
  monitor: 'inbound-connectors',
  subject: 'the inbound connectors',
  graceMs: DAY_MS,
} as const

const WHATS = ['a', 'b', 'c'] as const
const trouble = (what: string): Trouble => ({ what, severity: 'P2', title: `${what} is broken`, facts: [] })

const look: fc.Arbitrary<Look> = fc.oneof(
  fc.record({
    kind: fc.constant('seen' as const),
    troubles: fc.subarray([...WHATS]).map((whats) => whats.map(trouble)),
    unseen: fc.subarray([...WHATS]).map((whats) => (what: string) => (whats as string[]).includes(what)),
  }),
  fc.record({ kind: fc.constantFrom('no-data' as const, 'broken' as const), why: fc.constant('Silence.') }),
)

/** Every look in turn, an hour apart, the ledger going through JSON in between. */
const entered = (
  looks: readonly Look[],
): readonly { readonly look: Look; readonly signals: readonly Signal[] }[] => {
  let ledger = EMPTY
  return looks.map((look, index) => {
    const next = enter(ledger, look, { ...TELLER, at: after(NOW, index * HOUR_MS) })
    ledger = Ledger.parse(JSON.parse(JSON.stringify(next.ledger)))
    expect(ledger).toEqual(next.ledger)
    return { look, signals: next.signals }
  })
}

test('what has fired is told at every tick until it is told as clear, once', () => {
  fc.assert(
    fc.property(fc.array(look, { maxLength: 12 }), (looks) => {
      const open = new Set<string>()
      for (const { signals } of entered(looks)) {
        const mine = signals.filter(({ what }) => what !== READING)
        expect(new Set(mine.map(({ what }) => what)).size).toBe(mine.length)
        for (const what of open) expect(mine.map((signal) => signal.what)).toContain(what)
        for (const { what, state } of mine) {
          if (state === 'firing') open.add(what)
          else expect(open).toContain(what)
          if (state === 'clear') open.delete(what)
        }
      }
    }),
  )
})

test('nothing clears unless it was looked at, and nothing fires unless it was seen', () => {
  fc.assert(
    fc.property(fc.array(look, { maxLength: 12 }), (looks) => {
      for (const { look, signals } of entered(looks))
        for (const { what, state } of signals.filter(({ what }) => what !== READING)) {
          if (look.kind !== 'seen') expect(state).toBe(look.kind)
          else if (look.troubles.some((one) => one.what === what)) expect(state).toBe('firing')
          else expect(state).toBe(look.unseen?.(what) === true ? 'no-data' : 'clear')
        }
    }),
  )
})

test('the onset stays as long as a thing has not cleared', () => {
  fc.assert(
    fc.property(fc.array(look, { maxLength: 12 }), (looks) => {
      const since = new Map<string, string>()
      for (const { signals } of entered(looks))
        for (const signal of signals) {
          if (signal.state === 'clear') since.delete(signal.what)
          else {
            expect(signal.since).toBe(since.get(signal.what) ?? signal.since)
            since.set(signal.what, signal.since)
          }
        }
    }),
  )
})

test('not being able to look is told as a warning first, and then as more', () => {
  const blind: Look = { kind: 'no-data', why: 'Nobody answered.', source: SOURCE }
  const first = enter(EMPTY, blind, TELLER)
  const later = enter(first.ledger, blind, { ...TELLER, at: after(NOW, DAY_MS + 1) })
  const seen = enter(later.ledger, { kind: 'seen', troubles: [] }, { ...TELLER, at: after(NOW, 2 * DAY_MS) })
  expect([said(first.signals), said(later.signals), said(seen.signals)]).toEqual([
    ['reading no-data P4'],
    ['reading no-data P3'],
    ['reading clear P4'],
  ])
  expect(later.signals).toEqual([
    {
      tenant: TENANT,
      monitor: 'inbound-connectors',
      what: 'reading',
      state: 'no-data',
      severity: 'P3',
      title: 'Cannot check the inbound connectors',
      since: NOW,
      at: after(NOW, DAY_MS + 1),
      facts: [{ label: 'Why', text: 'Nobody answered.', source: SOURCE }],
    },
  ])
  expect(enter(seen.ledger, { kind: 'seen', troubles: [] }, TELLER).signals).toEqual([])
})
