import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { Command, InvalidArgumentError, Option } from 'commander'
import {
  type Backtest,
  backtest,
  type Raised,
  type Span,
  type Stopped,
} from '../monitors/zero-flow/backtest.ts'
import { RULES, type Rule, SETTINGS, type Settings } from '../monitors/zero-flow/settings.ts'
import { type CountSeries, momentOf, readSeries, SeriesFault } from './count-series.ts'
import type { Io } from './io.ts'
import { tell, whyUnreadable } from './trouble.ts'

interface Options {
  readonly json?: boolean
  readonly stop?: readonly Span[]
  readonly falseAlarmsPerWeek: number
  readonly rule: Rule
  readonly missing: 'no-data' | 'zero'
}

const readStop = (words: string, before: readonly Span[] = []): readonly Span[] => {
  const [from, to, ...others] = words.split('/').map((moment) => momentOf(moment.trim()))
  if (from === undefined || to === undefined || others.length > 0)
    throw new InvalidArgumentError(
      'It must be two ISO 8601 times, for example 2026-11-23T10:00Z/2026-11-23T14:00Z.',
    )
  if (from >= to) throw new InvalidArgumentError('It must end after it begins.')
  return [...before, { from, to }]
}

const readAllowance = (words: string): number => {
  const perWeek = Number(words)
  if (words.trim() !== '' && perWeek > 0 && perWeek <= 100) return perWeek
  throw new InvalidArgumentError('It must be a number above 0, for example 0.25 for once in four weeks.')
}

/** `mailflow backtest`: what the zero-flow monitor would have said to a recorded flow. */
export const backtestCommand = (io: Io): Command =>
  new Command('backtest')
    .description('replay recorded counts through the zero-flow detector')
    .argument(
      '<csv>',
      'lines of timestamp,value at a regular step; UTC unless they name a zone; - reads standard input',
    )
    .option('--json', 'print the result as one JSON object')
    .option('--stop <from>/<to>', 'set the counts to zero there; may be repeated', readStop)
    .option(
      '--false-alarms-per-week <number>',
      'how many false alarms are allowed',
      readAllowance,
      SETTINGS.falseAlarmsPerWeek,
    )
    .addOption(
      new Option('--rule <rule>', 'judge by what was learned, or always after 15 minutes')
        .choices(RULES)
        .default(SETTINGS.rule),
    )
    .addOption(
      new Option('--missing <as>', 'what a missing row is').choices(['no-data', 'zero']).default('no-data'),
    )
    .addHelpText(
      'after',
      '\nThe theoretical waiting time is that of a detector which knows the true rate and is allowed the same false alarms.\nExit code: 0 it ran, 3 it could not run.',
    )
    .action((file: string, options: Options) => run(io, file, options).catch((thrown) => tell(io, thrown)))

const run = async (io: Io, file: string, options: Options): Promise<void> => {
  const name = file === '-' ? 'Standard input' : file
  const read = readSeries(file === '-' ? await text(io.input) : await contentOf(file), name)
  const series = options.missing === 'zero' ? filled(read) : read
  const { falseAlarmsPerWeek, rule, stop = [] } = options
  refuseOutside(stop, series, name)
  for (const line of remarks(read, options)) io.err(`${line}\n`)
  const settings: Settings = { ...SETTINGS, falseAlarmsPerWeek, rule, freshMs: Number.POSITIVE_INFINITY }
  const result = backtest(series, stop, settings)
  if (options.json === true) io.out(`${JSON.stringify(jsonOf(result), undefined, 2)}\n`)
  else io.out(`${reportOf(series, result, settings).join('\n')}\n`)
  io.exit(0)
}

const contentOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new SeriesFault(`The file ${file} cannot be read: ${whyUnreadable(cause)}.`, {
      code: 'series.unreadable',
      kind: 'unreachable',
      cause,
    })
  }
}

const filled = (series: CountSeries): CountSeries => {
  const { bins, stepMs } = series
  const [first, last] = [bins[0]?.start ?? 0, bins.at(-1)?.start ?? 0]
  const counts = new Map(bins.map(({ start, count }) => [start, count]))
  return {
    ...series,
    bins: Array.from({ length: Math.round((last - first) / stepMs) + 1 }, (_, index) => {
      const start = first + index * stepMs
      return { start, count: counts.get(start) ?? 0 }
    }),
  }
}

