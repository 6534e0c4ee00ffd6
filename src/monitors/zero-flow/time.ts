import { HOUR_MS } from './settings.ts'

/** What is left of a sum after so long, with `over` as its time constant. */
export const fade = (ms: number, over: number): number => Math.exp(-ms / over)

/** The hour of the day of a moment, 0 to 23 in UTC. */
export const hourOfDay = (ms: number): number => Math.floor(ms / HOUR_MS) % 24
