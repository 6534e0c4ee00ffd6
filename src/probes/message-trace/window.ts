import { Fault } from '../../model/fault.ts'
import type { NotRead } from '../../model/findings.ts'
import type { Ports } from '../../model/ports.ts'
import { after, between, inText } from '../../model/time.ts'
import { aside } from '../aside.ts'
import type { Span } from './schema.ts'
import { FULL_PAGE, partsOf, readSlice, type Slice } from './slices.ts'

/** More pages than this are not read whole: the calls are limited (100 in 5 minutes) and take seconds each. */
const WHOLE_PAGES = 16
/** Pages that one part may take when the window is read whole: a day is not even. */
const PART_PAGES = 5
const PAGES_PER_PART = 3
const SAMPLE_PAGE = 1000
const CONCURRENT = 4
/** Longest time for all parts together; what is missing then stays a gap. Milliseconds. */
const PARTS_MS = 35_000

export interface WindowRead {
  readonly slices: readonly Slice[]
  readonly notRead: readonly NotRead[]
}

/**
 * Reads the window whole where that takes few calls, and otherwise the newest messages and a page of every hour. The
 * first page tells which: it is full in a time that shows the volume.
 */
export const readWindow = async (ports: Ports, window: Span, signal: AbortSignal): Promise<WindowRead> => {
  const first = await readSlice(ports.graph, window, { top: FULL_PAGE, pages: 1 }, signal)
  const rest = restOf(window, first)
  if (rest === undefined) return { slices: [first], notRead: [] }
  const pagesLeft = between(rest.from, rest.to) / pageMs(first)
  const plan =
    pagesLeft <= WHOLE_PAGES
      ? { spans: partsOf(rest, Math.ceil(pagesLeft / PAGES_PER_PART)), top: FULL_PAGE, pages: PART_PAGES }
      : { spans: samplesOf(rest), top: SAMPLE_PAGE, pages: 1 }
  const others = await readParts(ports, plan, signal)
  return { slices: [first, ...others.slices], notRead: others.notRead }
}

/** What the first page left open, at the old end of the window. */
const restOf = (window: Span, { covered }: Slice): Span | undefined => {
  if (covered === undefined) return window
  return between(window.from, covered.from) > 0 ? { from: window.from, to: covered.from } : undefined
}

/** The time that a page of messages takes to come in; silence after the newest one says nothing of their pace. */
const pageMs = ({ rows, covered }: Slice): number => {
  const newest = rows.reduce((found, { receivedDateTime: at }) => (at > found ? at : found), '')
  return covered === undefined || newest === '' ? 1 : Math.max(1, between(covered.from, newest))
}

const HOUR_MS = 3_600_000

/** Every hour once, and the last one in twelfths: what goes wrong now shows there. */
const samplesOf = (rest: Span): readonly Span[] => {
  const hours = Math.max(1, Math.round(between(rest.from, rest.to) / HOUR_MS))
  const lastHour = { from: after(rest.to, -HOUR_MS), to: rest.to }
  if (hours === 1) return partsOf(rest, 12)
  return [...partsOf(lastHour, 12), ...partsOf({ from: rest.from, to: lastHour.from }, hours - 1)]
}

/** Reads the parts, and asks for no more of them once the service wants a longer pause than there is time. */
const readParts = async (
  ports: Ports,
  plan: { readonly spans: readonly Span[]; readonly top: number; readonly pages: number },
  signal: AbortSignal,
): Promise<WindowRead> => {
  const until = after(ports.clock.now(), PARTS_MS)
  let closed: string | undefined
  const parts = await concurrently(plan.spans, CONCURRENT, async (span) => {
    const ms = between(ports.clock.now(), until)
    const why = closed ?? (ms <= 0 ? 'no time was left' : undefined)
    if (why !== undefined) return { span, read: { known: false, why } as const }
    const read = await aside(ports.clock, { ms, signal }, (signal) =>
      readSlice(ports.graph, span, plan, signal).catch((thrown: unknown) => {
        if (thrown instanceof Fault && thrown.retry !== 'no' && thrown.retry.afterMs > ms)
          closed = thrown.message
        throw thrown
      }),
    )
    return { span, read }
  })
  return {
    slices: parts.flatMap(({ read }) => (read.known ? [read.value] : [])),
    notRead: missing(parts.flatMap(({ span, read }) => (read.known ? [] : [{ span, why: read.why }]))),
  }
}

/** One line for all parts that are missing for the same reason. */
const missing = (parts: readonly { readonly span: Span; readonly why: string }[]): readonly NotRead[] =>
  [...Map.groupBy(parts, ({ why }) => why)].map(([why, some]) => {
    const from = inText(some.map(({ span }) => span.from).toSorted()[0] as string)
    const to = inText(
      some
        .map(({ span }) => span.to)
        .toSorted()
        .at(-1) as string,
    )
    const what = some.length === 1 ? 'rows' : `rows of ${some.length} parts of the time`
    return { what: `${what} from ${from} to ${to}`, why }
  })

/** Does the work for all items, so many at a time, and keeps their order. */
export const concurrently = async <T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = []
  const queue = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
  return results
}
