import { Fault } from './fault.ts'
import type { Outcome, Source } from './outcome.ts'
import type { Clock } from './ports.ts'
import { between } from './time.ts'

/** What is asked, and of whom: the part of a source that is known beforehand. */
export interface Asking {
  readonly asked: string
  readonly of: string
}

/**
 * Asks through a port and tells what came of it as an outcome: the value as `found`, a fault as its kind. Anything
 * else that is thrown is a bug and goes on its way.
 */
export const ask = async <T>(clock: Clock, asking: Asking, call: () => Promise<T>): Promise<Outcome<T>> => {
  const at = clock.now()
  const source = (): Source => ({ ...asking, at, tookMs: between(at, clock.now()), by: 'probe' })
  try {
    const value = await call()
    return { kind: 'found', value, source: source() }
  } catch (thrown) {
    if (thrown instanceof Fault) return outcomeOf(thrown, source())
    throw thrown
  }
}

/** The outcome that a fault stands for. */
export const outcomeOf = (fault: Fault, source: Source): Outcome<never> => {
  if (fault.kind === 'refused')
    return {
      kind: 'refused',
      need: fault.need ?? { name: 'unknown', of: source.of },
      why: fault.message,
      source,
    }
  return { kind: fault.kind, why: fault.message, source }
}
