import type { Bin } from '../../src/monitors/zero-flow/memory.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A Monday. */
const FIRST_MS = Date.parse('2026-01-05T00:00:00Z')

/** Chance that repeats: mulberry32, numbers in [0, 1). */
export const chanceFrom = (seed: number): (() => number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Chance = () => number

const normal = (chance: Chance): number =>
  Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())

/** Gamma with mean 1 (Marsaglia and Tsang 2000); `shape` above 1. */
const around1 = (chance: Chance, shape: number): number => {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(chance)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - chance()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v) / shape
  }
}

export const poisson = (chance: Chance, mean: number): number => {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(chance)))
  const least = Math.exp(-mean)
  let count = 0
  for (let product = chance(); product > least; product *= chance()) count++
  return count
}

/** How a made-up organisation gets its mail. */
export interface Habit {
  /** Rate at night and at the weekend, as shares of a working hour's. */
  readonly night: number
  readonly weekend: number
  /** Messages that come together, on average. */
  readonly burst: number
  /** How steady hours and days are: gamma shapes, large for steady. */
  readonly hours: number
  readonly days: number
  /** Newsletters to everybody on a working day. */
  readonly newsletters: number
}

export const HABITS = {
  even: { night: 1, weekend: 1, burst: 1, hours: 1e6, days: 1e6, newsletters: 0 },
  plain: { night: 0.05, weekend: 0.15, burst: 1, hours: 1e6, days: 1e6, newsletters: 0 },
  office: { night: 0.05, weekend: 0.15, burst: 1.6, hours: 10, days: 30, newsletters: 1 },
  'office hours only': { night: 5e-4, weekend: 5e-4, burst: 1.6, hours: 10, days: 30, newsletters: 1 },
  stormy: { night: 0.02, weekend: 0.08, burst: 4, hours: 4, days: 15, newsletters: 2 },
} as const satisfies Readonly<Record<string, Habit>>
export type HabitName = keyof typeof HABITS

export interface Flow {
  readonly perHour: number
  readonly weeks: number
  readonly stepMs: number
  readonly seed: number
  readonly habit: Habit
  /** Days, counted from 0, on which it goes as at a weekend. */
  readonly holidays?: readonly number[]
}

/** Rises around 8, dips at noon, falls around 17:30. */
const workingHour = (hour: number): number => {
  const rise = 1 / (1 + Math.exp(-(hour - 8) * 2.2))
  const fall = 1 / (1 + Math.exp((hour - 17.5) * 1.5))
  return rise * fall * (1 - 0.25 * Math.exp(-((hour - 12.5) ** 2) / 0.5))
}

/** Share of a working hour's rate, before chance. */
const shareAt = (habit: Habit, day: number, hour: number, free: boolean): number => {
  const share = habit.night + (1 - habit.night) * workingHour(hour)
  return habit.night === 1 ? 1 : share * (day % 7 >= 5 || free ? habit.weekend : 1)
}

const meanShare = (habit: Habit): number => {
  let sum = 0
  for (let hour = 0; hour < 168; hour += 0.25) sum += shareAt(habit, Math.floor(hour / 24), hour % 24, false)
  return sum / 672
}

/** Counts of a made-up flow, bin by bin. */
export const arrivals = ({ perHour, weeks, stepMs, seed, habit, holidays = [] }: Flow): readonly Bin[] => {
  const chance = chanceFrom(seed)
  const mean = meanShare(habit)
  const free = new Set(holidays)
  let [day, hour, ofDay, ofHour] = [-1, -1, 1, 1]
  return Array.from({ length: Math.round((weeks * 7 * DAY_MS) / stepMs) }, (_, index) => {
    const past = index * stepMs
    if (Math.floor(past / DAY_MS) !== day) ofDay = around1(chance, habit.days)
    if (Math.floor(past / HOUR_MS) !== hour) ofHour = around1(chance, habit.hours)
    day = Math.floor(past / DAY_MS)
    hour = Math.floor(past / HOUR_MS)
    const share = shareAt(habit, day, (past % DAY_MS) / HOUR_MS, free.has(day)) / mean
    const rate = ((perHour * stepMs) / HOUR_MS) * share * ofDay * ofHour
    const letters = lettersOf(chance, rate, habit.burst)
    const news = share > 1 && chance() < (habit.newsletters * stepMs) / (9 * HOUR_MS)
    return { start: FIRST_MS + past, count: letters + (news ? Math.round(perHour * (1 + 3 * chance())) : 0) }
  })
}

/** Bursts come by Poisson's law; how many messages are in one is geometric. */
const lettersOf = (chance: Chance, rate: number, burst: number): number => {
  const bursts = poisson(chance, rate / burst)
  if (burst === 1) return bursts
  if (bursts > 200) return Math.round(bursts * burst)
  let count = bursts
  for (let one = 0; one < bursts; one++) count += Math.floor(Math.log(1 - chance()) / Math.log(1 - 1 / burst))
  return count
}
