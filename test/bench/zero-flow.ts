/**
 * The zero-flow detector against recorded and made-up flows: `node test/bench/zero-flow.ts`. False alarms of the recorded
 * series are alarms outside of the marked stops; all five hold a hole of the recording (2015-03-11, two hours of zeros).
 */
import { backtest } from '../../src/monitors/zero-flow/backtest.ts'
import type { Bin } from '../../src/monitors/zero-flow/memory.ts'
import { SETTINGS, STEP_MS } from '../../src/monitors/zero-flow/settings.ts'
import { arrivals, chanceFrom, HABITS, type HabitName } from '../support/arrivals.ts'
import { recordedArrivals, silencesBroken, tryStops } from '../support/recorded-arrivals.ts'
import { quantile, table } from './parts/table.ts'

const MINUTE_MS = 60_000
const DAY_BINS = 288
/** A stop lasts three days. */
const DAYS_MS = 3 * 24 * 60 * MINUTE_MS
const WEEKS = 26
const HOLIDAYS = [39, 88, 89, 144]

const recordedTable = (): string => {
  const recorded = recordedArrivals()
  if (recorded === undefined)
    return 'No recorded arrivals on this machine (MAILFLOW_TEST_DATA names their folder).'
  const ratios: number[] = []
  const rows = recorded.map(({ name, series, stops, silences }) => {
    const clean = backtest(series, [], SETTINGS)
    const tried = tryStops(series, stops)
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

/** Working hours of working days after the fourth week. */
const someStops = (seed: number): readonly number[] => {
  const chance = chanceFrom(seed)
  const stops: number[] = []
  while (stops.length < 20) {
    const day = 28 + Math.floor(chance() * (WEEKS * 7 - 35))
    if (day % 7 < 5 && !HOLIDAYS.includes(day))
      stops.push(day * DAY_BINS + Math.floor((9 + 7 * chance()) * 12))
  }
  return stops.toSorted((one, other) => one - other)
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
  const series = { bins, stepMs: STEP_MS }
  const { alarms, weeks } = backtest(series, [], SETTINGS)
  const stops = someStops(perHour).map((index) => {
    const from = (bins[index] as Bin).start
    return { from, to: from + DAYS_MS, share: 0 }
  })
  const calm = stops.filter(
    ({ from }) => !alarms.some(({ at, until = Number.POSITIVE_INFINITY }) => at <= from && until > from),
  )
  const tried = tryStops(series, calm).map(
    ({ alarmMs = Number.POSITIVE_INFINITY, theoreticalMs = Number.NaN }) => ({
      delay: alarmMs / MINUTE_MS,
      theory: theoreticalMs / MINUTE_MS,
    }),
  )
  return [
    habit,
    perHour,
    alarms.length / weeks,
    quantile(
      tried.map(({ delay }) => delay),
      0.5,
    ),
    quantile(
      tried.map(({ theory }) => theory),
      0.5,
    ),
    quantile(
      tried.map(({ delay, theory }) => delay / theory),
      0.5,
    ),
    quantile(
      tried.map(({ delay }) => delay),
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
