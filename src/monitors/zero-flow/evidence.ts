import { latelyHeight } from './lately.ts'
import { ANOTHER_DAY, silenceHeight } from './level.ts'
import type { Course, Learned } from './memory.ts'
import { type Expected, KNOWN_WEEKS, type Model } from './model.ts'
import { GUIDE_MS, type Settings, WEEK_MS } from './settings.ts'
import { lineOf } from './tail.ts'

/** What speaks for a stop. Heights are natural logarithms: chance brings height h once in e^h silences. */
export interface Evidence {
  /** Since the end of the last bin with a message, in milliseconds; 0 when there never was one. */
  readonly silentMs: number
  /** Height of the silence by what is usual at this hour and today. */
  readonly silence: number
  /** Height of the silence by how lively it was just before; 0 where this hour of the week is known. */
  readonly lately: number
  /** Height of the drought. */
  readonly drought: number
  /** -ln of the odds that the drought is a holiday. */
  readonly notHoliday: number
  /** Whether this hour of the week has been seen often enough. */
  readonly known: boolean
}

/** How surely an ordinary day is ordinary: little for an hour never seen, more with each week. A gamma shape. */
const FIRST_SHAPE = 0.5
const SHAPE_PER_WEEK_SQUARED = 0.4
const MOST_WEEKS = 4
/** The last hours may sharpen it so many times over, for each week. */
const SHARPEN = 2.5
/** A day may run above the usual, but silence is not judged by much more. */
const MOST_LEVEL = 1.3

/** The evidence at `at`, with `expected` for the bin before it. */
export const evidenceOf = (course: Course, expected: Expected, at: number, model: Model): Evidence => {
  const known = expected.weeks >= KNOWN_WEEKS
  const silentMs = course.lastMessage === undefined ? 0 : Math.max(0, at - course.lastMessage)
  return {
    silentMs,
    silence: silenceOf(course, expected),
    lately: known ? 0 : latelyHeight(course, model, at),
    drought: course.drought,
    notHoliday: course.droughtCertainty + ANOTHER_DAY * course.lostDays,
    known,
  }
}

const silenceOf = ({ silence, hours }: Course, expected: Expected): number => {
  if (silence === 0) return 0
  const weeks = Math.min(expected.weeks, MOST_WEEKS)
  const shape = FIRST_SHAPE + SHAPE_PER_WEEK_SQUARED * weeks ** 2
  const weight = Math.min(hours.expected, SHARPEN * weeks * shape)
  const level = hours.expected === 0 ? 1 : Math.min(MOST_LEVEL, hours.seen / hours.expected)
  return silenceHeight(
    silence,
    { seen: level * weight, expected: weight },
    { certainty: shape, quietest: expected.quietest },
  )
}

/** The guide's rule where it can be believed without a second witness: so lively before that 15 minutes are long. */
const LATELY_SURE = 8.2

export const byTheGuide = ({ silentMs, lately, known }: Evidence): boolean =>
  !known && silentMs >= GUIDE_MS && lately >= LATELY_SURE

/** The heights at which evidence becomes an alarm. */
export interface Lines {
  readonly silence: number
  readonly drought: number
}

/** The promise is kept with a margin, since lines are estimates, and the wider the fewer weeks are behind them. */
const MARGIN = 1.7
const MARGIN_WEEKS = 4
/** How the allowance is shared out. */
const SILENCE_SHARE = 0.75
/** Mean height of a drought under a Poisson law, roughly: 1/θ of the cumulative sum's tail e^-θh. */
const DROUGHT_SCALE = 0.3

/** No line is lower than the theoretical one: where few heights were seen, little is known of the high ones. */
export const linesOf = (learned: Learned, stepMs: number, settings: Settings): Lines => {
  const weeks = (learned.watched * stepMs) / WEEK_MS
  const margin = MARGIN * (1 + MARGIN_WEEKS / Math.max(0.5, weeks))
  const perWeek = settings.falseAlarmsPerWeek / margin
  const startsPerWeek = startsOf(learned, stepMs)
  const line = (counts: readonly number[], scale: number, share: number): number =>
    Math.max(
      scale * Math.log(startsPerWeek / settings.falseAlarmsPerWeek),
      lineOf({ counts, weeks, scale, startsPerWeek }, perWeek * share),
    )
  return {
    silence: line(learned.silences, 1, SILENCE_SHARE),
    drought: line(learned.droughts, DROUGHT_SCALE, 1 - SILENCE_SHARE),
  }
}

/** Silences that can begin in a week: one after each bin with a message. */
const startsOf = ({ seen, empty }: Learned, stepMs: number): number => {
  const total = seen.reduce((sum, one) => sum + one, 0)
  const share = total === 0 ? 1 : 1 - empty.reduce((sum, one) => sum + one, 0) / total
  return Math.max(10, (WEEK_MS / stepMs) * share)
}
