import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { Lag, lagMs, learnLag, NO_LAG } from '../../../src/monitors/zero-flow/lag.ts'

const MINUTE = 60_000
const START = Date.parse('2026-11-23T08:00:00Z')

/** Messages that come evenly and turn up in the trace `lagOf` their number later, read every minute. */
const learned = (perMinute: number, minutes: number, lagOf: (index: number) => number): Lag => {
  const mails = Array.from({ length: perMinute * (minutes + 60) }, (_, index) => {
    const at = START + ((index - perMinute * 60) * MINUTE) / perMinute
    return { at, from: at + lagOf(index) }
  })
  let lag = NO_LAG
  for (let minute = 1; minute <= minutes; minute++) {
    const atMs = START + minute * MINUTE
    const fromMs = atMs - 60 * MINUTE
    const rows = mails
      .filter(({ at, from }) => from <= atMs && at <= atMs && at >= fromMs)
      .map(({ at }) => ({ receivedDateTime: new Date(at).toISOString() }))
    lag = Lag.parse(JSON.parse(JSON.stringify(learnLag(lag, rows, { atMs, fromMs }))))
  }
  return lag
}

test('before enough rows have been seen it is not known', () => {
  expect([lagMs(NO_LAG), lagMs(learned(1, 20, () => MINUTE))]).toEqual([undefined, undefined])
})

test('a steady lag is learned to three minutes, and never underrated', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 20 }),
      fc.integer({ min: 0, max: 12 * 60 }),
      (perMinute, seconds) => {
        const ms = lagMs(learned(perMinute, 60, () => seconds * 1000))
        expect(ms).toBeGreaterThanOrEqual(seconds * 1000)
        expect(ms).toBeLessThanOrEqual(seconds * 1000 + 3 * MINUTE)
      },
    ),
    { numRuns: 25 },
  )
})

test('one row in a hundred that straggles by half an hour does not blind the watch', () => {
  const lag = learned(10, 90, (index) => (index % 100 === 0 ? 30 * MINUTE : 2 * MINUTE))
  expect(lagMs(lag)).toBeLessThanOrEqual(4 * MINUTE)
})

test('a trace that is far behind is known to be', () => {
  const ms = lagMs(learned(10, 120, () => 40 * MINUTE))
  expect(ms).toBeGreaterThanOrEqual(40 * MINUTE)
  expect(ms).toBeLessThanOrEqual(43 * MINUTE)
})

test('a pause of ours teaches nothing', () => {
  const before = learned(10, 30, () => MINUTE)
  const atMs = START + 180 * MINUTE
  const rows = Array.from({ length: 300 }, (_, index) => ({
    receivedDateTime: new Date(atMs - index * 10_000).toISOString(),
  }))
  const after = learnLag(before, rows, { atMs, fromMs: atMs - 60 * MINUTE })
  expect(after.ages).toEqual(before.ages)
})
