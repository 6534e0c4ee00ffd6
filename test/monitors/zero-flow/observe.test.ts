import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { type Bin, emptyMemory, Memory } from '../../../src/monitors/zero-flow/memory.ts'
import { type Observation, observe, type Reading } from '../../../src/monitors/zero-flow/observe.ts'
import { SETTINGS, type Settings, STEP_MS } from '../../../src/monitors/zero-flow/settings.ts'
import { arrivals, HABITS } from '../../support/arrivals.ts'

const MINUTE_MS = 60_000
const DAY_BINS = 288

interface Seen {
  readonly memory: Memory
  readonly readings: readonly Reading[]
}

const fold = (
  observations: readonly Observation[],
  memory = emptyMemory(STEP_MS),
  settings = SETTINGS,
): Seen => {
  const readings: Reading[] = []
  let now = memory
  for (const observation of observations) {
    const seen = observe(now, observation, settings)
    now = seen.memory
    readings.push(seen.reading)
  }
  return { memory: now, readings }
}

/** Each bin read the moment it is over. */
const live = (bins: readonly Bin[]): readonly Observation[] =>
  bins.map((bin) => {
    const at = bin.start + STEP_MS
    return { at, source: 'answers', bins: [bin], completeTo: at }
  })

const changes = (readings: readonly Reading[]) =>
  readings.flatMap(({ change, alarm }) => (change === undefined ? [] : [{ change, alarm }]))

const silent = (bins: readonly Bin[], from: number, to = bins.length): readonly Bin[] =>
  bins.map((bin, index) => (index >= from && index < to ? { ...bin, count: 0 } : bin))

const OFFICE = arrivals({ perHour: 60, weeks: 4, stepMs: STEP_MS, seed: 11, habit: HABITS.office })
/** Tuesday of the fourth week, 00:00. */
const TUESDAY = 22 * DAY_BINS
const LEARNED = fold(live(OFFICE.slice(0, TUESDAY))).memory
const TEN = 10 * 12
const DAY = OFFICE.slice(TUESDAY, TUESDAY + DAY_BINS)

describe('a flow that is known', () => {
  test('flows by day, is quiet by night, hardly ever suspicious, and raises nothing', () => {
    const { readings } = fold(live(DAY), LEARNED)
    const share = (state: string): number =>
      readings.filter((reading) => reading.state === state).length / readings.length
    expect(changes(readings)).toEqual([])
    expect(readings.slice(TEN, TEN + 72).every(({ state }) => state === 'flowing')).toBe(true)
    expect(share('quiet')).toBeGreaterThan(0.1)
    expect(share('suspicious')).toBeLessThan(0.05)
    expect(share('flowing') + share('quiet') + share('suspicious')).toBeCloseTo(1)
  })

  test('is zero within a quarter of an hour when it stops at work, once, and clears when it is back', () => {
    const day = silent(DAY, TEN, TEN + 24)
    const { readings } = fold(live(day), LEARNED)
    const told = changes(readings)
    expect(told.map(({ change }) => change)).toEqual(['raised', 'cleared'])
    const alarm = told[0]?.alarm
    const stop = (day[TEN] as Bin).start
    expect(alarm?.state).toBe('zero')
    expect(alarm?.since).toBe(stop)
    expect((alarm?.at ?? 0) - stop).toBeLessThanOrEqual(15 * MINUTE_MS)
    expect(readings[TEN + 20]?.state).toBe('zero')
  })

  test('that only trickles is suspicious, and an alarm with that state', () => {
    const day = OFFICE.slice(TUESDAY, TUESDAY + DAY_BINS).map((bin, index) => ({
      ...bin,
      count: index >= TEN ? (index % 3 === 0 ? 1 : 0) : bin.count,
    }))
    const { readings } = fold(live(day.slice(0, TEN + 48)), LEARNED)
    expect(changes(readings).map(({ change, alarm }) => [change, alarm?.state])).toEqual([
      ['raised', 'suspicious'],
    ])
    expect(readings.at(-1)?.state).toBe('suspicious')
  })

  test('that stopped at night is found before noon, since a holiday would look alike until then', () => {
    const day = silent(DAY, 12)
    const { readings } = fold(live(day), LEARNED)
    const at = (changes(readings)[0]?.alarm?.at ?? 0) - (day[0] as Bin).start
    expect(at).toBeGreaterThan(2 * 60 * MINUTE_MS)
    expect(at).toBeLessThan(12 * 60 * MINUTE_MS)
  })
})

