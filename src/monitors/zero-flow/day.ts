import { z } from 'zod'
import type { FlowPoint, FlowSeries } from '../../model/monitor.ts'
import type { Direction } from '../../model/scope.ts'
import { millis } from '../../model/time.ts'
import type { Learned } from './memory.ts'
import { expectedIn, type Model, modelOf } from './model.ts'
import type { BinCount } from './rows.ts'

/* The counts of the last day, for people to look at, pure. */

const BUCKET_MS = 15 * 60_000
const BUCKETS = 96

/**
 * Bins of the last day: start, and how many messages passed, failed and were stuck; one that was never read is missing.
 * Bare numbers, because it is saved once a minute for each tenant.
 */
export const Day = z.array(z.tuple([z.number(), z.number(), z.number(), z.number()]))
export type Day = z.infer<typeof Day>

const entriesOf = (counts: readonly BinCount[]): Day =>
  counts.map(({ start, passed, failed, stuck }) => [start, passed, failed, stuck])

const joined = (older: Day, newer: Day, untilMs: number): Day => {
  const bins = new Map([...older, ...newer].map((bin) => [bin[0], bin]))
  const fromMs = untilMs - (BUCKETS + 1) * BUCKET_MS
  return [...bins.values()].filter(([start]) => start >= fromMs).sort(([one], [other]) => one - other)
}

/** The day with newer counts in place of older ones. */
export const withCounts = (day: Day, counts: readonly BinCount[], untilMs: number): Day =>
  joined(day, entriesOf(counts), untilMs)

/** The day with counts where it has none. */
export const withOlder = (day: Day, counts: readonly BinCount[], untilMs: number): Day =>
  joined(entriesOf(counts), day, untilMs)

/** The bins from a moment on, as the detector takes them. */
export const binsFrom = (day: Day, fromMs: number): { start: number; count: number }[] =>
  day.filter(([start]) => start >= fromMs).map(([start, count]) => ({ start, count }))

/** What was counted since a moment. */
export const sumSince = (day: Day, sinceMs: number): Omit<BinCount, 'start'> => {
  const sum = { passed: 0, failed: 0, stuck: 0 }
  for (const [start, passed, failed, stuck] of day) {
    if (start < sinceMs) continue
    sum.passed += passed
    sum.failed += failed
    sum.stuck += stuck
  }
  return sum
}

/** Two standard deviations hold about nineteen of twenty ordinary hours. */
const DEVIATIONS = 2
/** Days differ as a whole, by about this share. */
const DAY_SHARE = 0.2
/** An hour that was seen on one day only may have been any hour. */
const DAYS = 1.5

/**
 * How much more counts scatter than by chance alone (Poisson: 1), by the differences of neighbours, which the course of
 * the day hardly touches (von Neumann 1941).
 */
const dispersionOf = (day: Day, untilMs: number): number => {
  let [squares, sum] = [0, 0]
  for (const [index, [start, passed]] of day.entries()) {
    const before = day[index - 1]?.[1]
    if (before === undefined || start >= untilMs) continue
    squares += (passed - before) ** 2
    sum += passed + before
  }
  return sum === 0 ? 1 : Math.max(1, squares / sum)
}

/** What is usual in a bucket; undefined where the hour is not known yet. */
const usualIn = (
  model: Model,
  { startMs, bucketMs, dispersion }: { startMs: number; bucketMs: number; dispersion: number },
): FlowPoint['expected'] => {
  let [mid, known] = [0, true]
  for (let start = startMs; start < startMs + bucketMs; start += model.stepMs) {
    const { mean, days } = expectedIn(model, start)
    mid += mean
    known &&= days >= DAYS
  }
  if (!known) return undefined
  const spread = DEVIATIONS * Math.sqrt(dispersion * mid + (DAY_SHARE * mid) ** 2)
  return { low: Math.max(0, mid - spread), mid, high: mid + spread }
}

/** The day as a picture: bucket by bucket up to the last whole one that is complete. */
export const seriesOf = (
  day: Day,
  direction: Direction,
  how: {
    readonly learned: Learned
    readonly stepMs: number
    readonly completeToMs: number
    readonly onsetMs?: number
  },
): FlowSeries => {
  const model = modelOf(how.learned, how.stepMs)
  const endMs = Math.floor(how.completeToMs / BUCKET_MS) * BUCKET_MS
  const bins = new Map(day.map(([start, passed]) => [start, passed]))
  const dispersion = dispersionOf(day, how.onsetMs ?? endMs)
  const points = Array.from({ length: BUCKETS }, (_, index): FlowPoint => {
    const start = endMs - (BUCKETS - index) * BUCKET_MS
    const expected = usualIn(model, { startMs: start, bucketMs: BUCKET_MS, dispersion })
    const seen = seenIn(bins, start, how.stepMs)
    return {
      at: new Date(start).toISOString(),
      ...(seen === undefined ? {} : { seen }),
      ...(expected === undefined ? {} : { expected }),
    }
  })
  return {
    direction,
    bucketMs: BUCKET_MS,
    points,
    ...(how.onsetMs === undefined ? {} : { onset: new Date(how.onsetMs).toISOString() }),
  }
}

/** Somebody else's series of the same flow with what is usual in its buckets. */
export const withUsual = (
  series: FlowSeries,
  day: Day,
  { learned, stepMs }: { readonly learned: Learned; readonly stepMs: number },
): FlowSeries => {
  const model = modelOf(learned, stepMs)
  const { bucketMs, onset } = series
  const dispersion = dispersionOf(day, onset === undefined ? Number.POSITIVE_INFINITY : millis(onset))
  const points = series.points.map((point): FlowPoint => {
    const expected = usualIn(model, { startMs: millis(point.at), bucketMs, dispersion })
    return expected === undefined ? point : { ...point, expected }
  })
  return { ...series, points }
}

/** A bucket of which a part is missing is not known. */
const seenIn = (bins: ReadonlyMap<number, number>, startMs: number, stepMs: number): number | undefined => {
  let sum = 0
  for (let start = startMs; start < startMs + BUCKET_MS; start += stepMs) {
    const count = bins.get(start)
    if (count === undefined) return undefined
    sum += count
  }
  return sum
}

/** Messages that were to be expected between two moments; undefined where these hours are not known yet. */
export const expectedBetween = (
  learned: Learned,
  { stepMs, fromMs, toMs }: { readonly stepMs: number; readonly fromMs: number; readonly toMs: number },
): number | undefined => {
  const model = modelOf(learned, stepMs)
  let sum = 0
  for (let start = Math.floor(fromMs / stepMs) * stepMs; start < toMs; start += stepMs) {
    const { mean, days } = expectedIn(model, start)
    if (days < DAYS) return undefined
    sum += mean
  }
  return sum
}
