import type { FlowState } from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import { after, between, type Instant, inText } from '../../model/time.ts'
import { mixesOf, ripeOf, troubleIn } from './mix.ts'
import { minutesOf, noneIn, type Quiet, quietSince, round, usualText } from './quiet.ts'
import type { Count, Raw } from './schema.ts'
import { ENOUGH } from './silence.ts'
import { type Way, wayOf } from './status.ts'
import { countIn, coveredMs, ofCourse, rateBefore, usualIn } from './usual.ts'
import { gapsIn, LONG_GAP_MS } from './volume.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** A row may appear in the trace so long after its message; no faster one is promised. */
export const LAG_MS = 15 * MINUTE_MS
/** Among the newest rows some are still to come. */
const SETTLE_MS = 5 * MINUTE_MS
/** Delivered within this time is delivered lately. */
const LATELY_MS = 2 * HOUR_MS
/** With less of the window read than this, what was not seen may well be there. */
const ENOUGH_READ = 0.5
/** So many undelivered ones with none delivered after them are no everyday failures. */
const FEW_IN_A_ROW = 3
const UNDONE: ReadonlySet<Way> = new Set(['failed', 'waiting'])

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
  const silence = quietSince(raw, direction, { from: known.lastSeen, to: horizon })
  if (silence.verdict === 'proven')
    return {
      state: 'stopped',
      since: known.lastSeen,
      because: `${silence.text}; ${usualText(silence)}.`,
      recent: silence.recent,
    }
  const counts = raw.counts.filter(ofCourse(direction))
  const recent = recentOf(raw, direction, horizon)
  const trouble = troubleIn(mixesOf(counts, known.lastSeen, raw.window), raw.window)
  if (trouble !== undefined) return { ...trouble, recent }
  return { ...judgeCalm(silence, { ...known, horizon }, undeliveredSince(raw, counts, known)), recent }
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
  const recent = { minutes: minutesOf(span), seen: 0, expected: round(usual?.count ?? 0) }
  // Samples all over the window show as much as the messages that would usually be in them.
  const isSampled = unreadShare(raw) < 1 - ENOUGH_READ
  if (share < ENOUGH_READ && (!isSampled || usual === undefined || usual.count * share < ENOUGH))
    return {
      state: 'unsure',
      because: `Only ${percent(share)} of the window could be read, and no message was among it.`,
      recent,
    }
  if (usual === undefined ? raw.earlier.length > 0 : usual.count < ENOUGH)
    return {
      state: 'unsure',
      because: `No message in 24 hours, and about ${Math.round(usual?.count ?? 0)} on earlier days: too little to tell.`,
      recent,
    }
  const seen = noneIn(raw, raw.window, 'in 24 hours')
  const compared = usual === undefined ? '' : `; ${usualText({ usual, recent })}`
  return { state: 'none', because: `${seen}${compared}.`, recent }
}

/** How much of the window lies in long gaps, between no two samples. */
const unreadShare = ({ window, covered }: Raw): number =>
  gapsIn(window, covered, LONG_GAP_MS).reduce((sum, gap) => sum + between(gap.from, gap.to), 0) /
  between(window.from, window.to)

/** Nothing speaks of trouble: lately delivered or not. */
const judgeCalm = (silence: Quiet, known: Known, undelivered: number): Omit<Judgement, 'recent'> => {
  const { lastDelivered, horizon } = known
  const quiet = silence.text
  if (silence.verdict === 'open')
    return { state: 'unsure', because: `${quiet}, where ${usualText(silence)}: not enough to be sure.` }
  if (undelivered >= FEW_IN_A_ROW)
    return {
      state: 'unsure',
      because: `None of the newest ${undelivered} messages was delivered: too few to be sure.`,
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

/** Messages that failed or have long been waiting, all of them newer than every one that arrived. */
const undeliveredSince = (
  raw: Raw,
  counts: readonly Count[],
  { lastDelivered }: Omit<Known, 'horizon'>,
): number =>
  ripeOf(counts, raw.window)
    .filter(({ at, status }) => UNDONE.has(wayOf(status)) && at > (lastDelivered ?? ''))
    .reduce((sum, { count }) => sum + count, 0)

const recentOf = (raw: Raw, direction: Direction, horizon: Instant): Judgement['recent'] => {
  const mine = ofCourse(direction)
  const span = { from: after(horizon, -HOUR_MS), to: horizon }
  const read = coveredMs(raw.covered, span)
  const seen = read === 0 ? 0 : countIn(raw, span, mine) * (HOUR_MS / read)
  const expected = usualIn(raw.earlier, span, mine)?.count ?? rateBefore(raw, span.from, mine) ?? 0
  return { minutes: 60, seen: Math.round(seen), expected: round(expected) }
}

const percent = (part: number): string =>
  `${part < 0.1 ? Math.round(part * 1000) / 10 : Math.round(part * 100)} %`
