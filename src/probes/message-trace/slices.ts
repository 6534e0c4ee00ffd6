import type { Graph } from '../../model/ports.ts'
import { inText, millis } from '../../model/time.ts'
import { graphRow } from '../graph-row.ts'
import { type Span, TraceRow } from './schema.ts'

/** Rows of a part of the window, and of which part they are all. */
export interface Slice {
  readonly rows: readonly TraceRow[]
  /** Absent when the rows show no time of which they are all. */
  readonly covered?: Span
}

/** Most rows in one page. Source: messagetracingroot-list-messagetraces in the Graph documentation. */
export const FULL_PAGE = 5000

const TRACES = '/admin/exchange/tracing/messageTraces'

/** The query of a span. Both ends are asked for whole seconds and included; `sliceOf` cuts them off again. */
export const queryOf = ({ from, to }: Span, top: number): string => {
  const end = new Date(Math.ceil(millis(to) / 1000) * 1000).toISOString()
  const filter = `receivedDateTime ge ${inText(from)} and receivedDateTime le ${inText(end)}`
  return `${TRACES}?$filter=${encodeURIComponent(filter)}&$top=${top}`
}

/** Reads a span, or as much of it as fits into so many pages. */
export const readSlice = async (
  graph: Graph,
  span: Span,
  limit: { readonly top: number; readonly pages: number },
  signal: AbortSignal,
): Promise<Slice> => {
  const { rows, complete } = await graph.list(queryOf(span, limit.top), { signal, maxPages: limit.pages })
  return sliceOf(
    rows.map((row) => graphRow(TraceRow, row, 'A row of the message trace')),
    complete,
    span,
  )
}

/**
 * Rows come newest first. When the list was cut short, the oldest moment in it may be incomplete, so it is left out
 * and the slice covers what is newer (or older, should the order ever be turned round).
 */
export const sliceOf = (rows: readonly TraceRow[], complete: boolean, span: Span): Slice => {
  const within = rows.filter((row) => isWithin(row, span))
  if (complete) return { rows: within, covered: span }
  // A page may be empty and point to a next one all the same.
  if (rows.length === 0) return { rows: [] }
  const times = rows.map(timeOf)
  const newestFirst = (times[0] ?? 0) >= (times.at(-1) ?? 0)
  const cut = new Date(newestFirst ? Math.min(...minMax(times)) : Math.max(...minMax(times))).toISOString()
  const covered = newestFirst ? { from: cut, to: span.to } : { from: span.from, to: cut }
  if (millis(covered.to) <= millis(covered.from)) return { rows: [] }
  return { rows: within.filter((row) => isWithin(row, covered) && timeOf(row) !== millis(cut)), covered }
}

/** A span is open at its beginning and closed at its end, so that neighbours share no row. */
const isWithin = (row: TraceRow, { from, to }: Span): boolean =>
  timeOf(row) > millis(from) && timeOf(row) <= millis(to)

const timeOf = (row: TraceRow): number => millis(row.receivedDateTime)

const minMax = (times: readonly number[]): readonly [number, number] => {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const time of times) {
    least = Math.min(least, time)
    most = Math.max(most, time)
  }
  return [least, most]
}

/** Equal parts of a span, the newest first. */
export const partsOf = ({ from, to }: Span, count: number): readonly Span[] => {
  const step = (millis(to) - millis(from)) / count
  return Array.from({ length: count }, (_, index) => {
    const end = millis(to) - index * step
    return { from: new Date(end - step).toISOString(), to: new Date(end).toISOString() }
  })
}
