import type { FlowState } from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import { after, between, type Instant, inText, millis } from '../../model/time.ts'
import { mixesOf, troubleIn } from './mix.ts'
import type { Count, Raw, Span } from './schema.ts'
import { judgeSilence, type SilenceVerdict } from './silence.ts'
import { countIn, coveredMs, ofCourse, rateBefore, usualIn } from './usual.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** A row may appear in the trace so long after its message; no faster one is promised. */
export const LAG_MS = 15 * MINUTE_MS
/** Among the newest rows some are still to come. */
const SETTLE_MS = 5 * MINUTE_MS
/** Delivered within this time is delivered lately. */
const LATELY_MS = 2 * HOUR_MS
/** Fewer messages on a usual day than this, and a day without any proves nothing. */
const A_DAYS_MAIL = 8
/** With less of the window read than this, what was not seen may well be there. */
const ENOUGH_READ = 0.5

export interface Judgement {
  readonly state: FlowState
  readonly since?: Instant
  readonly because: string
  readonly recent: { readonly minutes: number; readonly seen: number; readonly expected: number }
}

interface Known {
  readonly lastSeen: Instant | undefined
  readonly lastDelivered: Instant | undefined
  /** Up to here the rows are taken to be all there; silence after it proves nothing. */
  readonly horizon: Instant
}

/** The state of one direction, with the figures that say why. */
export const judge = (raw: Raw, direction: Direction, known: Omit<Known, 'horizon'>): Judgement => {
  const horizon = horizonOf(raw)
  if (known.lastSeen === undefined) return judgeNothing(raw, direction, horizon)
  const silence = silenceSince(raw, direction, { from: known.lastSeen, to: horizon })
  if (silence.verdict === 'proven')
    return {
      state: 'stopped',
      since: known.lastSeen,
      because: `No message since ${inText(known.lastSeen)}; about ${Math.round(silence.recent.expected)} would be usual in that time.`,
      recent: silence.recent,
    }
  const counts = raw.counts.filter(ofCourse(direction))
  const recent = recentOf(raw, direction, horizon)
  const trouble = troubleIn(mixesOf(counts, known.lastSeen, raw.window), raw.window)
  if (trouble !== undefined) return { ...trouble, recent }
  return { ...judgeCalm(silence, { ...known, horizon }), recent }
}

const horizonOf = ({ last, window }: Raw): Instant => {
  const newest = last.reduce((found, row) => (row.at > found ? row.at : found), window.from)
  const [settled, lagged] = [after(newest, -SETTLE_MS), after(window.to, -LAG_MS)]
  return settled > lagged ? settled : lagged
}

/** No row in the whole window. */
const judgeNothing = (raw: Raw, direction: Direction, horizon: Instant): Judgement => {
  const span = { from: raw.window.from, to: horizon }
  const share = coveredMs(raw.covered, raw.window) / between(raw.window.from, raw.window.to)
  const usual = usualIn(raw.earlier, span, ofCourse(direction))
  const recent = { minutes: minutesOf(span), seen: 0, expected: round(usual ?? 0) }
  if (share < ENOUGH_READ)
    return {
      state: 'unsure',
      because: `Only ${Math.round(share * 100)} % of the window could be read.`,
      recent,
    }
  if (usual === undefined ? raw.earlier.length > 0 : usual < A_DAYS_MAIL)
    return {
      state: 'unsure',
      because: `No message in 24 hours, and about ${Math.round(usual ?? 0)} on earlier days: too little to tell.`,
      recent,
    }
  const compared = usual === undefined ? '' : `; about ${Math.round(usual)} would be usual`
  return { state: 'none', because: `No message in 24 hours${compared}.`, recent }
}

interface Silence {
  readonly verdict: SilenceVerdict
  readonly usual: number | undefined
  readonly recent: Judgement['recent']
}

const silenceSince = (raw: Raw, direction: Direction, span: Span): Silence => {
  const mine = ofCourse(direction)
  const others = (count: Count): boolean => !mine(count)
  const rate = rateBefore(raw.counts, raw.covered, span.from, mine)
  const byRate = (rate * coveredMs(raw.covered, span)) / HOUR_MS
  const usual = usualIn(raw.earlier, span, mine)
  const recent = { minutes: minutesOf(span), seen: 0, expected: round(usual ?? byRate) }
  if (millis(span.to) <= millis(span.from)) return { verdict: 'usual', usual, recent }
  const verdict = judgeSilence({
    minutes: recent.minutes,
    byRate,
    byHistory: usual,
    others: { seen: countIn(raw.counts, span, others), usual: usualIn(raw.earlier, span, others) },
  })
  return { verdict, usual, recent }
}

/** Nothing speaks of trouble: lately delivered or not. */
const judgeCalm = (silence: Silence, known: Known): Omit<Judgement, 'recent'> => {
  const { lastDelivered, lastSeen, horizon } = known
  const quiet = `No message since ${inText(lastSeen ?? horizon)}`
  if (silence.verdict === 'open')
    return {
      state: 'unsure',
      because: `${quiet}, where about ${Math.round(silence.recent.expected)} would be usual: too few to be sure.`,
    }
  if (lastDelivered !== undefined && between(lastDelivered, horizon) <= LATELY_MS)
    return { state: 'flowing', because: `Last delivered at ${inText(lastDelivered)}, as usual.` }
  return {
    state: 'unsure',
    because:
      silence.usual === undefined
        ? `${quiet}, and too little mail before it to tell.`
        : `${quiet}, as on other days at these hours, so it cannot be told whether mail would flow now.`,
  }
}

const recentOf = (raw: Raw, direction: Direction, horizon: Instant): Judgement['recent'] => {
  const mine = ofCourse(direction)
  const span = { from: after(horizon, -HOUR_MS), to: horizon }
  const read = coveredMs(raw.covered, span)
  const seen = read === 0 ? 0 : countIn(raw.counts, span, mine) * (HOUR_MS / read)
  const expected = usualIn(raw.earlier, span, mine) ?? rateBefore(raw.counts, raw.covered, span.from, mine)
  return { minutes: 60, seen: Math.round(seen), expected: round(expected) }
}

const minutesOf = ({ from, to }: Span): number => Math.max(0, Math.round(between(from, to) / MINUTE_MS))

const round = (count: number): number => Math.round(count * 10) / 10
