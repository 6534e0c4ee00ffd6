import type { Clock, TraceBudget, TraceCaller } from '../model/ports.ts'
import { millis } from '../model/time.ts'

/** The service takes 100 requests in any 5 minutes. Source: exchangemessagetrace in the Graph documentation. */
export const TRACE_WINDOW_MS = 300_000

/** How many of the 100 each caller may fill the window up to: what monitors leave is there for a diagnosis. */
export const TRACE_SHARE: Readonly<Record<TraceCaller, number>> = { diagnosis: 100, monitor: 50 }

/** A budget for a single process. Replicas need one that they share. */
export const traceBudgetInMemory = (clock: Clock): TraceBudget => {
  const spent = new Map<string, number[]>()
  return {
    take: ({ tenant, quota, caller }) => {
      const now = millis(clock.now())
      const key = `${tenant}/${quota}`
      const calls = (spent.get(key) ?? []).filter((at) => at > now - TRACE_WINDOW_MS)
      spent.set(key, calls)
      const share = TRACE_SHARE[caller]
      const blocking = calls.at(-share)
      if (blocking !== undefined)
        return Promise.resolve({ granted: false, afterMs: blocking + TRACE_WINDOW_MS - now })
      calls.push(now)
      return Promise.resolve({ granted: true })
    },
  }
}
