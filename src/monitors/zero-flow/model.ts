import { isDoubted } from './doubts.ts'
import { emptyChance, weigh, weightsOf } from './emptiness.ts'
import { type Bin, type Learned, SLOTS } from './memory.ts'
import { HOUR_MS } from './settings.ts'

/** Weeks after which what was seen counts half. */
const HALF_LIFE_WEEKS = 3
/** The same hour on other days stands in for so many weeks of an hour never seen, and no more from `OWN_WEEKS` on. */
const OTHER_DAYS = 0.3
const OWN_WEEKS = 2
/** An hour seen twice is known: the first time weighs a little less by then. */
export const KNOWN_WEEKS = 1.5
/** Seen about once. */
const GLIMPSED_WEEKS = 0.5
/** The gamma-Poisson law counts as so many bins against the empty bins that were counted. */
const LAW_BINS = 6
/** A newsletter to everybody must not pass for the usual: counts are cut here, in means and messages. */
const CUT = { times: 4, plus: 4 }
/** Below this share of the mean over all hours little happens: it lies between the days. */
const CALM_SHARE = 0.2

/** What is usual in a bin. */
export interface Expected {
  /** Messages. */
  readonly mean: number
  /** -ln P(no message): how many bursts are due, as far as silence can tell. Under a Poisson law it is the mean. */
  readonly bursts: number
  /** Weeks of this hour of the week that it rests on, older ones weighing less. */
  readonly weeks: number
  /** Days on which the same hour was seen, older ones weighing less. */
  readonly days: number
  /** What the quietest day of the week brings, as a share of a usual one. */
  readonly quietest: number
  /** Messages on those days, whatever day of the week they were. */
  readonly daily: number
  readonly calm: boolean
}

interface Sum {
  readonly seen: number
  readonly messages: number
  readonly empty: number
}

/** The learned sums made ready for questions. Valid until they change. */
export interface Model {
  readonly learned: Learned
  readonly stepMs: number
  readonly weights: readonly number[]
  readonly hoursOfDay: readonly Sum[]
  /** What the quietest day of the week brings, as a share of a usual one. */
  readonly quietest: number
  readonly all: Sum
  readonly known: Map<number, Expected>
}

const binsPerHour = (stepMs: number): number => Math.max(1, HOUR_MS / stepMs)
/** The hour of the week of a moment in hours since the epoch. */
export const slotOf = (hours: number): number => ((Math.floor(hours) % SLOTS) + SLOTS) % SLOTS

const add = (one: Sum, other: Sum): Sum => ({
  seen: one.seen + other.seen,
  messages: one.messages + other.messages,
  empty: one.empty + other.empty,
})
const NOTHING: Sum = { seen: 0, messages: 0, empty: 0 }
const sumOf = ({ seen, messages, empty }: Learned, slot: number): Sum => ({
  seen: seen[slot] as number,
  messages: messages[slot] as number,
  empty: empty[slot] as number,
})

export const modelOf = (learned: Learned, stepMs: number): Model => {
  const hoursOfDay = Array.from({ length: 24 }, (_, hour) => {
    let sum = NOTHING
    for (let slot = hour; slot < SLOTS; slot += 24) sum = add(sum, sumOf(learned, slot))
    return sum
  })
  const all = hoursOfDay.reduce(add, NOTHING)
  return {
    learned,
    stepMs,
    weights: weightsOf(learned.spread),
    hoursOfDay,
    quietest: quietestDay(learned, all),
    all,
    known: new Map(),
  }
}

/** Messages in a bin, over all hours. */
export const usualOf = ({ all }: Pick<Model, 'all'>): number => (all.seen === 0 ? 0 : all.messages / all.seen)

/**
 * What is usual in the bin that starts then. A rate may rise slowly over an hour or jump at its start; the lower of the
 * hour's own and the line between the middles of two hours is safe for both.
 */
export const expectedIn = (model: Model, startMs: number): Expected => {
  const place = (startMs + model.stepMs / 2) / HOUR_MS - 0.5
  const into = place - Math.floor(place)
  const before = hourOf(model, slotOf(place))
  const next = hourOf(model, slotOf(place + 1))
  const own = into < 0.5 ? before : next
  return {
    ...own,
    mean: Math.min(own.mean, before.mean * (1 - into) + next.mean * into),
    bursts: Math.min(own.bursts, before.bursts * (1 - into) + next.bursts * into),
    daily:
      before.days > 0 && next.days > 0
        ? Math.min(own.daily, before.daily * (1 - into) + next.daily * into)
        : own.daily,
  }
}

const hourOf = (model: Model, slot: number): Expected => {
  const known = model.known.get(slot)
  if (known !== undefined) return known
  const found = readHour(model, slot)
  model.known.set(slot, found)
  return found
}

