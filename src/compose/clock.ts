import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../model/ports.ts'

/** The clock on the wall. */
export const wallClock: Clock = {
  now: () => new Date().toISOString(),
  sleep: (ms, signal) => pause(ms, undefined, signal === undefined ? {} : { signal }),
}
