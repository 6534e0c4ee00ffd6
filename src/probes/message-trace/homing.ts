import type { NotRead } from '../../model/findings.ts'
import type { Ports } from '../../model/ports.ts'
import type { Direction } from '../../model/scope.ts'
import { after, between } from '../../model/time.ts'
import { aside } from '../aside.ts'
import type { Course, Span, TraceRow } from './schema.ts'
import { readSlice, type Slice } from './slices.ts'

/** Each look halves what is open: the hour between two samples comes down to four minutes. */
const LOOKS = 4
/** Known this closely, the moment is known well enough, milliseconds. */
const CLOSE_MS = 300_000
const PAGE = 1000
const HOMING_MS = 15_000

/**
 * When only samples of the window were read, a direction that went silent did so somewhere between the last sample
 * that shows it and the next one. Looks into that gap, so that the beginning of the silence can be told.
 */
export const homeIn = async (
  ports: Ports,
  slices: readonly Slice[],
  silent: { readonly sides: readonly Direction[]; readonly course: (row: TraceRow) => Course },
  signal: AbortSignal,
): Promise<{ readonly slices: readonly Slice[]; readonly notRead: readonly NotRead[] }> => {
  const read = await Promise.all(
    silent.sides.map(async (side) => {
      const shows = ({ rows }: Slice): boolean => rows.some((row) => silent.course(row) === side)
      const found: Slice[] = []
      const done = await aside(ports.clock, { ms: HOMING_MS, signal }, (signal) =>
        halve(ports, openAfter(slices, shows), shows, signal, (slice) => found.push(slice)),
      )
      return { side, done, found }
    }),
  )
  return {
    slices: withoutOverlap(read.flatMap(({ found }) => found)),
    notRead: read.flatMap(({ side, done }) =>
      done.known ? [] : [{ what: `when exactly ${side} mail stopped`, why: done.why }],
    ),
  }
}

/** What was not read between the newest slice that shows mail and the one after it. */
const openAfter = (slices: readonly Slice[], shows: (slice: Slice) => boolean): Span | undefined => {
  const inOrder = slices
    .filter((slice): slice is Slice & { covered: Span } => slice.covered !== undefined)
    .toSorted((one, other) => (one.covered.from < other.covered.from ? -1 : 1))
  const last = inOrder.findLastIndex(shows)
  const [from, to] = [inOrder[last]?.covered.to, inOrder[last + 1]?.covered.from]
  return from === undefined || to === undefined ? undefined : { from, to }
}

const halve = async (
  ports: Ports,
  gap: Span | undefined,
  shows: (slice: Slice) => boolean,
  signal: AbortSignal,
  keep: (slice: Slice) => void,
): Promise<void> => {
  let open = gap
  for (let look = 0; look < LOOKS && open !== undefined && between(open.from, open.to) > CLOSE_MS; look++) {
    const middle = after(open.from, Math.floor(between(open.from, open.to) / 2))
    const slice = await readSlice(
      ports.graph,
      { from: open.from, to: middle },
      { top: PAGE, pages: 1 },
      signal,
    )
    if (slice.covered === undefined) return
    keep(slice)
    open = shows(slice) ? { from: middle, to: open.to } : { from: open.from, to: slice.covered.from }
  }
}

/** Both directions may have gone silent in the same gap; what one has read already counts once. */
const withoutOverlap = (slices: readonly Slice[]): readonly Slice[] =>
  slices.filter(
    ({ covered }, index) =>
      covered !== undefined &&
      !slices
        .slice(0, index)
        .some((other) => other.covered && other.covered.from < covered.to && covered.from < other.covered.to),
  )