const readHour = (model: Model, slot: number): Expected => {
  const { learned, stepMs, weights, hoursOfDay, quietest } = model
  const perHour = binsPerHour(stepMs)
  const sameHour = hoursOfDay[slot % 24] as Sum
  const seen = learned.seen[slot] as number
  const usual = usualOf(model)
  const otherDays = (sameHour.messages + 0.5 * perHour * usual) / (sameHour.seen + 0.5 * perHour)
  const others = OTHER_DAYS * perHour * Math.max(0, 1 - seen / perHour / OWN_WEEKS)
  const mean = ((learned.messages[slot] as number) + others * otherDays) / (seen + others)
  const empty = (LAW_BINS * emptyChance(mean, weights) + (learned.empty[slot] as number)) / (LAW_BINS + seen)
  const doubted = isDoubted(learned, slot % 24)
  return {
    mean,
    bursts: doubted ? 0 : -Math.log(Math.min(1, empty)),
    weeks: seen / perHour,
    days: sameHour.seen / perHour,
    quietest,
    daily: sameHour.seen === 0 ? 0 : sameHour.messages / sameHour.seen,
    calm: doubted || mean < CALM_SHARE * usual,
  }
}

/** A night lasts at least so many hours. */
const NIGHT_HOURS = 4

/**
 * Bursts in a bin that can be counted on in each hour of the day, on a day never seen: those of the night, and the fewer,
 * the more the hours differ, since then nobody knows how the days do; but no more than that hour has had. 0 until a whole
 * day has been seen.
 */
export const steadyHours = ({ hoursOfDay, stepMs }: Model): readonly number[] => {
  if (hoursOfDay.some(({ seen }) => seen < binsPerHour(stepMs))) return hoursOfDay.map(() => 0)
  const bursts = hoursOfDay.map(burstsIn)
  const nights = hoursOfDay.map((_, hour) =>
    burstsIn(
      Array.from({ length: NIGHT_HOURS }, (_, more) => hoursOfDay[(hour + more) % 24] as Sum).reduce(add),
    ),
  )
  const night = Math.min(...nights)
  const usual = bursts.reduce((sum, one) => sum + one, 0) / bursts.length
  return bursts.map((own) => (usual > 0 ? Math.min(own, night ** 2 / usual) : 0))
}

/** What the quietest day of the week brings, as a share of a usual one; 1 until each has been seen. */
const quietestDay = (learned: Learned, all: Sum): number => {
  if (all.messages === 0) return 1
  let least = Number.POSITIVE_INFINITY
  for (let first = 0; first < SLOTS; first += 24) {
    let [seen, messages] = [0, 0]
    for (let slot = first; slot < first + 24; slot++) {
      seen += learned.seen[slot] as number
      messages += learned.messages[slot] as number
    }
    if (seen === 0) return 1
    least = Math.min(least, messages / seen)
  }
  return (least * all.seen) / all.messages
}

/** As much as so many bins can tell (Jeffreys' prior). */
const burstsIn = ({ seen, empty }: Sum): number => Math.max(0, -Math.log((empty + 0.5) / (seen + 1)))

/** A bin that can no longer change, and what was expected of it. `ordinary`: no alarm stood. */
export interface Lesson {
  readonly bin: Bin
  readonly stepMs: number
  readonly expected: Expected
  readonly ordinary: boolean
}

/** Changes `learned`. */
export const learn = (learned: Learned, { bin, stepMs, expected, ordinary }: Lesson): void => {
  const slot = slotOf(bin.start / HOUR_MS)
  const perHour = binsPerHour(stepMs)
  const fade = 0.5 ** (1 / (HALF_LIFE_WEEKS * perHour))
  const glimpsed = expected.weeks >= GLIMPSED_WEEKS
  const count = glimpsed ? Math.min(bin.count, CUT.times * expected.mean + CUT.plus) : bin.count
  const addTo = (sums: number[], value: number): void => {
    sums[slot] = (sums[slot] as number) * fade + value
  }
  addTo(learned.seen, 1)
  addTo(learned.messages, count)
  addTo(learned.empty, bin.count === 0 ? 1 : 0)
  const fadeOfAll = 0.5 ** (1 / (HALF_LIFE_WEEKS * perHour * SLOTS))
  if (glimpsed && ordinary) weigh(learned.spread, expected.mean, bin.count === 0, fadeOfAll)
  fadeHeights(learned, fadeOfAll)
  if (expected.weeks >= KNOWN_WEEKS) learned.watched += 1
}

const fadeHeights = (learned: Learned, fade: number): void => {
  for (const counts of [learned.silences, learned.droughts])
    for (let index = 0; index < counts.length; index++) counts[index] = (counts[index] as number) * fade
  learned.watched *= fade
}
