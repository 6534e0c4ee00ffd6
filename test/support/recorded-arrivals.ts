import { readSeries } from '../../src/cli/count-series.ts'
import { backtest, type Raised, type Series, type Span } from '../../src/monitors/zero-flow/backtest.ts'
import { SETTINGS } from '../../src/monitors/zero-flow/settings.ts'
import { hindsightOf, waitingMs } from '../../src/monitors/zero-flow/theoretical.ts'
import { recordedBytes, recordedJson } from './test-data.ts'

/** A marked stop: all counts to zero, or to a twentieth. */
export interface MarkedStop extends Span {
  readonly id: string
  readonly share: number
}

export interface RecordedArrivals {
  readonly name: string
  readonly series: Series
  readonly stops: readonly MarkedStop[]
  readonly silences: readonly Span[]
}

interface Case {
  readonly series: string
  readonly start: string
  readonly end: string
}
interface Cases {
  readonly profiles: readonly { readonly series: string }[]
  readonly natural_silences: readonly Case[]
  readonly injected_stops: readonly (Case & { readonly id: string; readonly kind: string })[]
}

const spanOf = ({ start, end }: Case): Span => ({
  from: Date.parse(`${start.replace(' ', 'T')}Z`),
  to: Date.parse(`${end.replace(' ', 'T')}Z`),
})

/** The recorded series with what is marked in them; undefined on a machine that has none. */
export const recordedArrivals = (): readonly RecordedArrivals[] | undefined => {
  const cases = recordedJson('arrivals/zero-flow-cases.json') as Cases | undefined
  return cases?.profiles.map(({ series: name }) => ({
    name,
    series: readSeries(Buffer.from(recordedBytes(`arrivals/${name}`) ?? []).toString(), name),
    stops: cases.injected_stops
      .filter((one) => one.series === name)
      .map((one) => ({ ...spanOf(one), id: one.id, share: one.kind === 'drop95' ? 0.05 : 0 })),
    silences: cases.natural_silences.filter((one) => one.series === name).map(spanOf),
  }))
}

/** How long one stop of a series takes to be found, and in theory; nothing of the series after it is looked at. */
export const stopped = (
  series: Series,
  { from, to, share }: Omit<MarkedStop, 'id'>,
): { readonly alarmMs?: number; readonly theoreticalMs?: number } => {
  const { bins, stepMs } = series
  const changed = bins
    .filter(({ start }) => start < to)
    .map((bin) => (bin.start < from ? bin : { ...bin, count: Math.floor(bin.count * share) }))
  const { alarms } = backtest({ bins: changed, stepMs }, [], SETTINGS)
  const alarm = alarms.find(({ at, until = Number.POSITIVE_INFINITY }) => at > from || until > from)
  const natural = bins.filter(({ start }) => start < from || start >= to)
  const hindsight = hindsightOf(natural, stepMs, SETTINGS.falseAlarmsPerWeek)
  const last = bins.findLast(({ start, count }) => start < from && count > 0)
  const firstBin = bins.find(({ start }) => start >= from)?.start ?? from
  const theoreticalMs = waitingMs(hindsight, {
    from,
    firstBin,
    silentSince: last === undefined ? firstBin : last.start + stepMs,
  })
  return {
    ...(alarm === undefined ? {} : { alarmMs: Math.max(0, alarm.at - from) }),
    ...(theoreticalMs === undefined ? {} : { theoreticalMs }),
  }
}

/** In how many of the silences an alarm was raised. */
export const silencesBroken = (alarms: readonly Raised[], silences: readonly Span[]): number =>
  silences.filter(({ from, to }) => alarms.some(({ at }) => at > from && at <= to)).length
