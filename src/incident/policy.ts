import type { Severity } from '../model/monitor.ts'

/*
 * How long things may take. From the practice of on-call teams: first acknowledgement within 5 minutes, an update
 * every 20 to 30 minutes, a resolved incident is watched before it is believed.
 */

const MINUTE = 60_000
const HOUR = 60 * MINUTE

type PerSeverity = Readonly<Record<Severity, number>>

/** Unless somebody takes it within this time it goes to the next line. A warning never does. */
export const ACKNOWLEDGE_WITHIN: PerSeverity = {
  P1: 5 * MINUTE,
  P2: 5 * MINUTE,
  P3: 15 * MINUTE,
  P4: Number.POSITIVE_INFINITY,
}

/** First line, second line, whoever leads. */
export const HIGHEST_LEVEL = 2

/** An acknowledgement holds for this long after the last thing that somebody did. */
export const ACKNOWLEDGEMENT_HOLDS = 30 * MINUTE

/** The longest silence between two words about an incident that goes on. */
export const UPDATE_EVERY: PerSeverity = {
  P1: 20 * MINUTE,
  P2: 30 * MINUTE,
  P3: 4 * HOUR,
  P4: Number.POSITIVE_INFINITY,
}

/** A snooze puts off the next line and the next update for this long. It hides nothing. */
export const SNOOZE: PerSeverity = { P1: 15 * MINUTE, P2: HOUR, P3: 4 * HOUR, P4: 24 * HOUR }

/** Clear for this long is over; doubled for each time that it came back within `FLAPS_COUNT`. */
export const WATCH = 10 * MINUTE
export const LONGEST_WATCH = HOUR
export const FLAPS_COUNT = 6 * HOUR

/** So many times clear within an hour is flapping: people see it on the card, and no longer as messages. */
export const FLAPPING = 3
export const FLAPPING_WITHIN = HOUR

/** What comes back within this time after its end is the same incident. */
export const REOPENS_WITHIN = 2 * HOUR

/** Somebody says that it is over while it still fires: it is believed for this long. */
export const BELIEVED_FOR: PerSeverity = { P1: 15 * MINUTE, P2: HOUR, P3: 24 * HOUR, P4: 24 * HOUR }

/** What began within this time of each other may have one cause. */
export const SAME_CAUSE_WITHIN = 2 * HOUR

/** The record takes the look of a thing that goes on this often. */
export const RECORD_EVERY = 10 * MINUTE
