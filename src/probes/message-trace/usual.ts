import { after, between, type Instant, millis } from '../../model/time.ts'
import type { Count, Course, Earlier, Span } from './schema.ts'
import { BIN_MS } from './tally.ts'

const HOUR_MS = 3_600_000

/** How much of a span was read, milliseconds. */
export const coveredMs = (covered: readonly Span[], span: Span): number =>
  covered.reduce((sum, part) => sum + Math.max(0, overlap(part, span)), 0)

const overlap = (a: Span, b: Span): number =>
  Math.min(millis(a.to), millis(b.to)) - Math.max(millis(a.from), millis(b.from))

/** Counts whose five minutes lie in a span for the greater part. */
export const countIn = (
  counts: readonly Count[],
  { from, to }: Span,
  fits: (count: Count) => boolean = () => true,
): number =>
  counts.reduce((sum, count) => {
    const middle = millis(count.at) + BIN_MS / 2
    return middle >= millis(from) && middle < millis(to) && fits(count) ? sum + count.count : sum
  }, 0)

/** How far to look back for the present rate, minutes. */
const LOOK_BACK = [30, 60, 120, 240]

/**
 * Messages an hour just before a moment. The least of several looks back, so that the end of a working day or a burst
 * does not pass for the usual.
 */
export const rateBefore = (
  counts: readonly Count[],
  covered: readonly Span[],
  end: Instant,
  fits: (count: Count) => boolean,
): number => {
  const rates = LOOK_BACK.map((minutes) => ({ from: after(end, -minutes * 60_000), to: end }))
    .map((span) => ({ span, ms: coveredMs(covered, span) }))
    .filter(({ ms }) => ms >= BIN_MS)
    .map(({ span, ms }) => countIn(counts, span, fits) / (ms / HOUR_MS))
  return rates.length === 0 ? 0 : Math.min(...rates)
}

/**
 * How many messages the same span had on an earlier day, scaled up where only a part of it was read: the same weekday
 * a week ago, or else the day before. Undefined when neither day shows any mail at all: then there is no history.
 */
export const usualIn = (
  earlier: readonly Earlier[],
  span: Span,
  fits: (count: Count) => boolean,
): number | undefined => {
  for (const day of earlier) {
    const then = { from: daysBefore(span.from, day.daysAgo), to: daysBefore(span.to, day.daysAgo) }
    const ms = coveredMs(day.covered, then)
    if (day.counts.length === 0 || ms < BIN_MS) continue
    return countIn(day.counts, then, fits) * (between(span.from, span.to) / ms)
  }
  return undefined
}

const daysBefore = (at: Instant, days: number): Instant => after(at, -days * 24 * HOUR_MS)

export const ofCourse =
  (course: Course) =>
  (count: Count): boolean =>
    count.course === course
