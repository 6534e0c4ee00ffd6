import { DIRECTIONS, type Direction } from '../../model/scope.ts'
import { binsFrom, withOlder } from './day.ts'
import { observe } from './observe.ts'
import type { Rows } from './read.ts'
import { countsOf } from './rows.ts'
import { type Entering, type Past, rateIn, type WatchMemory } from './watch.ts'

/*
 * Learning from weeks gone by, pure. The watch begins at once, by the guide's rule; beside it a second pair of detectors
 * is shown the past in its order, and takes over when it has come up to the present.
 */

/** The memory with one more part of the past; one that did not fit into its pages is tried again, shorter. */
export const enterPast = (
  memory: WatchMemory & { readonly past: Past },
  read: Rows,
  { fromMs, atMs, stepMs, settings }: Entering & { readonly fromMs: number },
): WatchMemory => {
  const { past, domains } = memory
  const rowsPerHour = rateIn(read)
  const { toMs } = read
  if (read.fromMs > fromMs && toMs - fromMs > stepMs) return { ...memory, past: { ...past, rowsPerHour } }
  const span = { fromMs, toMs, stepMs, atMs: toMs }
  const counts = countsOf(read.rows, span, new Set(domains?.names ?? []))
  const shown = (direction: Direction) => {
    const bins = counts[direction].map(({ start, passed }) => ({ start, count: passed }))
    return observe(past[direction], { at: toMs, source: 'answers', bins, completeTo: toMs }, settings).memory
  }
  /** What the watch has counted itself is newer. */
  const course = (direction: Direction): WatchMemory[Direction] => ({
    ...memory[direction],
    day: withOlder(memory[direction].day, counts[direction], atMs),
  })
  return {
    ...memory,
    inbound: course('inbound'),
    outbound: course('outbound'),
    past: { inbound: shown('inbound'), outbound: shown('outbound'), toMs, rowsPerHour },
  }
}

/**
 * The detectors that know the past in place of those that do not, once they have been shown the last hours too. Not
 * while an alarm stands, or while theirs would over mail that flows again: what began by one measure does not end by
 * another. A silence that only they can know for a stop is told.
 */
export const takeOver = (
  memory: WatchMemory,
  { atMs, settings }: Pick<Entering, 'atMs' | 'settings'>,
): WatchMemory => {
  const { past, ...rest } = memory
  if (past === undefined || DIRECTIONS.some((direction) => memory[direction].detector.alarm !== undefined))
    return memory
  const shown = (direction: Direction): ReturnType<typeof observe> => {
    const { day, detector } = memory[direction]
    const bins = binsFrom(day, past.toMs ?? 0)
    const completeTo = detector.decided ?? atMs
    return observe(past[direction], { at: atMs, source: 'answers', bins, completeTo }, settings)
  }
  const [inbound, outbound] = [shown('inbound'), shown('outbound')]
  if ([inbound, outbound].some(({ reading }) => reading.alarm !== undefined && reading.state !== 'zero'))
    return memory
  return {
    ...rest,
    inbound: { ...memory.inbound, detector: inbound.memory },
    outbound: { ...memory.outbound, detector: outbound.memory },
  }
}
