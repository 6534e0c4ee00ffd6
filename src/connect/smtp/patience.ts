import type { Clock } from '../../model/ports.ts'
import type { Break } from './failure.ts'

/** How long to wait, and what may cut the waiting short. */
export interface Patience {
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** What the promise brings, or a break when it takes longer than `ms` or is given up. */
export const within = async <T>(
  { clock, signal }: Patience,
  ms: number,
  promise: Promise<T>,
): Promise<T | Break> => {
  const over = new AbortController()
  const late = clock.sleep(ms, AbortSignal.any([signal, over.signal])).then(
    (): Break => ({ kind: 'timed-out', detail: `nothing came within ${ms / 1000} seconds` }),
    (): Break => ({ kind: 'timed-out', detail: 'given up at the deadline' }),
  )
  try {
    return await Promise.race([promise, late])
  } finally {
    over.abort()
  }
}
