import type { Logger } from 'pino'
import type { Monitor, MonitorId } from '../model/monitor.ts'
import type { Clock, Conversation, Messenger, Pager, Pictures, Ports, Threads } from '../model/ports.ts'
import type { Store } from '../store/open.ts'
import type { Probes } from './diagnosis/probe-run.ts'
import type { Drawing } from './drawing.ts'
import type { JobQueue } from './queue.ts'

/** The monitors that there are, by id. */
export type Monitors = { readonly [M in MonitorId]?: Monitor<unknown> }

/** A tenant whose mail is watched. */
export interface WatchedTenant {
  /** The tenant that people speak from: its incident channel is chosen by them. */
  readonly tenant: string
  /** Where its mail is looked at, in the name of a monitor. */
  readonly ports: Ports
  /** The incident channel until somebody chooses another one in Teams. */
  readonly channel?: Conversation
}

/** What the watch is made of. */
export interface WatchParts {
  readonly tenants: readonly WatchedTenant[]
  readonly monitors: Monitors
  readonly threads: Threads
  /** Ways out that need neither mail nor Teams. */
  readonly pagers: readonly Pager[]
  /** For clients that draw no charts. */
  readonly pictures?: Pictures
  /** First looks of many tenants are spread over this long, so that they do not all come at once ever after. */
  readonly firstLooksWithinMs?: number
  /** When the daily digest comes, unless quiet hours say so. */
  readonly digestAt?: { readonly time: string; readonly zone: string }
}

/** Everything the engine is made of. */
export interface Parts {
  readonly store: Store
  readonly queue: JobQueue
  readonly messenger: Messenger
  readonly ports: Ports
  readonly probes: Probes
  readonly drawing: Drawing
  readonly log: Logger
  /** Unguessable and never repeated. */
  readonly newId: () => string
  readonly newToken: () => string
  /** Real time, for patience with the network; the clock of the ports where absent. */
  readonly patience?: Clock
  /** Absent where nothing is watched between diagnoses. */
  readonly watch?: WatchParts
}

/** The parts of an engine that watches. */
export interface WatchingParts extends Parts {
  readonly watch: WatchParts
}

export const isWatching = (parts: Parts): parts is WatchingParts => parts.watch !== undefined
