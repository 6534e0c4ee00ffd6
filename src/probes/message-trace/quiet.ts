import type { Flow } from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import { between, inText, millis } from '../../model/time.ts'
import type { Count, Raw, Span } from './schema.ts'
import { judgeSilence, type SilenceVerdict } from './silence.ts'
import { countIn, coveredMs, ofCourse, rateBefore, type Usual, usualIn } from './usual.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** The silence of one direction, held against the rate before it and against earlier days. */
export interface Quiet {
  readonly verdict: SilenceVerdict
  readonly usual: Usual | undefined
  readonly recent: Flow['recent']
  /** What was not seen, and since when: the beginning of a sentence. */
  readonly text: string
}

/**
 * Everything is compared as it was read: of a sampled span only the part that was read can show that mail is missing.
 */
export const quietSince = (raw: Raw, direction: Direction, span: Span): Quiet => {
  const mine = ofCourse(direction)
  const others = (count: Count): boolean => !mine(count)
  const rate = rateBefore(raw, span.from, mine)
  const othersRate = rateBefore(raw, span.from, others)
  const usual = usualIn(raw.earlier, span, mine)
  const expected = usual?.count ?? ((rate ?? 0) * between(span.from, span.to)) / HOUR_MS
  const recent = { minutes: minutesOf(span), seen: 0, expected: round(Math.max(0, expected)) }
  const known = { usual, recent, text: noneIn(raw, span, `since ${inText(span.from)}`) }
  if (millis(span.to) <= millis(span.from)) return { verdict: 'usual', ...known }
  const ms = coveredMs(raw.covered, span)
  const part = ms / between(span.from, span.to)
  const read = (one: Usual | undefined): number | undefined => one && one.count * part
  const verdict = judgeSilence({
    minutes: recent.minutes,
    byRate: rate && (rate * ms) / HOUR_MS,
    byHistory: read(usual),
    others: {
      seen: countIn(raw, span, others),
      usual: read(usualIn(raw.earlier, span, others)),
      byRate: othersRate && (othersRate * ms) / HOUR_MS,
    },
  })
  return { verdict, ...known }
}

/** A sample shows that mail is missing among what was read, not that there is none. */
export const noneIn = (raw: Raw, span: Span, when: string): string =>
  coveredMs(raw.covered, span) >= 0.99 * between(span.from, span.to)
    ? `No message ${when}`
    : `None of the ${Math.round(countIn(raw, span))} messages that were read ${when}`

/** With less of the earlier day read than this, its pace is told and no number for the whole time. */
const ENOUGH_HISTORY = 0.2

export const usualText = ({ usual, recent }: Pick<Quiet, 'usual' | 'recent'>): string => {
  if (usual === undefined || usual.read >= ENOUGH_HISTORY)
    return `about ${Math.round(recent.expected)} would be usual in that time`
  const hours = Math.max(recent.minutes, 1) / 60
  return `about ${Math.round(usual.count / hours)} an hour are usual at such a time`
}

export const minutesOf = ({ from, to }: Span): number =>
  Math.max(0, Math.round(between(from, to) / MINUTE_MS))

export const round = (count: number): number => Math.round(count * 10) / 10
