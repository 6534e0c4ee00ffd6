import type { Permission } from './outcome.ts'

/** Whether asking again can help: `no`, or after so many milliseconds. `told`: the service itself named the time. */
export type Retry = 'no' | { readonly afterMs: number; readonly told?: boolean }

/** The outcome kinds that a fault can turn into; a fault never carries a value. */
export type FaultKind = 'absent' | 'refused' | 'unreachable' | 'late' | 'unsure'

export interface FaultFacts {
  /** Stable, for code and logs: `graph.throttled`, `exchange.forbidden`. Nothing matches on the message. */
  readonly code: string
  readonly kind: FaultKind
  readonly retry?: Retry
  readonly need?: Permission
  readonly cause?: unknown
}

/**
 * Something outside answered with trouble. Each adapter has one subclass. The message is a sentence that a person
 * can act on. A bug is not a fault: it stays an ordinary Error and reaches the handler of its edge.
 */
export abstract class Fault extends Error {
  readonly code: string
  readonly kind: FaultKind
  readonly retry: Retry
  readonly need: Permission | undefined

  constructor(message: string, facts: FaultFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = new.target.name
    this.code = facts.code
    this.kind = facts.kind
    this.retry = facts.retry ?? 'no'
    this.need = facts.need
  }
}
