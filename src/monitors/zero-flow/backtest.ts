import { type Alarm, type Bin, emptyMemory } from './memory.ts'
import { observe } from './observe.ts'
import { type Settings, WEEK_MS } from './settings.ts'
import { hindsightOf, waitingMs } from './theoretical.ts'

/** Moments in milliseconds since the epoch. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** An alarm as it was raised, and until when it stood; undefined when it stood at the end of the data. */
export interface Raised extends Alarm {
  readonly until?: number
}

/** What became of a stop. The times are undefined where there was no alarm, or would be none in theory. */
export interface Stopped extends Span {
  readonly alarmAt?: number
  readonly delayMs?: number
  readonly theoreticalMs?: number
}

export interface Backtest {
  readonly alarms: readonly Raised[]
  readonly stops: readonly Stopped[]
  /** Weeks of data, without the holes. */
  readonly weeks: number
  /** Alarms outside of the stops. */
  readonly falseAlarms: readonly Raised[]
}

export interface Series {
  /** In order of time; a bin that is missing is unknown. */
  readonly bins: readonly Bin[]
  readonly stepMs: number
}

/** Replays a series as if each bin had been read the moment it was over. */
export const replay = ({ bins, stepMs }: Series, settings: Settings): readonly Raised[] => {
  const alarms: Raised[] = []
  let memory = emptyMemory(stepMs)
  for (const bin of bins) {
    const at = bin.start + stepMs
    const seen = observe(memory, { at, source: 'answers', bins: [bin], completeTo: at }, settings)
    memory = seen.memory
    const { alarm, change } = seen.reading
    if (change === 'raised' && alarm !== undefined) alarms.push(alarm)
    if (change === 'cleared') alarms.push({ ...(alarms.pop() as Raised), until: at })
  }
  return alarms
}

const isIn = ({ from, to }: Span, at: number): boolean => at >= from && at < to

/** Runs the series through the detector with the counts of the stops set to zero. */
export const backtest = (series: Series, stops: readonly Span[], settings: Settings): Backtest => {
  const { bins, stepMs } = series
  const stopped = (bin: Bin): boolean => stops.some((stop) => isIn(stop, bin.start))
  const alarms = replay(
    { stepMs, bins: bins.map((bin) => (stopped(bin) ? { ...bin, count: 0 } : bin)) },
    settings,
  )
  const natural = bins.filter((bin) => !stopped(bin))
  const hindsight =
    natural.length === 0 ? undefined : hindsightOf(natural, stepMs, settings.falseAlarmsPerWeek)
  return {
    alarms,
    stops: stops.map((stop) => {
      const theoreticalMs =
        hindsight === undefined ? undefined : waitingMs(hindsight, beginningOf(series, stop))
      return {
        ...stop,
        ...alarmIn(alarms, stop, stepMs),
        ...(theoreticalMs === undefined ? {} : { theoreticalMs }),
      }
    }),
    weeks: (bins.length * stepMs) / WEEK_MS,
    falseAlarms: alarms.filter(({ at }) => !stops.some((stop) => isDuring(stop, at, stepMs))),
  }
}

/** A bin is judged at its end. */
const isDuring = ({ from, to }: Span, at: number, stepMs: number): boolean => at > from && at <= to + stepMs

const beginningOf = ({ bins, stepMs }: Series, { from }: Span): Parameters<typeof waitingMs>[1] => {
  const first = bins.findIndex((bin) => bin.start >= from)
  const firstBin = bins[first]?.start ?? from
  let silentSince = firstBin
  for (let index = first - 1; index >= 0; index--) {
    const { start, count } = bins[index] as Bin
    if (count > 0 || start + stepMs !== silentSince) break
    silentSince = start
  }
  return { from, firstBin, silentSince }
}

/** The first alarm of a stop: raised in it, or standing since before it. */
const alarmIn = (
  alarms: readonly Raised[],
  stop: Span,
  stepMs: number,
): Pick<Stopped, 'alarmAt' | 'delayMs'> => {
  const alarm = alarms.find(
    ({ at, until = Number.POSITIVE_INFINITY }) =>
      isDuring(stop, at, stepMs) || (at <= stop.from && until > stop.from),
  )
  return alarm === undefined ? {} : { alarmAt: alarm.at, delayMs: Math.max(0, alarm.at - stop.from) }
}
