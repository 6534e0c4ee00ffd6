import { latelyAfter } from './lately.ts'
import { ANOTHER_DAY, notHoliday } from './level.ts'
import { type Bin, type Course, emptyCourse } from './memory.ts'
import { type Expected, KNOWN_WEEKS } from './model.ts'
import { HOUR_MS } from './settings.ts'
import { fade } from './time.ts'

/**
 * The flow as it runs, bin after bin.
 *
 * Time is told in bursts expected, not in minutes: an hour at night is short, an hour in the morning long. Silence is what
 * was expected since the last message. Drought is a cumulative sum (Page 1954) of what was missing against a low share of
 * the usual: it grows while hardly anything comes, and a stray message does not end it.
 */
const DROUGHT_SHARE = 0.12
/** A bin counts for at most so many times what a bin with a message usually brings. */
const MOST = 2
/** After a hole in the data as long as this nothing is known of what happened in it. */
const HOLE_MS = HOUR_MS

/** How fast the sums of a course fade, as time constants. */
const HOURS_MS = 4 * HOUR_MS
const CALM_HOURS_MS = HOUR_MS / 2
const MINUTES_MS = HOUR_MS / 2

/** How surely an ordinary day is ordinary, for the question whether a drought is a holiday. */
const CERTAINTY = 6.5
/** A drought as high as this in the evening was a day on which hardly anything came. */
const LOST_DAY = 1
/** What is left of a drought at night: the next day has to show by itself that nothing comes. */
const FAINT = 0.01
/** What a night leaves of the certainty: the new day may be one. */
const UNSURE = ANOTHER_DAY

/** The course after one more bin. */
export const run = (course: Course, bin: Bin, stepMs: number, expected: Expected): Course => {
  const end = bin.start + stepMs
  const hole = course.until === undefined ? 0 : bin.start - course.until
  const from = hole >= HOLE_MS ? afterHole(course) : course
  const seen = seenIn(bin, expected)
  const kept = fade(stepMs + hole, MINUTES_MS)
  const { minutes } = from
  return {
    ...from,
    ...droughtAfter(from, bin, stepMs, seen, expected),
    until: end,
    minutes: {
      seen: minutes.seen * kept + seen,
      expected: minutes.expected * kept + expected.bursts,
      active: minutes.active * kept + (bin.count > 0 ? 1 : 0),
    },
    ...(bin.count > 0
      ? broken(from, bin, stepMs, seen, expected)
      : { silence: from.silence + expected.bursts, hours: calmed(from.hours, stepMs, expected) }),
  }
}

/** Bursts that the messages stand for; on average as many as are expected. */
const seenIn = ({ count }: Bin, { mean, bursts }: Expected): number => {
  if (count === 0) return 0
  if (bursts === 0) return 1
  return Math.min((bursts * count) / mean, (MOST * bursts) / -Math.expm1(-bursts))
}

const droughtAfter = (
  from: Course,
  bin: Bin,
  stepMs: number,
  seen: number,
  expected: Expected,
): Pick<Course, 'drought' | 'droughtPeak' | 'droughtSince' | 'droughtCertainty' | 'lostDays'> => {
  const { calm, bursts, weeks } = expected
  // What is missing from an hour that is not known may never have been due; and at night hardly anything is.
  const due = weeks >= KNOWN_WEEKS && !calm ? DROUGHT_SHARE * bursts : 0
  const drought = Math.max(0, (calm ? Math.min(FAINT, from.drought) : from.drought) + due - seen)
  if (from.drought > 0 && from.droughtSince !== undefined)
    return {
      drought,
      droughtPeak: Math.max(from.droughtPeak, drought),
      droughtSince: from.droughtSince,
      droughtCertainty: calm
        ? UNSURE + (from.droughtCertainty - UNSURE) * fade(stepMs, CALM_HOURS_MS)
        : from.droughtCertainty,
      lostDays: from.lostDays + (calm && from.drought >= LOST_DAY ? 1 : 0),
    }
  const droughtCertainty =
    drought === 0
      ? 0
      : notHoliday(from.hours, { certainty: CERTAINTY, quietest: Math.min(DROUGHT_SHARE, expected.quietest) })
  return { drought, droughtPeak: drought, droughtSince: bin.start, droughtCertainty, lostDays: 0 }
}

/** A message came: the silence that it ends becomes part of the last hours. */
const broken = (
  from: Course,
  { start, count }: Bin,
  stepMs: number,
  seen: number,
  expected: Expected,
): Pick<Course, 'lastMessage' | 'silence' | 'hours' | 'lately'> => {
  const end = start + stepMs
  const silentMs = from.lastMessage === undefined ? stepMs : end - from.lastMessage
  const hours = calmed(from.hours, stepMs, expected)
  const kept = fade(silentMs, HOURS_MS)
  return {
    lastMessage: end,
    silence: 0,
    hours: {
      seen: hours.seen * kept + seen,
      expected: hours.expected * kept + from.silence + expected.bursts,
    },
    lately: latelyAfter(from.lately, count, silentMs, stepMs),
  }
}

/** Between the days what was before says little of what comes: tomorrow may be a holiday. */
const calmed = (hours: Course['hours'], stepMs: number, { calm }: Expected): Course['hours'] => {
  if (!calm) return hours
  const kept = fade(stepMs, CALM_HOURS_MS)
  return { seen: hours.seen * kept, expected: hours.expected * kept }
}

const afterHole = (course: Course): Course => ({ ...emptyCourse(), hours: course.hours })