const refuseOutside = (stops: readonly Span[], { bins }: CountSeries, name: string): void => {
  const outside = stops.find(({ from, to }) => !bins.some(({ start }) => start >= from && start < to))
  if (outside === undefined) return
  throw new SeriesFault(
    `The stop ${iso(outside.from)}/${iso(outside.to)} holds no row of ${name}, which runs from ${iso(bins[0]?.start ?? 0)} to ${iso(bins.at(-1)?.start ?? 0)}.`,
    { code: 'series.stop', kind: 'absent' },
  )
}

const remarks = ({ missing, replaced }: CountSeries, options: Options): readonly string[] => [
  ...(missing === 0 ? [] : [`Missing rows, taken as ${options.missing}: ${missing}.`]),
  ...(replaced === 0 ? [] : [`Rows that came again with another count, the later one taken: ${replaced}.`]),
]

const iso = (at: number): string => new Date(at).toISOString()
const minutes = (ms: number | undefined): number | null =>
  ms === undefined ? null : Math.round(ms / 600) / 100
const perWeekOf = ({ falseAlarms, weeks }: Backtest): number =>
  Math.round((falseAlarms.length / weeks) * 10_000) / 10_000

const jsonOf = (result: Backtest): unknown => ({
  alarms: result.alarms.map(({ at, state }) => ({ at: iso(at), state })),
  stops: result.stops.map(({ from, to, alarmAt, delayMs, theoreticalMs }) => ({
    from: iso(from),
    to: iso(to),
    alarmAt: alarmAt === undefined ? null : iso(alarmAt),
    delayMinutes: minutes(delayMs),
    theoreticalMinutes: minutes(theoreticalMs),
  })),
  weeks: Math.round(result.weeks * 10_000) / 10_000,
  falseAlarmsPerWeek: perWeekOf(result),
})

const short = (at: number): string => iso(at).slice(0, 16).replace('T', ' ')
const spoken = (ms: number | undefined): string => (ms === undefined ? 'never' : `${minutes(ms)} min`)

const reportOf = (
  { bins, stepMs }: CountSeries,
  result: Backtest,
  { falseAlarmsPerWeek }: Settings,
): readonly string[] => [
  `${bins.length} counts of ${stepMs / 60_000} min, ${short(bins[0]?.start ?? 0)} to ${short(bins.at(-1)?.start ?? 0)} UTC`,
  '',
  ...(result.alarms.length === 0 ? ['No alarms.'] : ['Alarms (UTC)']),
  ...result.alarms.map((alarm) => `  ${short(alarm.at)}  ${alarm.state.padEnd(10)}  ${whyOf(alarm, result)}`),
  ...(result.stops.length === 0 ? [] : ['', 'Stops (UTC)      alarm after   in theory']),
  ...result.stops.map(
    ({ from, delayMs, theoreticalMs }) =>
      `  ${short(from)}  ${spoken(delayMs).padStart(9)}  ${spoken(theoreticalMs).padStart(10)}`,
  ),
  '',
  `False alarms: ${result.falseAlarms.length} in ${result.weeks.toFixed(1)} weeks, ${perWeekOf(result)} a week (allowed: ${falseAlarmsPerWeek}).`,
  ...medianLine(result.stops),
]

const whyOf = (alarm: Raised, { stops, falseAlarms }: Backtest): string => {
  const until = alarm.until === undefined ? 'until the end' : `until ${short(alarm.until)}`
  if (falseAlarms.includes(alarm)) return `outside of the stops, ${until}`
  const stop = stops.find(({ alarmAt }) => alarmAt === alarm.at)
  return stop === undefined ? `again, ${until}` : `${spoken(stop.delayMs)} after the stop, ${until}`
}

/** Stops that began while an alarm stood say nothing of the delay. */
const medianLine = (stops: readonly Stopped[]): readonly string[] => {
  const ratios = stops
    .flatMap(({ from, alarmAt, delayMs, theoreticalMs }) =>
      theoreticalMs === undefined || (alarmAt ?? from) < from
        ? []
        : [(delayMs ?? Number.POSITIVE_INFINITY) / theoreticalMs],
    )
    .toSorted((one, other) => one - other)
  const median = ratios[Math.floor((ratios.length - 1) / 2)]
  return median === undefined
    ? []
    : [`Median delay: ${median.toFixed(2)} times the theoretical waiting time.`]
}
