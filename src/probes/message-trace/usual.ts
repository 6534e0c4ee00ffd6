import { after, between, type Instant, millis } from '../../model/time.ts'
import { daysBefore } from './bins.ts'
import type { Count, Course, Earlier, Span } from './schema.ts'
import { BIN_MS } from './tally.ts'

const HOUR_MS = 3_600_000
/** A rate is known from as much time as this, or from so many messages of any course: a large tenant's few seconds. */
const ENOUGH_MS = BIN_MS
const ENOUGH_ROWS = 200

/** How much of a span was read, milliseconds. */
export const coveredMs = (covered: readonly Span[], span: Span): number =>
  covered.reduce((sum, part) => sum + overlapMs(part, span), 0)

const overlapMs = (a: Span, b: Span): number =>
  Math.max(0, Math.min(millis(a.to), millis(b.to)) - Math.max(millis(a.from), millis(b.from)))

/** What was read, by five minutes. */
export interface Read {
  readonly counts: readonly Count[]
  readonly covered: readonly Span[]
}

/**
 * Messages that were read of a span. The messages of five minutes are taken as spread evenly over that part of them
 * which was read, so that a page of a few seconds counts where it was, and not over the whole five minutes.
 */
export const countIn = (
  { counts, covered }: Read,
  span: Span,
  fits: (count: Count) => boolean = () => true,
): number => {
  const [from, to] = [millis(span.from), millis(span.to)]
  return counts.reduce((sum, count) => {
    const begin = millis(count.at)
    if (begin >= to || begin + BIN_MS <= from || !fits(count)) return sum
    if (begin >= from && begin + BIN_MS <= to) return sum + count.count
    return sum + count.count * shareIn({ from: count.at, to: after(count.at, BIN_MS) }, covered, span)
  }, 0)
}

/** Which part of what was read of five minutes lies in a span. */
const shareIn = (bin: Span, covered: readonly Span[], span: Span): number => {
  const read = covered.map((part) => intersection(part, bin)).filter((part) => part.from < part.to)
  const whole = read.length === 0 ? [bin] : read
  return coveredMs(whole, span) / coveredMs(whole, bin)
}

const intersection = (a: Span, b: Span): Span => ({
  from: a.from > b.from ? a.from : b.from,
  to: a.to < b.to ? a.to : b.to,
})

/** Messages an hour in what was read of a span; undefined where too little was read to tell. */
const rateIn = (read: Read, span: Span, fits: (count: Count) => boolean): number | undefined => {
  const ms = coveredMs(read.covered, span)
  if (ms === 0 || (ms < ENOUGH_MS && countIn(read, span) < ENOUGH_ROWS)) return undefined
  return countIn(read, span, fits) / (ms / HOUR_MS)
}

/** How far to look back for the present rate, minutes. */
const LOOK_BACK = [30, 60, 120, 240]

/**
 * Messages an hour just before a moment. The least of several looks back, so that the end of a working day or a burst
 * does not pass for the usual. Undefined where nothing before the moment was read.
 */
export const rateBefore = (read: Read, end: Instant, fits: (count: Count) => boolean): number | undefined => {
  const rates = LOOK_BACK.map((minutes) =>
    rateIn(read, { from: after(end, -minutes * 60_000), to: end }, fits),
  )
  const known = rates.filter((rate) => rate !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** What an earlier day had in a span. */
export interface Usual {
  /** Messages, scaled up where only a part of the span was read. */
  readonly count: number
  /** The part that was read, 0 to 1. */
  readonly read: number
}

/**
 * How many messages the same span had on an earlier day: the same weekday a week ago, or else the day before.
 * Undefined when neither day shows any mail at all: then there is no history.
 */
export const usualIn = (
  earlier: readonly Earlier[],
  span: Span,
  fits: (count: Count) => boolean,
): Usual | undefined => {
  for (const day of earlier) {
    const then = daysBefore(span, day.daysAgo)
    const rate = rateIn(day, then, fits)
    if (day.counts.length === 0 || rate === undefined) continue
    const hours = between(span.from, span.to) / HOUR_MS
    return { count: rate * hours, read: coveredMs(day.covered, then) / between(span.from, span.to) }
  }
  return undefined
}

export const ofCourse =
  (course: Course) =>
  (count: Count): boolean =>
    count.course === course
