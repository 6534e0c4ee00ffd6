import type { Flow } from '../../model/findings.ts'
import { after, type Instant, millis } from '../../model/time.ts'
import type { Count, Raw, Span } from './schema.ts'
import { coveredMs } from './usual.ts'

const HOUR_MS = 3_600_000
/** A sample leaves gaps of less than an hour everywhere; longer ones are worth telling. */
export const LONG_GAP_MS = 3_700_000

/** Counts by hour and by status. Where only a part of an hour was read, its counts are scaled up to the whole. */
export const volumeOf = (
  { window, covered }: Pick<Raw, 'window' | 'covered'>,
  counts: readonly Count[],
): Pick<Flow, 'total' | 'byStatus' | 'perHour'> => {
  const byStatus = new Map<string, number>()
  const perHour: { at: Instant; count: number }[] = []
  for (const hour of hoursOf(window)) {
    const factor = scale(covered, hour.within)
    if (factor === undefined) continue
    const rows = counts.filter((count) => count.at >= hour.at && count.at < hour.end)
    for (const { status, count } of rows) byStatus.set(status, (byStatus.get(status) ?? 0) + count * factor)
    perHour.push({ at: hour.at, count: Math.round(factor * rows.reduce((sum, { count }) => sum + count, 0)) })
  }
  const rounded = Object.fromEntries([...byStatus].map(([status, count]) => [status, Math.round(count)]))
  return { total: Object.values(rounded).reduce((sum, count) => sum + count, 0), byStatus: rounded, perHour }
}

/** The clock hours of a window; the first and the last one lie in it only in part. */
const hoursOf = (
  window: Span,
): readonly { readonly at: Instant; readonly end: Instant; readonly within: Span }[] => {
  const first = Math.floor(millis(window.from) / HOUR_MS) * HOUR_MS
  const count = Math.ceil((millis(window.to) - first) / HOUR_MS)
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(first + index * HOUR_MS).toISOString()
    const end = after(at, HOUR_MS)
    return {
      at,
      end,
      within: { from: at < window.from ? window.from : at, to: end < window.to ? end : window.to },
    }
  })
}

/** What a count stands for; undefined where nothing was read. */
const scale = (covered: readonly Span[], span: Span): number | undefined => {
  const read = coveredMs(covered, span)
  return read === 0 ? undefined : (millis(span.to) - millis(span.from)) / read
}

/** Spans of a window that nothing was read of, longer than so many milliseconds. */
export const gapsIn = (window: Span, covered: readonly Span[], longerThanMs: number): readonly Span[] => {
  const gaps: Span[] = []
  let from = window.from
  for (const part of [
    ...covered.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
    { from: window.to, to: window.to },
  ]) {
    if (millis(part.from) - millis(from) > longerThanMs) gaps.push({ from, to: part.from })
    if (part.to > from) from = part.to
  }
  return gaps
}
