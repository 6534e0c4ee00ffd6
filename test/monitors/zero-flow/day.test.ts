import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { seriesOf, sumSince, withCounts, withUsual } from '../../../src/monitors/zero-flow/day.ts'
import { emptyMemory, type Memory } from '../../../src/monitors/zero-flow/memory.ts'
import { observe } from '../../../src/monitors/zero-flow/observe.ts'
import { SETTINGS } from '../../../src/monitors/zero-flow/settings.ts'

const STEP = 300_000
const BUCKET = 3 * STEP
const DAY = 96 * BUCKET
const NOW = Date.parse('2026-11-23T10:30:00Z')

const bins = (fromMs: number, toMs: number, count: (start: number) => number) =>
  Array.from({ length: (toMs - fromMs) / STEP }, (_, index) => {
    const start = fromMs + index * STEP
    return { start, passed: count(start), failed: 0, stuck: 0 }
  })

/** A detector that has seen so many weeks of a flow. */
const taught = (weeks: number, count: (start: number) => number): Memory => {
  let memory = emptyMemory(STEP)
  for (let at = NOW - weeks * 7 * DAY; at < NOW; at += DAY) {
    const told = bins(at, at + DAY, count).map(({ start, passed }) => ({ start, count: passed }))
    memory = observe(
      memory,
      { at: at + DAY, source: 'answers', bins: told, completeTo: at + DAY },
      SETTINGS,
    ).memory
  }
  return memory
}

test('newer counts replace older ones, and only the last day is kept', () => {
  const old = withCounts(
    [],
    bins(NOW - 3 * DAY, NOW, () => 5),
    NOW,
  )
  const day = withCounts(
    old,
    bins(NOW - BUCKET, NOW, () => 7),
    NOW,
  )
  expect(day[0]?.[0]).toBe(NOW - DAY - BUCKET)
  expect(day.map(([, passed]) => passed).slice(-4)).toEqual([5, 7, 7, 7])
  expect(sumSince(day, NOW - 2 * BUCKET)).toEqual({ passed: 36, failed: 0, stuck: 0 })
})

test('the picture ends with the last whole bucket that is complete, and shows no number for a part', () => {
  const day = withCounts(
    [],
    bins(NOW - DAY, NOW, () => 2),
    NOW,
  ).filter(([start]) => start !== NOW - 5 * STEP)
  const series = seriesOf(day, 'inbound', {
    learned: emptyMemory(STEP).learned,
    stepMs: STEP,
    completeToMs: NOW - 2 * STEP,
    onsetMs: NOW - 4 * STEP,
  })
  expect([series.points.length, series.bucketMs, series.onset]).toEqual([
    96,
    BUCKET,
    '2026-11-23T10:10:00.000Z',
  ])
  expect(series.points.slice(-2)).toEqual([
    { at: '2026-11-23T09:45:00.000Z', seen: 6 },
    { at: '2026-11-23T10:00:00.000Z' },
  ])
  expect(series.points[0]).toEqual({ at: '2026-11-22T10:15:00.000Z' })
})

test('the band holds nearly all of an ordinary day, and follows its hours', () => {
  const busy = (start: number): number => {
    const hour = new Date(start).getUTCHours()
    const mean = hour >= 8 && hour < 18 ? 40 : 6
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * Math.sin(start / 137_000)))
  }
  const { learned } = taught(2, busy)
  const day = withCounts([], bins(NOW - DAY, NOW, busy), NOW)
  const { points } = seriesOf(day, 'inbound', { learned, stepMs: STEP, completeToMs: NOW })
  const inside = points.filter(
    ({ seen = -1, expected }) => expected !== undefined && seen >= expected.low && seen <= expected.high,
  )
  expect(inside.length).toBeGreaterThanOrEqual(90)
  const mids = points.map(({ expected }) => expected?.mid ?? 0)
  expect(Math.max(...mids)).toBeGreaterThan(90)
  expect(Math.min(...mids)).toBeLessThan(30)
})

test('every band is in order and not below zero, whatever was learned', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { minLength: 1, maxLength: 50 }), (counts) => {
      const { learned } = taught(1, (start) => counts[Math.floor(start / STEP) % counts.length] ?? 0)
      const { points } = seriesOf([], 'outbound', { learned, stepMs: STEP, completeToMs: NOW })
      for (const { expected, seen } of points) {
        expect(seen).toBeUndefined()
        if (expected === undefined) continue
        expect(expected.low).toBeGreaterThanOrEqual(0)
        expect(expected.low).toBeLessThanOrEqual(expected.mid)
        expect(expected.mid).toBeLessThanOrEqual(expected.high)
      }
    }),
    { numRuns: 4 },
  )
})

test('the flow of somebody else gets what is usual in its own buckets', () => {
  const { learned } = taught(3, () => 2)
  const day = withCounts(
    [],
    bins(NOW - DAY, NOW, () => 2),
    NOW,
  )
  const hours = [3, 2, 1].map((ago) => ({ at: new Date(NOW - ago * 4 * BUCKET).toISOString(), seen: 20 }))
  const series = { direction: 'inbound', bucketMs: 4 * BUCKET, points: hours } as const
  const usual = withUsual(series, day, { learned, stepMs: STEP })
  expect(usual.points.map(({ at, seen }) => ({ at, seen }))).toEqual(hours)
  for (const { expected } of usual.points) {
    expect(expected?.mid).toBeCloseTo(24, 1)
    expect([expected?.low ?? 0, expected?.high ?? 0].map(Math.round)).toEqual([10, 38])
  }
  expect(withUsual(series, day, { learned: emptyMemory(STEP).learned, stepMs: STEP })).toEqual(series)
})
