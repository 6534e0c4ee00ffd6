import { describe, expect, test } from '@jest/globals'
import { type Bin, emptyMemory, type Memory } from '../../../src/monitors/zero-flow/memory.ts'
import { observe, type Reading } from '../../../src/monitors/zero-flow/observe.ts'
import { SETTINGS, STEP_MS } from '../../../src/monitors/zero-flow/settings.ts'
import { arrivals, HABITS, type Habit } from '../../support/arrivals.ts'

/* The first weeks, when no hour of the week is known. Day 0 is a Monday. */

const MINUTE_MS = 60_000
const DAY = 288
const HOUR = 12
const HOURS_ONLY: Habit = HABITS['office hours only']

interface Seen {
  readonly memory: Memory
  readonly raised: readonly Reading[]
}

const fold = (bins: readonly Bin[], memory = emptyMemory(STEP_MS)): Seen => {
  const raised: Reading[] = []
  let now = memory
  for (const bin of bins) {
    const at = bin.start + STEP_MS
    const seen = observe(now, { at, source: 'answers', bins: [bin], completeTo: at }, SETTINGS)
    now = seen.memory
    if (seen.reading.change === 'raised') raised.push(seen.reading)
  }
  return { memory: now, raised }
}

const flowOf = (habit: Habit, perHour: number, holidays: readonly number[] = []): readonly Bin[] =>
  arrivals({ perHour, weeks: 2, stepMs: STEP_MS, seed: perHour + 7, habit, holidays })

/** Minutes from a stop to its alarm, with nothing for so many hours. */
const delayOf = (bins: readonly Bin[], first: number, stop: number, hours = 3): number => {
  const { memory } = fold(bins.slice(first, stop))
  const zeros = bins.slice(stop, stop + hours * HOUR).map(({ start }) => ({ start, count: 0 }))
  const at = fold(zeros, memory).raised[0]?.alarm?.at ?? Number.POSITIVE_INFINITY
  return (at - (bins[stop] as Bin).start) / MINUTE_MS
}

describe('a lively flow that stops dead is an alarm within half an hour', () => {
  test.each([60, 600, 6000])('at %i messages an hour, after any number of days', (perHour) => {
    for (const habit of [HABITS.even, HABITS.office]) {
      const bins = flowOf(habit, perHour)
      const delays = [0.1, 1, 2, 3, 4].map((days) => {
        const stop = 4 * DAY + 11 * HOUR
        return delayOf(bins, stop - Math.round(days * DAY), stop)
      })
      expect(delays.filter((minutes) => !(minutes >= 15 && minutes <= 30))).toEqual([])
    }
  })

  test('on a day that runs at a quarter of the other days', () => {
    const stop = 4 * DAY + 11 * HOUR
    const bins = flowOf(HABITS.office, 600).map((bin, index) =>
      index >= 4 * DAY ? { ...bin, count: Math.round(bin.count / 4) } : bin,
    )
    expect(delayOf(bins, 0, stop)).toBeLessThanOrEqual(30)
  })
})

test.each([3, 7, 12])(
  'a thin flow of 6 messages an hour that stops is an alarm within five hours, after %i days',
  (days) => {
    const delays = [1, 2, 3].map((seed) => {
      const bins = arrivals({ perHour: 6, weeks: 2, stepMs: STEP_MS, seed, habit: HABITS.even })
      return delayOf(bins, 0, days * DAY + 11 * HOUR, 12)
    })
    expect(delays.filter((minutes) => minutes > 300)).toEqual([])
  },
)

test('the end of work is an alarm on the first evening at most, however sharp it is', () => {
  const bins = Array.from({ length: 5 * DAY }, (_, index) => {
    const hour = (index % DAY) / HOUR
    return { start: Date.parse('2026-01-05') + index * STEP_MS, count: hour >= 8 && hour < 18 ? 17 : 0 }
  })
  const evenings = fold(bins).raised.map(({ alarm }) => new Date(alarm?.at ?? 0).toISOString().slice(0, 16))
  expect(evenings).toEqual(['2026-01-05T18:15'])
})

test('a stop two hours after the first long night is an alarm within an hour', () => {
  const flow = (index: number): number => (index % DAY >= 8 * HOUR ? 20 : 0)
  const bins = Array.from({ length: 2 * DAY }, (_, index) => ({ start: index * STEP_MS, count: flow(index) }))
  expect(delayOf(bins, 0, DAY + 10 * HOUR)).toBeLessThanOrEqual(60)
})

describe('what ends by itself is no alarm', () => {
  test.each([
    [60, HABITS.office],
    [600, HABITS.office],
    [600, HOURS_ONLY],
    [6000, HOURS_ONLY],
  ])('in two weeks from a Thursday on at %i messages an hour', (perHour, habit) => {
    const bins = flowOf(habit, perHour, [8]).slice(3 * DAY + 10 * HOUR)
    expect(fold(bins).raised).toEqual([])
  })

  test('an afternoon on which people leave early, for the first time', () => {
    const friday = 4 * DAY
    const early = flowOf(HOURS_ONLY, 600).map((bin, index) => {
      const hour = (index - friday) / HOUR
      const share = index >= friday && index < friday + DAY ? 1 / (1 + Math.exp((hour - 14.5) * 1.5)) : 1
      return { ...bin, count: Math.round(bin.count * share) }
    })
    expect(fold(early.slice(DAY + 9 * HOUR, friday + DAY)).raised).toEqual([])
  })

  test('a newsletter to everybody in a quiet hour', () => {
    const bins = Array.from({ length: 36 }, (_, index) => ({
      start: index * STEP_MS,
      count: index === 20 ? 5000 : index % 4 === 0 ? 1 : 0,
    }))
    expect(fold(bins.slice(0, 21)).memory.course.lately.pace).toBeLessThan(2)
    expect(fold(bins.map((bin, index) => (index > 20 ? { ...bin, count: 0 } : bin))).raised).toEqual([])
  })
})
