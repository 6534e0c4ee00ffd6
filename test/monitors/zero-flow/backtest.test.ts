import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { readSeries } from '../../../src/cli/count-series.ts'
import { backtest, type Series, type Span } from '../../../src/monitors/zero-flow/backtest.ts'
import { SETTINGS } from '../../../src/monitors/zero-flow/settings.ts'
import { hindsightOf, waitingMs } from '../../../src/monitors/zero-flow/theoretical.ts'
import { quantile } from '../../bench/parts/table.ts'
import { arrivals, HABITS } from '../../support/arrivals.ts'
import { recordedArrivals, silencesBroken, tryStops } from '../../support/recorded-arrivals.ts'
import { fixtureBytes } from '../../support/test-data.ts'

const MINUTE_MS = 60_000
const STEP_MS = 5 * MINUTE_MS
const at = (text: string): number => Date.parse(`${text}Z`)

describe('a flow of 40 messages an hour in quarters of an hour, with a holiday', () => {
  const file = 'arrivals/office-quarter-hours.csv'
  const series = readSeries(Buffer.from(fixtureBytes(file)).toString(), file)

  test('raises nothing by itself', () => {
    expect(backtest(series, [], SETTINGS)).toEqual({ alarms: [], stops: [], weeks: 6, falseAlarms: [] })
  })

  test.each([
    ['2026-02-10T10:00', '2026-02-10T14:00', '2026-02-10T10:30', 30],
    ['2026-02-11T14:00', '2026-02-11T18:00', '2026-02-11T14:30', 15],
  ])('has its stop of %s found within two bins of the theory', (from, to, alarm, theory) => {
    const { alarms, stops, falseAlarms } = backtest(series, [{ from: at(from), to: at(to) }], SETTINGS)
    expect(alarms.map(({ state }) => state)).toEqual(['zero'])
    expect(falseAlarms).toEqual([])
    expect(stops).toEqual([
      {
        from: at(from),
        to: at(to),
        alarmAt: at(alarm),
        delayMs: at(alarm) - at(from),
        theoreticalMs: theory * MINUTE_MS,
      },
    ])
  })

  test('has one alarm for two stops that overlap', () => {
    const stops: readonly Span[] = [
      { from: at('2026-02-10T10:00'), to: at('2026-02-10T14:00') },
      { from: at('2026-02-10T12:00'), to: at('2026-02-10T16:00') },
    ]
    const result = backtest(series, stops, SETTINGS)
    expect(result.alarms.length).toBe(1)
    expect(result.stops.map(({ alarmAt, delayMs }) => [alarmAt, delayMs])).toEqual([
      [at('2026-02-10T10:30'), 30 * MINUTE_MS],
      [at('2026-02-10T10:30'), 0],
    ])
  })

  test('is waited for the longer, the fewer false alarms are allowed', () => {
    const waits = [5, 1, 0.25, 0.01].map((perWeek) => {
      const hindsight = hindsightOf(series.bins, series.stepMs, perWeek)
      const from = at('2026-02-09T22:00')
      return waitingMs(hindsight, { from, firstBin: from, silentSince: from }) ?? Number.POSITIVE_INFINITY
    })
    expect(waits).toEqual(waits.toSorted((one, other) => one - other))
    expect(waits[0]).toBeLessThan(waits[3] ?? 0)
  })
})

test('the theory of an even flow is that of Poisson: ln(silences a week / false alarms a week) / rate', () => {
  fc.assert(
    fc.property(fc.integer({ min: 4, max: 40 }), fc.constantFrom(0.25, 1), (perHour, allowed) => {
      const bins = arrivals({ perHour, weeks: 12, stepMs: STEP_MS, seed: perHour, habit: HABITS.even })
      const perBin = perHour / 12
      const starts = 2016 * (1 - Math.exp(-perBin))
      const expected = (Math.log(starts / allowed) / perHour) * 60
      const hindsight = hindsightOf(bins, STEP_MS, allowed)
      const waits = Array.from({ length: 40 }, (_, index) => {
        const from = (bins[1000 + 37 * index] as { start: number }).start
        return (waitingMs(hindsight, { from, firstBin: from, silentSince: from }) ?? Number.NaN) / MINUTE_MS
      })
      const wait = quantile(waits, 0.5)
      expect(wait).toBeGreaterThan(0.85 * expected)
      expect(wait).toBeLessThan(1.15 * expected + 10)
    }),
    { numRuns: 8 },
  )
})

