import type { Logger } from 'pino'
import type { Messenger, Ports } from '../model/ports.ts'
import type { Store } from '../store/open.ts'
import type { Drawing } from './drawing.ts'
import type { Probes } from './probe-run.ts'
import type { JobQueue } from './queue.ts'

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
}