describe('a flow that nobody has seen before', () => {
  const lively = Array.from({ length: 48 }, (_, index) => ({ start: index * STEP_MS, count: 20 }))

  test('is judged by the guide: a quarter of an hour without a message', () => {
    const { readings } = fold(live(silent(lively, 40)))
    expect(changes(readings)).toEqual([
      { change: 'raised', alarm: { at: 43 * STEP_MS, state: 'zero', since: 40 * STEP_MS } },
    ])
  })

  test('is only suspicious after a quarter of an hour when it is too thin to be sure', () => {
    const thin = lively.map((bin, index) => ({ ...bin, count: index % 3 === 0 ? 1 : 0 }))
    const { readings } = fold(live(silent(thin, 40, 48)))
    expect(changes(readings)).toEqual([])
    expect(readings.at(-1)?.state).toBe('suspicious')
  })

  test('is an alarm then when a second witness speaks for it, and none when a canary came through', () => {
    const thin = silent(
      lively.map((bin, index) => ({ ...bin, count: index % 3 === 0 ? 1 : 0 })),
      40,
      48,
    )
    const before = fold(live(thin.slice(0, 47))).memory
    const [last] = live(thin.slice(47)) as [Observation]
    const state = (witness: 'for' | 'against'): string =>
      observe(before, { ...last, witness }, SETTINGS).reading.state
    expect([state('for'), state('against')]).toEqual(['zero', 'suspicious'])
  })
})

test('by choice a quarter of an hour is an alarm whatever the volume', () => {
  const settings: Settings = { ...SETTINGS, rule: '15min' }
  const { readings } = fold(live(silent(DAY, 6)), LEARNED, settings)
  expect(readings.findIndex(({ change }) => change === 'raised')).toBeLessThanOrEqual(8)
})

describe('a source', () => {
  const stopped = fold(live(silent(DAY, TEN).slice(0, TEN)), LEARNED).memory
  const end = (DAY[TEN] as Bin).start

  test.each([
    ['cannot be asked', { source: 'broken', bins: [], completeTo: end }, 'broken'],
    ['says nothing', { source: 'answers', bins: [] }, 'no-data'],
    ['says nothing new', { source: 'answers', bins: [], completeTo: end + 40 * MINUTE_MS }, 'no-data'],
    [
      'is behind',
      { source: 'answers', bins: silent(DAY, TEN).slice(TEN, TEN + 1), completeTo: end },
      'no-data',
    ],
  ] as const)('that %s makes no alarm', (_, told, state) => {
    const { reading } = observe(stopped, { ...told, at: end + 60 * MINUTE_MS }, SETTINGS)
    expect([reading.state, reading.alarm, reading.change]).toEqual([state, undefined, undefined])
  })

  test('with a hole of hours in the middle of the day makes no alarm', () => {
    const day = [...DAY.slice(0, TEN), ...DAY.slice(TEN + 36)]
    expect(changes(fold(live(day), LEARNED).readings)).toEqual([])
  })

  test('whose rows come late takes the alarm back', () => {
    const day = silent(DAY, TEN, TEN + 4)
    const raised = fold(live(day.slice(0, TEN + 4)), LEARNED)
    const at = (DAY[TEN + 4] as Bin).start + STEP_MS
    const { readings } = fold(
      [{ at, source: 'answers', bins: DAY.slice(TEN, TEN + 5), completeTo: at }],
      raised.memory,
    )
    expect([raised.memory.alarm?.state, readings[0]?.change, readings[0]?.state]).toEqual([
      'zero',
      'cleared',
      'flowing',
    ])
  })

  test('that knows when the last message was is believed to the minute', () => {
    const [next] = live(silent(DAY, TEN).slice(TEN, TEN + 1)) as [Observation]
    const silence = (lastMessage: number): number =>
      observe(stopped, { ...next, lastMessage }, SETTINGS).reading.evidence?.silentMs ?? 0
    expect([silence(end - 4 * MINUTE_MS), silence(end + 2 * MINUTE_MS)]).toEqual([
      9 * MINUTE_MS,
      3 * MINUTE_MS,
    ])
  })
})

