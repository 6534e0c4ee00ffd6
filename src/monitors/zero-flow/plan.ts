/*
 * What to read at a tick, pure. Rows come late, so that the last hour is read again and again; calls are few, so that
 * less is read again where there is much mail. A pause is made good in the order in which things happened. What is usual
 * is learned from weeks gone by, beside the watch and with what calls are left.
 */

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Rows of a page. Source: messagetracingroot-list-messagetraces in the Graph documentation. */
export const PAGE = 5000
/** Pages of a tick: eight a minute leave monitors under their 50 of 5 minutes. */
export const PAGES = 8
/** Those of them that the past may have. */
export const PAST_PAGES = 4
/** How full the pages of a plan should be: mail does not come evenly. */
const FILL = 0.6
/** Rows that are read again at each tick. */
const AGAIN = 8000
const AGAIN_LEAST_MS = 10 * MINUTE_MS
const AGAIN_MOST_MS = HOUR_MS
/** What is older is a pause to be made good. */
const BEHIND_MS = 2 * HOUR_MS
/** With so much the watch begins. */
const FIRST_MS = 3 * HOUR_MS
/** A longer pause stays a hole. */
const PAUSE_MOST_MS = DAY_MS
/** Two weeks show each hour of the week twice. The service keeps 90 days. */
export const PAST_MS = 15 * DAY_MS
/** Clocks differ a little, and the service refuses an end that lies in the future. */
const SKEW_MS = 5000

/** A part of the trace, milliseconds since the epoch; it begins on the grid of the bins. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

export interface Known {
  readonly atMs: number
  readonly stepMs: number
  /** Up to where all has been read. */
  readonly readToMs?: number
  /** Rows of all kinds; absent before the first read. */
  readonly rowsPerHour?: number
}

/** `gauge`: look how much there is. `pause`: the past, as much as fits into the pages. `live`: up to now. */
export type Plan = Span & { readonly kind: 'gauge' | 'pause' | 'live' }

const down = (ms: number, stepMs: number): number => Math.floor(ms / stepMs) * stepMs

const between = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value))

/** How long it takes for so many rows to come. */
const timeFor = (rows: number, rowsPerHour: number): number => (rows / Math.max(1, rowsPerHour)) * HOUR_MS

/** The end of a span that fits into so many pages, on the grid. */
const endOf = (fromMs: number, pages: number, { rowsPerHour = 1, stepMs }: Known): number =>
  fromMs + Math.max(stepMs, down(between(timeFor(pages * PAGE * FILL, rowsPerHour), stepMs, DAY_MS), stepMs))

export const planOf = (known: Known): Plan => {
  const { atMs, stepMs, readToMs, rowsPerHour } = known
  const toMs = down(atMs - SKEW_MS, 1000)
  if (rowsPerHour === undefined) return { kind: 'gauge', fromMs: down(toMs - HOUR_MS, stepMs), toMs }
  const startMs = down(Math.max(readToMs ?? toMs - FIRST_MS, toMs - PAUSE_MOST_MS), stepMs)
  if (toMs - startMs > BEHIND_MS)
    return {
      kind: 'pause',
      fromMs: startMs,
      toMs: Math.min(endOf(startMs, PAGES, known), down(toMs - HOUR_MS, stepMs)),
    }
  const againMs = between(timeFor(AGAIN, rowsPerHour), AGAIN_LEAST_MS, AGAIN_MOST_MS)
  return { kind: 'live', fromMs: down(Math.min(toMs - againMs, startMs - AGAIN_LEAST_MS), stepMs), toMs }
}

/** The next part of the past, so many milliseconds of it; undefined when it has come up to the present. */
export const pastPlanOf = (known: Known, pastMs = PAST_MS): Span | undefined => {
  const { atMs, stepMs, readToMs } = known
  const fromMs = readToMs ?? down(atMs - pastMs, stepMs)
  const endMs = down(atMs - AGAIN_MOST_MS, stepMs)
  return fromMs >= endMs ? undefined : { fromMs, toMs: Math.min(endOf(fromMs, PAST_PAGES, known), endMs) }
}
