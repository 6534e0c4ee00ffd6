import { z } from 'zod'
import { millis } from '../../model/time.ts'
import type { TraceRow } from './rows.ts'

/*
 * How far the trace runs behind, learned from when its rows turn up, pure. Microsoft promises nothing: minutes as a
 * rule, hours at times. What is younger than the lag proves nothing by its absence.
 */

/** Minutes that are kept apart. */
const MINUTES = 60
/** Rows that turn up later than this share of all do not count: a few always straggle. */
const SHARE = 0.97
/** After so many rows what was learned before counts half. */
const HALF_AFTER = 2000
/** Fewer rows do not tell. */
const ENOUGH = 30

export const Lag = z.object({
  /** How many rows turned up at which age, in minutes, older ones weighing less. */
  ages: z.array(z.number()).length(MINUTES),
  /** When was last read up to now; absent before that. */
  readAt: z.number().exactOptional(),
  /** Rows per minute then, the last hour, oldest first. */
  minutes: z.array(z.number()).length(MINUTES),
})
export type Lag = z.infer<typeof Lag>

const zeros = (): number[] => Array.from({ length: MINUTES }, () => 0)

export const NO_LAG: Lag = { ages: zeros(), minutes: zeros() }

const MINUTE_MS = 60_000
const minuteOf = (ms: number): number => Math.floor(ms / MINUTE_MS)

/** What a read up to now teaches. All rows of the last hour, or of as much of it as was read from `fromMs` on. */
export const learnLag = (
  lag: Lag,
  rows: readonly TraceRow[],
  { atMs, fromMs }: { readonly atMs: number; readonly fromMs: number },
): Lag => {
  const now = minuteOf(atMs)
  const minutes = zeros()
  for (const row of rows) {
    const age = now - minuteOf(millis(row.receivedDateTime))
    if (age >= 0 && age < MINUTES) minutes[MINUTES - 1 - age] = (minutes[MINUTES - 1 - age] ?? 0) + 1
  }
  const { readAt } = lag
  const shift = readAt === undefined ? MINUTES : now - minuteOf(readAt)
  // After a pause nobody knows when a row turned up.
  if (shift < 0 || shift > 5) return { ...lag, minutes, readAt: atMs }
  const ages = [...lag.ages]
  for (let age = 0; age < MINUTES - shift; age++) {
    const minute = now - age
    if (minute * MINUTE_MS < fromMs) break
    const before = lag.minutes[MINUTES - 1 - age + shift] ?? 0
    const fresh = Math.max(0, (minutes[MINUTES - 1 - age] ?? 0) - (age < shift ? 0 : before))
    ages[age] = (ages[age] ?? 0) + fresh
  }
  const total = ages.reduce((sum, count) => sum + count, 0)
  const added = total - lag.ages.reduce((sum, count) => sum + count, 0)
  const fade = 0.5 ** (added / HALF_AFTER)
  return { ages: ages.map((count) => count * fade), minutes, readAt: atMs }
}

/** Milliseconds after which nearly every row has turned up, an hour at most; undefined while that is not known. */
export const lagMs = ({ ages }: Lag): number | undefined => {
  const total = ages.reduce((sum, count) => sum + count, 0)
  if (total < ENOUGH) return undefined
  let seen = 0
  for (const [age, count] of ages.entries()) {
    seen += count
    if (seen >= SHARE * total) return (age + 1) * MINUTE_MS
  }
  return MINUTES * MINUTE_MS
}
