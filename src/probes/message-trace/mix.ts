import { after, between, type Instant, inText, millis } from '../../model/time.ts'
import type { Count, Span } from './schema.ts'
import { type Way, wayOf } from './status.ts'
import { BIN_MS } from './tally.ts'

/** What became of messages: how many went each way. */
export type Mix = Readonly<Record<Exclude<Way, 'other'>, number>>

export interface Mixes {
  /** The newest messages: of the shortest look back that has enough of them. */
  readonly now: Mix
  /** Those before them in the window. */
  readonly before: Mix
  /** The same by five minutes, the oldest first. */
  readonly bins: readonly { readonly at: Instant; readonly mix: Mix }[]
}

export interface Trouble {
  readonly state: 'failing' | 'stuck'
  readonly since?: Instant
  readonly because: string
}

const LOOK_BACK_MINUTES = [20, 60, 120, 240, 360]
const ENOUGH = 20
/** With fewer messages than this nothing is said of a share. */
const FEWEST = 5
/** A message may wait this long without trouble. */
const PATIENCE_MS = 900_000

/** Without those that may still be on their way. */
export const ripeOf = (counts: readonly Count[], window: Span): readonly Count[] =>
  counts.filter(
    (count) => wayOf(count.status) !== 'waiting' || between(count.at, window.to) > PATIENCE_MS + BIN_MS,
  )

export const mixesOf = (counts: readonly Count[], lastSeen: Instant, window: Span): Mixes => {
  const ripe = ripeOf(counts, window)
  const begin = LOOK_BACK_MINUTES.map((minutes) => after(lastSeen, -minutes * 60_000)).find(
    (from, index) =>
      index === LOOK_BACK_MINUTES.length - 1 || sizeOf(mixOf(ripe.filter(({ at }) => at >= from))) >= ENOUGH,
  ) as Instant
  const bins = Map.groupBy(ripe, (count) => count.at)
  return {
    now: mixOf(ripe.filter((count) => count.at >= begin)),
    before: mixOf(ripe.filter((count) => count.at < begin)),
    bins: [...bins]
      .map(([at, rows]) => ({ at, mix: mixOf(rows) }))
      .toSorted((a, b) => (a.at < b.at ? -1 : 1)),
  }
}

/** Whether most of the newest messages fail, wait, or are kept from their inbox in a way that is new. */
export const troubleIn = (mixes: Mixes, window: Span): Trouble | undefined => {
  const { now, before } = mixes
  const size = sizeOf(now)
  if (size < FEWEST) return undefined
  const share = (way: keyof Mix, mix: Mix): number => (sizeOf(mix) === 0 ? 0 : mix[way] / sizeOf(mix))
  const worse = (way: keyof Mix): boolean =>
    share(way, now) >= 0.8 ||
    (size >= ENOUGH && share(way, now) >= 0.5 && share(way, now) >= 2 * share(way, before))
  const found = (state: Trouble['state'], count: number, words: string): Trouble => {
    const since = onsetIn(mixes.bins, window)
    const because = `${count} of the newest ${size} messages ${words}.`
    return since === undefined
      ? { state, because }
      : { state, because: `${because.slice(0, -1)}, since about ${inText(since)}.`, since }
  }
  const undone = now.failed + now.waiting
  if (worse('failed') || (undone / size >= 0.8 && now.failed >= now.waiting))
    return found('failing', now.failed, 'failed')
  if (worse('waiting') || undone / size >= 0.8) return found('stuck', now.waiting, 'are still waiting')
  const diverted = share('diverted', now)
  return size >= ENOUGH && diverted >= 0.9 && (share('diverted', before) < 0.5 || before.arrived === 0)
    ? found('failing', now.diverted, 'were quarantined or taken for spam')
    : undefined
}

/**
 * When the trouble began: the moment since which undelivered messages outnumber delivered ones the most. Undefined
 * when that is the beginning of the window, for then it may be older.
 */
const onsetIn = (bins: Mixes['bins'], window: Span): Instant | undefined => {
  let [balance, best] = [0, 0]
  let onset: Instant | undefined
  for (const { at, mix } of bins.toReversed()) {
    balance += sizeOf(mix) - 2 * mix.arrived
    if (balance > best) {
      best = balance
      onset = at
    }
  }
  if (onset === undefined || onset === bins[0]?.at) return undefined
  return millis(onset) > millis(window.from) + BIN_MS ? onset : undefined
}

const mixOf = (counts: readonly Count[]): Mix => {
  const mix = { arrived: 0, failed: 0, waiting: 0, diverted: 0 }
  for (const { status, count } of counts) {
    const way = wayOf(status)
    if (way !== 'other') mix[way] += count
  }
  return mix
}

const sizeOf = (mix: Mix): number => mix.arrived + mix.failed + mix.waiting + mix.diverted