const officeFlow = (perHour: number, seed: number): Series => ({
  stepMs: STEP_MS,
  bins: arrivals({
    perHour,
    weeks: 8,
    stepMs: STEP_MS,
    seed: seed + perHour,
    habit: HABITS.office,
    holidays: [38],
  }),
})

const RATES = [6, 60, 600, 6000]

// One series is a throw of the dice: only many of them show how often the detector cries wolf.
test('an office at any rate cries wolf once in four weeks at most', () => {
  const tests = RATES.flatMap((perHour) =>
    [3, 4, 5].map((seed) => backtest(officeFlow(perHour, seed), [], SETTINGS)),
  )
  const alarms = tests.reduce((sum, { falseAlarms }) => sum + falseAlarms.length, 0)
  const weeks = tests.reduce((sum, one) => sum + one.weeks, 0)
  expect(alarms / weeks).toBeLessThanOrEqual(SETTINGS.falseAlarmsPerWeek)
}, 120_000)

test.each(RATES)('%i messages an hour: every stop by day is found, soon after theory would', (perHour) => {
  const series = officeFlow(perHour, 3)
  const stops = [42, 43, 44, 45, 46, 49, 50, 51, 52].map((day, index) => {
    const from = (series.bins[day * 288 + (9 + index / 1.5) * 12] as { start: number }).start
    return { from, to: from + 24 * 60 * MINUTE_MS, share: 0 }
  })
  const ratios = tryStops(series, stops).map(
    ({ alarmMs = Number.POSITIVE_INFINITY, theoreticalMs = 0 }) => alarmMs / theoreticalMs,
  )
  expect(Math.max(...ratios)).toBeLessThan(Number.POSITIVE_INFINITY)
  expect(quantile(ratios, 0.5)).toBeLessThanOrEqual(1.75)
})

const recorded = recordedArrivals() ?? []
const onRecorded = recorded.length === 0 ? describe.skip : describe

onRecorded('the recorded series', () => {
  test.each(recorded.map((one) => [one.name, one] as const))(
    '%s: natural silences stay silent',
    (_, { series, silences }) => {
      const { alarms, falseAlarms, weeks } = backtest(series, [], SETTINGS)
      expect(silencesBroken(alarms, silences)).toBe(0)
      expect(falseAlarms.length / weeks).toBeLessThanOrEqual(SETTINGS.falseAlarmsPerWeek)
    },
  )

  test.each(recorded.map((one) => [one.name, one] as const))(
    '%s: mail that is back after a stop raises nothing more',
    (_, { series, stops }) => {
      const whole = stops.filter(({ share }) => share === 0).slice(1, 2)
      const again = backtest(series, whole, SETTINGS)
      expect(again.falseAlarms.map(({ at }) => at)).toEqual(
        backtest(series, [], SETTINGS)
          .falseAlarms.map(({ at }) => at)
          .slice(0, again.falseAlarms.length),
      )
      expect(again.stops.map(({ delayMs }) => delayMs)).not.toContain(undefined)
    },
  )

  test('every marked stop is found, the median within one and a half of the theory', () => {
    const tried = recorded.flatMap(({ series, stops }) => tryStops(series, stops))
    expect(tried.filter(({ alarmMs }) => alarmMs === undefined)).toEqual([])
    const ratios = tried.map(
      ({ alarmMs = Number.NaN, theoreticalMs = Number.NaN }) => alarmMs / theoreticalMs,
    )
    expect(quantile(ratios, 0.5)).toBeLessThanOrEqual(1.5)
  }, 120_000)
})