const counts = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(40)), {
  minLength: 1,
  maxLength: 80,
})
const from9 = (DAY[9 * 12] as Bin).start
const at9 = fold(live(DAY.slice(0, 9 * 12)), LEARNED).memory
const binsOf = (list: readonly number[]): readonly Bin[] =>
  list.map((count, index) => ({ start: from9 + index * STEP_MS, count }))

describe('whatever comes', () => {
  test('it does not matter how the data is cut into observations', () => {
    fc.assert(
      fc.property(counts, fc.array(fc.nat(12), { maxLength: 40 }), (list, cuts) => {
        const bins = binsOf(list)
        const pieces: Observation[] = []
        for (let begin = 0, cut = 0; begin < bins.length; cut++) {
          const piece = bins.slice(begin, begin + 1 + (cuts[cut] ?? 0))
          const at = (piece.at(-1) as Bin).start + STEP_MS
          pieces.push({ at, source: 'answers', bins: piece.toReversed(), completeTo: at })
          begin += piece.length
        }
        const one = fold(live(bins), at9)
        const other = fold(pieces, at9)
        expect(other.memory).toEqual(one.memory)
        expect(other.readings.at(-1)?.state).toBe(one.readings.at(-1)?.state)
      }),
      { numRuns: 60 },
    )
  })

  test('telling everything again changes nothing', () => {
    fc.assert(
      fc.property(counts, (list) => {
        const observations = live(binsOf(list))
        const { memory } = fold(observations, at9)
        const again = fold([observations.at(-1) as Observation], memory)
        expect(again.memory).toEqual(memory)
        expect(again.readings[0]?.change).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  })

  test('a restart loses nothing: the memory comes back from JSON with the same alarms to follow', () => {
    fc.assert(
      fc.property(counts, fc.nat(79), (list, where) => {
        const observations = live(binsOf(list))
        const whole = fold(observations, at9)
        const first = fold(observations.slice(0, where), at9)
        const back = Memory.parse(JSON.parse(JSON.stringify(first.memory)))
        const second = fold(observations.slice(where), back)
        expect([...first.readings, ...second.readings].map(({ change }) => change)).toEqual(
          whole.readings.map(({ change }) => change),
        )
        expect(second.memory).toEqual(whole.memory)
      }),
      { numRuns: 60 },
    )
  })

  test('an alarm is raised and cleared in turns, and never on data that is not fresh', () => {
    const lags = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 80, maxLength: 80 })
    fc.assert(
      fc.property(counts, lags, fc.constantFrom('for', 'against', 'none'), (list, lag, witness) => {
        const observations = live(binsOf(list)).map((one, index) => ({
          ...one,
          at: one.at + (lag[index] ?? 0) * MINUTE_MS,
          witness,
        }))
        const { readings } = fold(observations, at9)
        const stale = readings.filter((_, index) => (lag[index] ?? 0) * MINUTE_MS > SETTINGS.freshMs)
        expect(stale.every(({ state, change }) => state === 'no-data' && change === undefined)).toBe(true)
        const turns = changes(readings)
          .map(({ change }) => change)
          .filter((change) => change !== 'grown')
        expect(turns).toEqual(turns.map((_, index) => (index % 2 === 0 ? 'raised' : 'cleared')))
      }),
      { numRuns: 60 },
    )
  })

  test('the memory stays as small as it was', () => {
    const long = fold(
      live(arrivals({ perHour: 60, weeks: 8, stepMs: STEP_MS, seed: 5, habit: HABITS.stormy })),
    ).memory
    expect(long.pending.length).toBeLessThanOrEqual(SETTINGS.lateMs / STEP_MS)
    expect(JSON.stringify(long).length).toBeLessThan(20_000)
    expect(Memory.parse(long)).toEqual(long)
  })
})
