import type { Clock, TraceBudget } from '../model/ports.ts'
import { millis } from '../model/time.ts'
import { takePlace } from '../model/trace-budget.ts'

/** A budget for a single process. Replicas share the one in the store. */
export const traceBudgetInMemory = (clock: Clock): TraceBudget => {
  const spent = new Map<string, readonly number[]>()
  return {
    take: ({ tenant, quota, caller }) => {
      const key = JSON.stringify([tenant, quota])
      const { answer, calls } = takePlace(spent.get(key) ?? [], caller, millis(clock.now()))
      spent.set(key, calls)
      return Promise.resolve(answer)
    },
  }
}
