/**
 * The zero-flow detector against recorded and made-up flows: `node test/bench/zero-flow.ts`. False alarms of the recorded
 * series are alarms outside of the marked stops; all five hold a hole of the recording (2015-03-11, two hours of zeros).
 */
import { backtest } from '../../src/monitors/zero-flow/backtest.ts'
import { type Bin, emptyMemory, type Memory } from '../../src/monitors/zero-flow/memory.ts'
import { observe } from '../../src/monitors/zero-flow/observe.ts'
import { SETTINGS, STEP_MS } from '../../src/monitors/zero-flow/settings.ts'
import { hindsightOf, waitingMs } from '../../src/monitors/zero-flow/theoretical.ts'
import { arrivals, chanceFrom, HABITS, type HabitName } from '../support/arrivals.ts'
import { recordedArrivals, silencesBroken, stopped } from '../support/recorded-arrivals.ts'
import { quantile, table } from './table.ts'

const MINUTE_MS = 60_000
const DAY_BINS = 288
const WEEKS = 26
const HOLIDAYS = [39, 88, 89, 144]

const recordedTable = (): string => {
  const recorded = recordedArrivals()
  if (recorded === undefined)
    return 'No recorded arrivals on this machine (MAILFLOW_TEST_DATA names their folder).'
  const ratios: number[] = []
  const rows = recorded.map(({ name, series, stops, silences }) => {
    const clean = backtest(series, [], SETTINGS)
    const tried = stops.map((stop) => stopped(series, stop))
    const own = tried.flatMap(({ alarmMs, theoreticalMs }) =>
      alarmMs === undefined || theoreticalMs === undefined ? [] : [alarmMs / theoreticalMs],
    )
    ratios.push(...own)
    return [
      name,
      `${tried.filter(({ alarmMs }) => alarmMs !== undefined).length} of ${tried.length}`,
      quantile(
        tried.map(({ alarmMs = Number.POSITIVE_INFINITY }) => alarmMs / MINUTE_MS),
        0.5,
      ),
      quantile(
        tried.map(({ theoreticalMs = Number.NaN }) => theoreticalMs / MINUTE_MS),
        0.5,
      ),
      quantile(own, 0.5),
      silencesBroken(clean.alarms, silences),
      clean.falseAlarms.length / clean.weeks,
    ]
  })
  const head = [
    'series',
    'stops found',
    'delay min',
    'theory min',
    'ratio',
    'silences broken',
    'false alarms a week',
  ]
  return `${table([head, ...rows])}\n\nMedian of delay / theory over all stops: ${quantile(ratios, 0.5).toFixed(2)}`
}

interface Watched {
  readonly raised: number
  readonly mornings: readonly Memory[]
}

/** Watches a flow, and keeps the memory of each midnight. */
const watch = (bins: readonly Bin[]): Watched => {
  const mornings: Memory[] = []
  let memory = emptyMemory(STEP_MS)
  let raised = 0
  for (const [index, bin] of bins.entries()) {
    if (index % DAY_BINS === 0) mornings.push(memory)
    const at = bin.start + STEP_MS
    const seen = observe(memory, { at, source: 'answers', bins: [bin], completeTo: at }, SETTINGS)
    if (seen.reading.change === 'raised') raised++
    memory = seen.memory
  }
  return { raised, mornings }
}

/** Minutes from a stop to its alarm, from the memory of that midnight on; undefined when another alarm came before. */
const delayOf = (bins: readonly Bin[], { mornings }: Watched, stop: number): number | undefined => {
  const midnight = Math.floor(stop / DAY_BINS)
  let memory = mornings[midnight] as Memory
  for (const [index, bin] of bins.entries()) {
    if (index < midnight * DAY_BINS) continue
    const at = bin.start + STEP_MS
    const told = index < stop ? bin : { ...bin, count: 0 }
    const seen = observe(memory, { at, source: 'answers', bins: [told], completeTo: at }, SETTINGS)
    memory = seen.memory
    if (memory.alarm !== undefined)
      return index < stop ? undefined : (at - (bins[stop] as Bin).start) / MINUTE_MS
  }
  return Number.POSITIVE_INFINITY
}

/** Working hours of working days after the fourth week. */
const someStops = (seed: number): readonly number[] => {
  const chance = chanceFrom(seed)
  const stops: number[] = []
  while (stops.length < 20) {
    const day = 28 + Math.floor(chance() * (WEEKS * 7 - 35))
    if (day % 7 < 5 && !HOLIDAYS.includes(day))
      stops.push(day * DAY_BINS + Math.floor((9 + 7 * chance()) * 12))
  }
  return stops
}

const simulatedRow = (habit: HabitName, perHour: number): readonly (string | number)[] => {
  const bins = arrivals({
    perHour,
    weeks: WEEKS,
    stepMs: STEP_MS,
    seed: perHour + 1,
    habit: HABITS[habit],
    holidays: HOLIDAYS,
  })
  const watched = watch(bins)
  const hindsight = hindsightOf(bins, STEP_MS, SETTINGS.falseAlarmsPerWeek)
  const stops = someStops(perHour).flatMap((stop) => {
    const delay = delayOf(bins, watched, stop)
    const from = (bins[stop] as Bin).start
    const theory = waitingMs(hindsight, { from, firstBin: from, silentSince: from })
    return delay === undefined || theory === undefined ? [] : [{ delay, theory: theory / MINUTE_MS }]
  })
  return [
    habit,
    perHour,
    watched.raised / WEEKS,
    quantile(
      stops.map(({ delay }) => delay),
      0.5,
    ),
    quantile(
      stops.map(({ theory }) => theory),
      0.5,
    ),
    quantile(
      stops.map(({ delay, theory }) => delay / theory),
      0.5,
    ),
    quantile(
      stops.map(({ delay }) => delay),
      0.9,
    ),
  ]
}

const simulatedTable = (): string =>
  table([
    ['habit', 'mails an hour', 'false alarms a week', 'delay min', 'theory min', 'ratio', 'delay p90'],
    ...(Object.keys(HABITS) as HabitName[]).flatMap((habit) =>
      [6, 60, 600, 6000].map((perHour) => simulatedRow(habit, perHour)),
    ),
  ])

const spent = process.cpuUsage()
process.stdout.write(
  `Allowed: ${SETTINGS.falseAlarmsPerWeek} false alarms a week\n\n${recordedTable()}\n\n${WEEKS} weeks made up, with ${HOLIDAYS.length} holidays; stops in working hours\n${simulatedTable()}\n`,
)
process.stdout.write(`\nCPU: ${(process.cpuUsage(spent).user / 1e6).toFixed(0)} s\n`)
