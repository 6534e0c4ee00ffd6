import type { z } from 'zod'
import type { About } from './about.ts'
import type { Evidence } from './evidence.ts'
import type { ProbeId } from './findings.ts'
import type { CauseId } from './ids.ts'
import type { Source } from './outcome.ts'
import type { Ports } from './ports.ts'
import type { Direction } from './scope.ts'
import type { Instant } from './time.ts'

export const MONITOR_IDS = [
  'zero-flow',
  'inbound-connectors',
  'outbound-connectors',
  'mx-drift',
  'ns-drift',
  'snapshot',
  'directory-sync',
  'service-health',
  'certificates',
  'watchdog',
] as const
export type MonitorId = (typeof MONITOR_IDS)[number]

/** P1 complete stop, P2 one direction or one domain, P3 delayed or partial, P4 warning. When unsure take the higher. */
export const SEVERITIES = ['P1', 'P2', 'P3', 'P4'] as const
export type Severity = (typeof SEVERITIES)[number]

/**
 * What a monitor knows of one thing that it watches:
 *
 * - `firing`: it is so. - `clear`: it was so, has been looked at again, and is not so any more.
 * - `no-data`: nobody answered, or the data is too old to tell. It proves nothing either way.
 * - `broken`: the monitor cannot look at all (a right is missing, an answer of unknown shape, a bug of ours).
 *
 * The last two leave an incident as it is; they never open one about mail and never resolve one.
 */
export type SignalState = 'firing' | 'clear' | 'no-data' | 'broken'

export interface SignalFact {
  readonly label: string
  /** Moments inside are written by `inText`. */
  readonly text: string
  readonly source?: Source
}

/** One bucket of a flow: `seen` is absent where it is not known, `expected` where nothing has been learned yet. */
export interface FlowPoint {
  /** Where the bucket begins. */
  readonly at: Instant
  readonly seen?: number
  readonly expected?: { readonly low: number; readonly mid: number; readonly high: number }
}

/** Messages of one direction over time, oldest bucket first, against what was expected. */
export interface FlowSeries {
  readonly direction: Direction
  readonly bucketMs: number
  readonly points: readonly FlowPoint[]
  /** When the flow changed, where that can be told. */
  readonly onset?: Instant
  readonly source?: Source
}

export interface Signal {
  readonly tenant: string
  readonly monitor: MonitorId
  /**
   * Names the thing inside the monitor, the same at every tick: `inbound`, `connector/<guid>/disabled`, `contoso.com`.
   * Signals of one monitor and `what` are about one incident. `READING` is the monitor's own sight.
   */
  readonly what: string
  readonly state: SignalState
  /** For `no-data` and `broken` it says how bad it is not to know: P4 at first, P3 when it lasts. */
  readonly severity: Severity
  readonly direction?: Direction
  readonly domain?: string
  /** The finding as a sentence without a full stop, e.g. `No inbound mail for 17 minutes`. */
  readonly title: string
  /** When it began, as far as can be told; for `clear` when it ended. */
  readonly since: Instant
  /** When it was looked at. */
  readonly at: Instant
  readonly facts: readonly SignalFact[]
  readonly flow?: FlowSeries
  /** Causes that it points to, likeliest first. */
  readonly points?: readonly CauseId[]
  /** The next thing to do, as an instruction, where there is one. */
  readonly advice?: string
  /** A person may approve what was found as the new baseline: the mark of exactly this state. */
  readonly mark?: string
}

/** The `what` of the signal that says whether a monitor can see. */
export const READING = 'reading'

/** For people who want all of it: not for a channel, because it may hold addresses. */
export interface KeptFile {
  readonly name: string
  /** Media type. */
  readonly type: string
  readonly text: string
}

/** Something to tell that is no alarm, e.g. what changed in a week. */
export interface Notice {
  readonly title: string
  /** What to do with it. */
  readonly text: string
  readonly lines: readonly string[]
}

/** What one tick brought. A thing that fired earlier is told again at every tick until it has been told as `clear`. */
export interface Watched<Memory> {
  readonly memory: Memory
  readonly signals: readonly Signal[]
  readonly notices?: readonly Notice[]
}

/** How the ticks of a monitor went, for the watchdog. */
export interface MonitorRun {
  readonly monitor: MonitorId
  readonly everyMs: number
  /** When it was switched on; counts as a first tick. */
  readonly onSince: Instant
  readonly lastDone?: Instant
  /** How many ticks in a row ended with a bug or at the deadline. */
  readonly failures: number
  /** Why the last one failed, e.g. `Mailflow failed under incident 7f3a91c2`. */
  readonly why?: string
}

/** What a tick may look at besides the ports. */
export interface MonitorInput {
  readonly tenant: string
  /** "Now" for all judgement. */
  readonly at: Instant
  /** What the probes that the monitor names brought, just now. */
  readonly probes: Evidence['probes']
  /** All monitors that are switched on. */
  readonly runs: readonly MonitorRun[]
}

export interface Approval {
  readonly what: string
  /** The mark of the signal that was drawn: something else is not approved by it. */
  readonly mark: string
  readonly by: string
  readonly at: Instant
}

/** Looks at a thing again and again, remembers what it must, and says what is so. */
export interface Monitor<Memory> {
  readonly id: MonitorId
  readonly about: About
  readonly everyMs: number
  /** Probes whose findings it judges; the engine runs them before each tick. */
  readonly probes: readonly ProbeId[]
  /** Shape of the memory, which is kept as JSON per tenant. */
  readonly memory: z.ZodType<Memory>
  /** The memory before the first tick. */
  readonly fresh: Memory
  /** Faults of ports become signals; a bug is thrown. */
  watch(ports: Ports, memory: Memory, input: MonitorInput, signal: AbortSignal): Promise<Watched<Memory>>
  /**
   * The memory with what was found as the new baseline, and the signals that follow. Undefined when the thing is no
   * longer as it was drawn. Pure.
   */
  approve?(
    memory: Memory,
    approval: Approval,
    input: Pick<MonitorInput, 'tenant'>,
  ): Watched<Memory> | undefined
  /** A flow with what is usual in each bucket, where it has learned that. Pure. */
  withUsual?(memory: Memory, series: FlowSeries): FlowSeries
  /** What it remembers, for people to keep, newest first. Pure. */
  export?(memory: Memory, tenant: string): readonly KeptFile[]
}
