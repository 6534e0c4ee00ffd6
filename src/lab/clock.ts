import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../model/ports.ts'

/**
 * A clock that runs `speed` times faster than the one on the wall, from the moment it is made. Sleeping on it takes
 * as much less real time.
 */
export const fastClock = (speed: number, start = Date.now()): Clock => {
  const begun = performance.now()
  return {
    now: () => new Date(start + (performance.now() - begun) * speed).toISOString(),
    sleep: (ms, signal) => pause(ms / speed, undefined, signal === undefined ? {} : { signal }),
  }
}
