import { z } from 'zod'
import { DIRECTIONS, type Direction } from '../../model/scope.ts'
import { millis } from '../../model/time.ts'
import { EMPTY, Ledger } from '../ledger.ts'
import { Day, withCounts } from './day.ts'
import { Lag, lagMs, learnLag, NO_LAG } from './lag.ts'
import { emptyMemory, Memory } from './memory.ts'
import { observe, type Reading } from './observe.ts'
import type { Rows } from './read.ts'
import { countsOf, directionOf, fateOf } from './rows.ts'
import { type Besides, sensesOf } from './senses.ts'
import type { Settings } from './settings.ts'
import { STATES, witnessOf } from './witness.ts'

/* What the monitor remembers, and how rows up to now go into it, pure. */

const moment = z.number()

/** One direction. */
const Course = z.object({ detector: Memory, day: Day, state: z.enum(STATES).exactOptional() })

/** Detectors that learn from weeks gone by, beside those that watch. */
const Past = z.object({
  inbound: Memory,
  outbound: Memory,
  toMs: moment.exactOptional(),
  rowsPerHour: z.number().exactOptional(),
})
export type Past = z.infer<typeof Past>

export const WatchMemory = z.object({
  version: z.literal(1),
  domains: z.object({ at: moment, names: z.array(z.string()) }).exactOptional(),
  /** Up to where everything has been read. */
  readToMs: moment.exactOptional(),
  /** Rows of all kinds, lately. */
  rowsPerHour: z.number().exactOptional(),
  newestMs: moment.exactOptional(),
  newestOursMs: moment.exactOptional(),
  lag: Lag,
  inbound: Course,
  outbound: Course,
  /** Absent when the past has been learned. */
  past: Past.exactOptional(),
  ledger: Ledger,
})
export type WatchMemory = z.infer<typeof WatchMemory>

export const freshMemory = (stepMs: number): WatchMemory => ({
  version: 1,
  lag: NO_LAG,
  inbound: { detector: emptyMemory(stepMs), day: [] },
  outbound: { detector: emptyMemory(stepMs), day: [] },
  past: { inbound: emptyMemory(stepMs), outbound: emptyMemory(stepMs) },
  ledger: EMPTY,
})

export interface Entering {
  readonly atMs: number
  readonly stepMs: number
  readonly settings: Settings
  readonly incidents?: readonly string[]
}

export interface EnteredRows {
  readonly memory: WatchMemory
  readonly readings: Readonly<Record<Direction, Reading>>
  readonly completeToMs: number
}

const HOUR_MS = 3_600_000

/** How much mail there is, by what was read. */
export const rateIn = ({ rows, fromMs, toMs }: Rows): number =>
  Math.max(1, (rows.length * HOUR_MS) / Math.max(60_000, toMs - fromMs))

/** Rows of a pause of ours: all there will ever be. */
export const enterPause = (memory: WatchMemory, read: Rows, entering: Entering): WatchMemory => ({
  ...entered(memory, read, read.toMs, { ...entering, atMs: read.toMs }).memory,
  readToMs: read.toMs,
})

/** Rows up to now: what is younger than the lag of the trace may still be missing. */
export const enterLive = (memory: WatchMemory, read: Rows, entering: Entering): EnteredRows => {
  const lag = learnLag(memory.lag, read.rows, { atMs: read.toMs, fromMs: read.fromMs })
  const known = { ...memory, lag, readToMs: read.toMs, rowsPerHour: rateIn(read) }
  return entered(known, read, completeIn(read, lagMs(lag)), entering)
}

/** While the lag is not known, all that is known of the trace is that it reaches to its newest row. */
const completeIn = ({ rows, toMs }: Rows, lag: number | undefined): number =>
  lag === undefined
    ? rows.reduce((newest, { receivedDateTime }) => Math.max(newest, millis(receivedDateTime)), 0)
    : toMs - lag

const entered = (memory: WatchMemory, read: Rows, completeToMs: number, entering: Entering): EnteredRows => {
  const domains = new Set(memory.domains?.names ?? [])
  const { atMs, stepMs, settings } = entering
  const fromMs = Math.ceil(read.fromMs / stepMs) * stepMs
  const counts = countsOf(read.rows, { fromMs, toMs: read.toMs, stepMs, atMs }, domains)
  const known = withNewest(memory, read, domains)
  const besides = besidesOf(known, entering.incidents)
  const turn = (direction: Direction) => {
    const last = lastPassed(read, direction, { domains, atMs, completeToMs })
    const observation = {
      at: atMs,
      source: 'answers',
      bins: counts[direction].map(({ start, passed }) => ({ start, count: passed })),
      completeTo: completeToMs,
      witness: witnessOf(sensesOf(direction, besides)),
      ...(last === undefined ? {} : { lastMessage: last }),
    } as const
    const { memory: detector, reading } = observe(memory[direction].detector, observation, settings)
    const day = withCounts(memory[direction].day, counts[direction], read.toMs)
    return { course: { detector, day, state: reading.state }, reading }
  }
  const [inbound, outbound] = [turn('inbound'), turn('outbound')]
  return {
    memory: { ...known, inbound: inbound.course, outbound: outbound.course },
    readings: { inbound: inbound.reading, outbound: outbound.reading },
    completeToMs,
  }
}

const besidesOf = (memory: WatchMemory, incidents: readonly string[] | undefined): Besides => {
  const { newestMs, newestOursMs } = memory
  return {
    states: statesOf(memory),
    ...(newestMs === undefined ? {} : { newestMs }),
    ...(newestOursMs === undefined ? {} : { newestOursMs }),
    ...(incidents === undefined ? {} : { incidents }),
  }
}

/** The state of each direction at the last look. */
export const statesOf = (courses: Pick<WatchMemory, Direction>): Besides['states'] =>
  Object.fromEntries(
    DIRECTIONS.flatMap((direction) => {
      const { state } = courses[direction]
      return state === undefined ? [] : [[direction, state]]
    }),
  )

/** What is known of a direction's usual hours, by whichever of its detectors has seen more of them. */
export const learnedOf = (memory: WatchMemory, direction: Direction): Memory['learned'] => {
  const live = memory[direction].detector.learned
  const past = memory.past?.[direction].learned
  const seenBy = ({ seen }: Memory['learned']): number => seen.reduce((sum, one) => sum + one, 0)
  return past !== undefined && seenBy(past) > seenBy(live) ? past : live
}

const withNewest = (memory: WatchMemory, { rows }: Rows, domains: ReadonlySet<string>): WatchMemory => {
  let { newestMs = Number.NEGATIVE_INFINITY, newestOursMs = Number.NEGATIVE_INFINITY } = memory
  for (const row of rows) {
    const time = millis(row.receivedDateTime)
    newestMs = Math.max(newestMs, time)
    if (directionOf(row, domains) !== undefined) newestOursMs = Math.max(newestOursMs, time)
  }
  return {
    ...memory,
    ...(Number.isFinite(newestMs) ? { newestMs } : {}),
    ...(Number.isFinite(newestOursMs) ? { newestOursMs } : {}),
  }
}

/** When the last message got on, of those that are surely all there. */
const lastPassed = (
  { rows }: Rows,
  direction: Direction,
  how: { readonly domains: ReadonlySet<string>; readonly atMs: number; readonly completeToMs: number },
): number | undefined => {
  let last: number | undefined
  for (const row of rows) {
    const time = millis(row.receivedDateTime)
    if (time > how.completeToMs || (last !== undefined && time <= last)) continue
    if (directionOf(row, how.domains) === direction && fateOf(row, how.atMs) === 'passed') last = time
  }
  return last
}
