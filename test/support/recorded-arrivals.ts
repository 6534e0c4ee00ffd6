import { readSeries } from '../../src/cli/count-series.ts'
import type { Raised, Series, Span } from '../../src/monitors/zero-flow/backtest.ts'
import { type Bin, emptyMemory, type Memory } from '../../src/monitors/zero-flow/memory.ts'
import { observe } from '../../src/monitors/zero-flow/observe.ts'
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
      .map((one) => ({ ...spanOf(one), id: one.id, share: one.kind === 'drop95' ? 0.05 : 0 }))
      .toSorted((one, other) => one.from - other.from),
    silences: cases.natural_silences.filter((one) => one.series === name).map(spanOf),
  }))
}

export interface Tried {
  readonly alarmMs?: number
  readonly theoreticalMs?: number
}

/** How long each stop takes to be found, were it the only one, and in theory. The stops in order of time. */
export const tryStops = (series: Series, stops: readonly Omit<MarkedStop, 'id'>[]): readonly Tried[] => {
  const { bins, stepMs } = series
  const hindsight = hindsightOf(bins, stepMs, SETTINGS.falseAlarmsPerWeek)
  let [memory, next] = [emptyMemory(stepMs), 0]
  return stops.map((stop) => {
    for (; (bins[next]?.start ?? stop.from) < stop.from; next++) memory = after(memory, bins[next] as Bin)
    const last = bins.findLast(({ start, count }) => start < stop.from && count > 0)
    const firstBin = bins[next]?.start ?? stop.from
    const silentSince = last === undefined ? firstBin : last.start + stepMs
    const theoreticalMs = waitingMs(hindsight, { from: stop.from, firstBin, silentSince })
    const alarmMs = untilAlarm(memory, bins.slice(next), stop)
    return {
      ...(alarmMs === undefined ? {} : { alarmMs }),
      ...(theoreticalMs === undefined ? {} : { theoreticalMs }),
    }
  })
}

const after = (memory: Memory, bin: Bin): Memory => {
  const at = bin.start + memory.stepMs
  return observe(memory, { at, source: 'answers', bins: [bin], completeTo: at }, SETTINGS).memory
}

const untilAlarm = (
  memory: Memory,
  bins: readonly Bin[],
  { from, to, share }: Omit<MarkedStop, 'id'>,
): number | undefined => {
  let now = memory
  for (const { start, count } of bins) {
    if (start >= to) return undefined
    now = after(now, { start, count: Math.floor(count * share) })
    if (now.alarm !== undefined) return Math.max(0, now.alarm.at - from)
  }
  return undefined
}

/** In how many of the silences an alarm was raised. */
export const silencesBroken = (alarms: readonly Raised[], silences: readonly Span[]): number =>
  silences.filter(({ from, to }) => alarms.some(({ at }) => at > from && at <= to)).length
