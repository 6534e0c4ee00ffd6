import type { Alarm, Bin, Learned } from './memory.ts'
import { HOUR_MS } from './settings.ts'
import { hourOfDay } from './time.ts'

/**
 * Hours of the day on which nobody counts any more. When the clocks change, or the office closes earlier, an hour beside
 * the night falls silent for good. What an alarm covers is not learned, so that it would come again every day for weeks:
 * an hour that was silent in two alarms that ended by themselves is taken for a part of the night until mail comes in it.
 */
const ENOUGH = 1.5
const MOST = 2
/** A day begins or ends by so many hours later or earlier; what is silent for longer is no matter of the clock. */
const MOST_HOURS = 3
const COVERED_MS = HOUR_MS / 2
/** A silence longer than this is no night. */
const LONGEST_MS = 4 * 24 * HOUR_MS

export const isDoubted = ({ doubts }: Pick<Learned, 'doubts'>, hour: number): boolean =>
  (doubts[hour] as number) >= ENOUGH

/** An alarm has ended by itself: the hours beside the night that it covered are doubted. Changes the sums. */
export const doubt = (
  learned: Learned,
  { since, until }: Pick<Alarm, 'since'> & { readonly until: number },
  isCalm: (start: number) => boolean,
): void => {
  if (until - since > LONGEST_MS) return
  const busy = new Set(
    hoursIn(since, until)
      .filter((middle) => !isCalm(middle))
      .map(hourOfDay),
  )
  const isBesideNight = hoursIn(since - HOUR_MS, until + HOUR_MS).some(isCalm)
  if (!isBesideNight || busy.size > MOST_HOURS) return
  for (const hour of busy) learned.doubts[hour] = Math.min(MOST, (learned.doubts[hour] as number) + 1)
}

/** The middles of the hours of which enough lies between. */
const hoursIn = (from: number, to: number): readonly number[] => {
  const middles: number[] = []
  for (let start = Math.floor(from / HOUR_MS) * HOUR_MS; start < to; start += HOUR_MS)
    if (Math.min(to, start + HOUR_MS) - Math.max(from, start) >= COVERED_MS) middles.push(start + HOUR_MS / 2)
  return middles
}

/**
 * Mail comes in an hour again: an hour as busy as the usual one takes one doubt away, and a trickle next to nothing.
 * `usual`: messages in a bin. Changes the sums.
 */
export const trust = (learned: Learned, { start, count }: Bin, stepMs: number, usual: number): void => {
  const hour = hourOfDay(start)
  const doubted = learned.doubts[hour] as number
  if (doubted === 0 || count === 0) return
  const share = usual === 0 ? 1 : Math.min(1, count / usual)
  learned.doubts[hour] = Math.max(0, doubted - (share ** 2 * stepMs) / HOUR_MS)
}
