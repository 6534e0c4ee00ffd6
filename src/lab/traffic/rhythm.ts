import type { Stream } from '../scenario.ts'

/** How lively each hour of a working day is, UTC, the busiest at 1. */
const WORKDAY: Readonly<Record<Stream, readonly number[]>> = {
  inbound: [
    0.3, 0.28, 0.27, 0.27, 0.3, 0.36, 0.5, 0.7, 0.9, 1, 1, 0.95, 0.85, 0.92, 0.97, 0.93, 0.82, 0.7, 0.6, 0.52,
    0.46, 0.42, 0.37, 0.33,
  ],
  outbound: [
    0.2, 0.2, 0.2, 0.2, 0.21, 0.26, 0.42, 0.7, 0.93, 1, 1, 0.9, 0.7, 0.86, 0.96, 0.92, 0.75, 0.52, 0.38, 0.3,
    0.26, 0.24, 0.22, 0.2,
  ],
  internal: [
    0.15, 0.15, 0.15, 0.15, 0.16, 0.2, 0.4, 0.75, 0.95, 1, 1, 0.9, 0.65, 0.88, 0.97, 0.93, 0.72, 0.45, 0.3,
    0.24, 0.2, 0.18, 0.16, 0.15,
  ],
}
const WEEKEND: Readonly<Record<Stream, number>> = { inbound: 0.5, outbound: 0.45, internal: 0.35 }

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Mean liveliness over a week, so that a day's volume is the average day's. */
const MEAN: Readonly<Record<Stream, number>> = Object.fromEntries(
  (['inbound', 'outbound', 'internal'] as const).map((stream) => [
    stream,
    (sum(WORKDAY[stream]) * (5 + 2 * WEEKEND[stream])) / (7 * 24),
  ]),
) as Record<Stream, number>

const HOURS_OF_WEEK = 7 * 24

const livelinessOf = (stream: Stream, hour: number): number => {
  const day = Math.floor(hour / 24) % 7
  return (WORKDAY[stream][hour % 24] as number) * (day >= 5 ? WEEKEND[stream] : 1)
}

/** Expected messages in a minute (counted from the epoch), smooth from hour to hour. */
export const rateAt = (stream: Stream, perDay: number, minute: number): number => {
  // The epoch was a Thursday; weeks here begin on Monday.
  const place = minute / 60 + 3 * 24
  const hour = Math.floor(place) % HOURS_OF_WEEK
  const into = place - Math.floor(place)
  const lively =
    livelinessOf(stream, hour) * (1 - into) + livelinessOf(stream, (hour + 1) % HOURS_OF_WEEK) * into
  return (perDay / 1440) * (lively / MEAN[stream])
}
