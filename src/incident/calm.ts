import type { Calm, Maintenance, QuietHours } from '../model/incident.ts'
import type { Severity } from '../model/monitor.ts'
import { after, type Instant, millis } from '../model/time.ts'

/**
 * Until when an incident of this severity waits; undefined when people are told now. A P1 never waits. Work that was
 * announced holds back all else, quiet hours hold back P3 and P4.
 */
export const hushedUntil = (severity: Severity, at: Instant, calm: Calm): Instant | undefined => {
  if (severity === 'P1') return undefined
  const ends = [
    ...calm.maintenance.filter((work) => isDuring(work, at)).map(({ to }) => to),
    ...(severity === 'P2' || calm.quiet === undefined ? [] : quietEnd(calm.quiet, at)),
  ]
  return ends.toSorted().at(-1)
}

const isDuring = ({ from, to }: Maintenance, at: Instant): boolean =>
  millis(from) <= millis(at) && millis(at) < millis(to)

const MINUTE = 60_000
const DAY_MINUTES = 24 * 60

/** Minutes since midnight; `24:00` and beyond never come in. */
const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

const formats = new Map<string, Intl.DateTimeFormat>()
const formatFor = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(zone, format)
  return format
}

/** The time of day of a moment in a zone, in minutes since midnight. */
const minuteOfDay = (at: Instant, zone: string): number =>
  minutesOf(formatFor(zone).format(new Date(millis(at))))

/** The end of the quiet hours that a moment lies in, as none or one. */
const quietEnd = ({ from, to, zone }: QuietHours, at: Instant): readonly Instant[] => {
  const now = minuteOfDay(at, zone)
  const [begin, end] = [minutesOf(from), minutesOf(to)]
  const isQuiet = begin <= end ? begin <= now && now < end : now >= begin || now < end
  return isQuiet ? [nextAt(to, zone, at)] : []
}

/**
 * The next moment after this one at which clocks in a zone show a time of day. Where clocks are put forward over it, it
 * is the same time by the old clock.
 */
export const nextAt = (time: string, zone: string, at: Instant): Instant => {
  const whole = millis(at) - (millis(at) % MINUTE)
  const wait = (minutesOf(time) - minuteOfDay(at, zone) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES
  const guess = after(new Date(whole).toISOString(), wait * MINUTE)
  // The clocks were changed in between: what is off by that is put right once.
  const off = (minutesOf(time) - minuteOfDay(guess, zone) + DAY_MINUTES) % DAY_MINUTES
  const shift = off > DAY_MINUTES / 2 ? off - DAY_MINUTES : off
  const put = after(guess, shift * MINUTE)
  return minuteOfDay(put, zone) === minutesOf(time) && millis(put) > millis(at) ? put : guess
}
