import { z } from 'zod'
import { SPREADS } from './emptiness.ts'
import { EDGES } from './tail.ts'

/** Hours of a week, counted from the epoch: a Thursday, 00:00 UTC. */
export const SLOTS = 168

const series = (length: number) => z.array(z.number()).length(length)
/** Milliseconds since the epoch. */
const moment = z.number().int()

/** Sums over the past, older weeks weighing less. Age is counted in bins seen, so that a hole forgets nothing. */
const Learned = z.object({
  /** Bins seen in each hour of the week, the messages in them, and how many of them were empty. */
  seen: series(SLOTS),
  messages: series(SLOTS),
  empty: series(SLOTS),
  /** Log-likelihood of each over-dispersion, see `emptiness.ts`. */
  spread: series(SPREADS.length),
  /** How high the silences and the droughts rose that ended by themselves, see `tail.ts`. */
  silences: series(EDGES.length),
  droughts: series(EDGES.length),
  /** Bins behind these two. */
  watched: z.number(),
  /** By hour of the day: how much speaks against counting on it, see `doubts.ts`. */
  doubts: series(24),
})

/** Where the flow stands at the end of a bin, see `course.ts`. A burst is the unit of `Expected.bursts`. */
const Course = z.object({
  /** End of the last bin that went in. */
  until: moment.optional(),
  /** End of the last bin with a message in it. */
  lastMessage: moment.optional(),
  /** Bursts expected since then. */
  silence: z.number(),
  /** Bursts seen and expected over the last hours before the silence. */
  hours: z.object({ seen: z.number(), expected: z.number() }),
  /** Bursts seen and expected, and bins with a message, over the last half hour. */
  minutes: z.object({ seen: z.number(), expected: z.number(), active: z.number() }),
  /** Bins and empty bins over the last hour before the silence, and bursts in a bin just before it, see `lately.ts`. */
  lately: z.object({ bins: z.number(), empty: z.number(), pace: z.number() }),
  /** Bursts missing against a low share of the usual, the most that it was, and since when it has not been zero. */
  drought: z.number(),
  droughtPeak: z.number(),
  droughtSince: moment.optional(),
  /** -ln of the odds that the day was a holiday when it began. */
  droughtCertainty: z.number(),
  /** Working days of which the drought has taken all. */
  lostDays: z.number(),
})

/** Messages in a bin by its start. */
const Bin = z.object({ start: moment, count: z.number().min(0) })

const Alarm = z.object({
  /** When it was raised. */
  at: moment,
  /** `zero`: nothing comes. `suspicious`: hardly anything comes. */
  state: z.enum(['zero', 'suspicious']),
  /** When the flow changed, as far as can be told. */
  since: moment,
})

/** All that the detector remembers of one flow. Plain JSON of bounded size, for any time that passes. */
export const Memory = z.object({
  version: z.literal(1),
  stepMs: z.number().positive(),
  learned: Learned,
  /** After the last bin that can no longer change. */
  course: Course,
  /** Bins that may still change, oldest first. */
  pending: z.array(Bin),
  /** Up to where decisions have been made. */
  decided: moment.optional(),
  /** The alarm that stands. It is raised once, whatever is observed while it stands. */
  alarm: Alarm.optional(),
  /** The one before, while bins of its time may still change. */
  ended: Alarm.extend({ until: moment }).optional(),
})
export type Memory = z.infer<typeof Memory>
export type Learned = z.infer<typeof Learned>
export type Course = z.infer<typeof Course>
export type Bin = z.infer<typeof Bin>
export type Alarm = z.infer<typeof Alarm>

const zeros = (length: number): number[] => Array.from({ length }, () => 0)

export const emptyCourse = (): Course => ({
  silence: 0,
  hours: { seen: 0, expected: 0 },
  minutes: { seen: 0, expected: 0, active: 0 },
  lately: { bins: 0, empty: 0, pace: 0 },
  drought: 0,
  droughtPeak: 0,
  droughtCertainty: 0,
  lostDays: 0,
})

export const emptyLearned = (): Learned => ({
  seen: zeros(SLOTS),
  messages: zeros(SLOTS),
  empty: zeros(SLOTS),
  spread: zeros(SPREADS.length),
  silences: zeros(EDGES.length),
  droughts: zeros(EDGES.length),
  watched: 0,
  doubts: zeros(24),
})

/** Nothing is known yet. `stepMs`: length of a bin, an hour at most. */
export const emptyMemory = (stepMs: number): Memory => ({
  version: 1,
  stepMs,
  learned: emptyLearned(),
  course: emptyCourse(),
  pending: [],
})

/** A copy whose sums may be changed. */
export const copyOf = (learned: Learned): Learned => ({
  seen: learned.seen.slice(),
  messages: learned.messages.slice(),
  empty: learned.empty.slice(),
  spread: learned.spread.slice(),
  silences: learned.silences.slice(),
  droughts: learned.droughts.slice(),
  watched: learned.watched,
  doubts: learned.doubts.slice(),
})
