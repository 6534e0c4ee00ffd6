import type { Clock } from '../../src/model/ports.ts'
import { after, type Instant, millis } from '../../src/model/time.ts'

/** The time that everybody shares. */
export { wallClock as realClock } from '../../src/compose/clock.ts'

export interface ManualClock extends Clock {
  /** Moves the time on and ends the sleeps that are over by then, in the order of their ends. */
  pass(ms: number): void
  /** Resolves when somebody sleeps that long or longer. */
  untilAsleep(ms: number): Promise<void>
}

/** A clock that stands still until the test moves it. */
export const manualClock = (start: Instant = '2026-11-23T10:00:00.000Z'): ManualClock => {
  let now = start
  const sleepers = new Set<{ readonly until: Instant; readonly ms: number; wake(): void }>()
  const watchers = new Set<() => void>()
  const sleep: Clock['sleep'] = (ms, signal) =>
    new Promise((resolve, reject) => {
      const refuse = (): void => reject(signal?.reason as Error)
      if (signal?.aborted === true) return refuse()
      if (ms <= 0) return resolve()
      const sleeper = {
        until: after(now, ms),
        ms,
        wake: () => {
          signal?.removeEventListener('abort', stop)
          sleepers.delete(sleeper)
          resolve()
        },
      }
      const stop = (): void => {
        sleepers.delete(sleeper)
        refuse()
      }
      signal?.addEventListener('abort', stop)
      sleepers.add(sleeper)
      for (const watch of watchers) watch()
    })
  return {
    now: () => now,
    sleep,
    pass: (ms) => {
      now = after(now, ms)
      const due = [...sleepers].filter(({ until }) => millis(until) <= millis(now))
      for (const sleeper of due.toSorted((a, b) => millis(a.until) - millis(b.until))) sleeper.wake()
    },
    untilAsleep: (ms) =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (![...sleepers].some((sleeper) => sleeper.ms >= ms)) return
          watchers.delete(watch)
          resolve()
        }
        watchers.add(watch)
        watch()
      }),
  }
}
