import type { Clock } from '../../src/model/ports.ts'
import { after, type Instant } from '../../src/model/time.ts'

/** A clock on which every sleep is over at once; the time passes all the same and the sleeps can be looked at. */
export const hurriedClock = (start: Instant): Clock & { readonly slept: readonly number[] } => {
  let now = start
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    sleep: (ms, signal) => {
      if (signal?.aborted === true) return Promise.reject(signal.reason as Error)
      slept.push(ms)
      now = after(now, ms)
      return Promise.resolve()
    },
  }
}
