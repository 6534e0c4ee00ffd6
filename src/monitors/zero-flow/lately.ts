import type { Course } from './memory.ts'
import { expectedIn, type Model, steadyHours } from './model.ts'
import { DAY_MS, HOUR_MS } from './settings.ts'
import { fade, hourOfDay } from './time.ts'

/**
 * How lively the flow was just before a silence, and how much that silence then weighs: what there is to go by while the
 * hour of the week is not known. A stop is abrupt, evenings and weekends come gradually: so only what came just before
 * counts, and less with every minute.
 */
type Lately = Course['lately']

/** How fast bins and pace fade, as time constants. Flow that thins out shows in the pace first. */
const BINS_MS = 1.5 * HOUR_MS
const PACE_MS = HOUR_MS / 4
/** So many bins, in milliseconds, before anything is said. */
const ENOUGH_MS = 0.75 * HOUR_MS
/** Messages that come together, as a rule. */
const BURST = 1.5
/** A newsletter to everybody is no pace: a bin counts for so many bursts at most. */
const MOST_BURSTS = 4
/** What holds now holds no longer in half an hour, as a time constant: evening comes. */
const HOLDS_MS = HOUR_MS / 2
/** Whatever is due, a silence is not counted for longer. */
const OVER_MS = 2 * DAY_MS
/** It holds longer with each day that has shown this hour, up to so many. */
const MOST_DAYS = 4
/** At night the flow is uneven, so that less follows from how lively it was. */
const CALM_WORTH = 0.75
/** Half a day on which this hour was seen tells something. */
const SEEN_DAYS = 0.5

/** After a bin with messages that ended a silence of so long, the bin itself included. */
export const latelyAfter = (before: Lately, count: number, silentMs: number, stepMs: number): Lately => {
  const kept = fade(silentMs, BINS_MS)
  // The bins of a long silence fade while it lasts: a whole night weighs no more than an hour of it.
  const bins = (1 - kept) / (1 - fade(stepMs, BINS_MS))
  const bursts = Math.min(MOST_BURSTS, count / BURST)
  return {
    bins: before.bins * kept + bins,
    empty: before.empty * kept + bins - 1,
    pace: before.pace * fade(silentMs, PACE_MS) + bursts * (1 - fade(stepMs, PACE_MS)),
  }
}

/**
 * Height of the silence at `at`: the bursts that were due since the last message. Where bins were hardly ever empty, how
 * rarely is as much as so many bins can tell (Jeffreys' prior), and no more bursts are due than came. Other days say how
 * the flow goes on from here, not how strong it is today: where it falls off at this hour, less is due, and what holds
 * now holds the longer the more days have shown this hour; but not between the days, tomorrow may be a holiday. What
 * comes at any hour is due for as long as it takes.
 */
export const latelyHeight = ({ lately, lastMessage }: Course, model: Model, at: number): number => {
  const { stepMs } = model
  if (lastMessage === undefined || lately.bins * stepMs < ENOUGH_MS) return 0
  const perBin = Math.min(lately.pace, -Math.log((lately.empty + 0.5) / (lately.bins + 1)))
  const { days, calm } = expectedIn(model, lastMessage)
  const holdsMs = HOLDS_MS * (calm ? 1 : 1 + Math.min(MOST_DAYS, days))
  const anyDay = steadyHours(model)
  const end = Math.min(at, lastMessage + OVER_MS)
  let height = 0
  for (let from = lastMessage; from < end; from += stepMs) {
    const held = fade(from + stepMs / 2 - lastMessage, holdsMs) * declineOf(model, lastMessage - stepMs, from)
    const steady = anyDay[hourOfDay(from + stepMs / 2)] as number
    const due = Math.max(perBin * held, steady)
    height += (due * Math.min(stepMs, end - from)) / stepMs
  }
  return calm ? CALM_WORTH * height : height
}

/** What other days brought then, as a share of what they brought at the time of the last message; 1 at most. */
const declineOf = (model: Model, last: number, then: number): number => {
  const before = expectedIn(model, last)
  const after = expectedIn(model, then)
  if (before.days < SEEN_DAYS || after.days < SEEN_DAYS || after.daily >= before.daily) return 1
  return after.daily / before.daily
}
