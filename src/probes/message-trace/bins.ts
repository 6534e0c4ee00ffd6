import { after, between, type Instant, millis } from '../../model/time.ts'
import type { Count, Last, Raw, Span } from './schema.ts'
import { BIN_MS } from './tally.ts'

const MINUTE_MS = 60_000
const BIN_MINUTES = BIN_MS / MINUTE_MS

/** The same with all counts by five minutes: those over a longer time are spread evenly, in whole messages. */
export const byBins = (raw: Raw): Raw => ({
  ...raw,
  counts: spread(raw.counts, raw.window),
  earlier: raw.earlier.map((day) => ({
    ...day,
    counts: spread(day.counts, daysBefore(raw.window, day.daysAgo)),
  })),
})

const spread = (counts: readonly Count[], { to }: Span): Count[] => {
  const grid = gridOf(counts)
  return counts.flatMap((count) => binsOf({ ...count, minutes: count.minutes ?? grid }, to))
}

const binsOf = ({ minutes, ...count }: Count & { readonly minutes: number }, end: Instant): Count[] => {
  const within = Math.min(minutes, Math.max(BIN_MINUTES, between(count.at, end) / MINUTE_MS))
  const bins = Math.max(1, Math.ceil(within / BIN_MINUTES))
  const upTo = (bin: number): number => Math.round((count.count * bin) / bins)
  return Array.from({ length: bins }, (_, bin) => ({
    ...count,
    at: after(count.at, bin * BIN_MS),
    count: upTo(bin + 1) - upTo(bin),
  }))
}

/** As unlikely by chance as one in a hundred thousand. */
const NO_CHANCE = Math.log(100_000)

/**
 * For how long counts count where they do not say: five minutes, unless all of them lie on a coarser grid, such as whole
 * hours, so many times that it is no chance. Whoever counts by the hour means the hour.
 */
const gridOf = (counts: readonly Count[]): number => {
  const times = [...new Set(counts.flatMap(({ at, minutes }) => (minutes === undefined ? [millis(at)] : [])))]
  const first = Math.min(...times)
  const grid = times.map((at) => at - first).reduce(divisor, 0)
  const chance = (times.length - 1) * Math.log(grid / BIN_MS)
  return grid > BIN_MS && grid <= MOST_MS && chance > NO_CHANCE ? grid / MINUTE_MS : BIN_MINUTES
}

const MOST_MS = 86_400_000

/** The greatest common divisor. */
const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other))

/** The newest rows that counts alone tell of: each at the end of its time. */
export const lastIn = (counts: readonly Count[], known: readonly Last[], end: Instant): Last[] => {
  const grid = gridOf(counts)
  return [
    ...Map.groupBy(
      counts.filter(({ count }) => count > 0),
      kindOf,
    ),
  ].flatMap(([kind, rows]) => {
    const [{ course, status }] = rows as [Count]
    const newest =
      rows
        .map((row) => endOf({ ...row, minutes: row.minutes ?? grid }))
        .toSorted()
        .at(-1) ?? end
    return known.some((one) => kindOf(one) === kind)
      ? []
      : [{ at: newest < end ? newest : end, course, status }]
  })
}

const endOf = ({ at, minutes }: Count & { readonly minutes: number }): Instant =>
  after(at, minutes * MINUTE_MS)

const kindOf = ({ course, status }: Pick<Last, 'course' | 'status'>): string => `${course} ${status}`

const DAY_MS = 86_400_000

/** The same span some days before. */
export const daysBefore = ({ from, to }: Span, days: number): Span => ({
  from: after(from, -days * DAY_MS),
  to: after(to, -days * DAY_MS),
})
