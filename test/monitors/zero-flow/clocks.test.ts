import { describe, expect, test } from '@jest/globals'
import { backtest } from '../../../src/monitors/zero-flow/backtest.ts'
import type { Bin } from '../../../src/monitors/zero-flow/memory.ts'
import { SETTINGS, STEP_MS } from '../../../src/monitors/zero-flow/settings.ts'
import { chanceFrom, poisson } from '../../support/arrivals.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A Monday. */
const FIRST_MS = Date.parse('2026-01-05T00:00:00Z')
const CHANGE_MS = FIRST_MS + 27 * DAY_MS
const WEEKS = 7

/** An office from 8 to 17 o'clock, whose clocks go so many hours ahead or back after four weeks. */
const office = (hours: 1 | -1, { perHour, night }: { perHour: number; night: number }): readonly Bin[] => {
  const chance = chanceFrom(perHour)
  return Array.from({ length: WEEKS * 2016 }, (_, index) => {
    const start = FIRST_MS + index * STEP_MS
    const local = start - FIRST_MS + (start >= CHANGE_MS ? hours * HOUR_MS : 0)
    const hour = (local % DAY_MS) / HOUR_MS
    const works = Math.floor(local / DAY_MS) % 7 < 5 && hour >= 8 && hour < 17
    return { start, count: poisson(chance, (perHour / 12) * (works ? 1 : night)) }
  })
}

describe('when the clocks change', () => {
  const cases = [
    [1, 60, 0],
    [1, 600, 0.02],
    [-1, 60, 0.02],
    [-1, 600, 0.02],
  ] as const

  test.each(cases)(
    'by %i hour, %i messages an hour, %f of it at night: no more than three alarms',
    (...one) => {
      const [hours, perHour, night] = one
      const { falseAlarms } = backtest(
        { stepMs: STEP_MS, bins: office(hours, { perHour, night }) },
        [],
        SETTINGS,
      )
      expect(falseAlarms.filter(({ at }) => at >= CHANGE_MS).length).toBeLessThanOrEqual(3)
    },
  )

  test.each([1, -1] as const)(
    'by %i hour, stops by day are found within twenty minutes, before and after',
    (hours) => {
      const bins = office(hours, { perHour: 600, night: 0.02 })
      const stops = [-3, 3, 8, 10].map((day) => {
        const from = CHANGE_MS + DAY_MS * day + 11 * HOUR_MS
        return { from, to: from + 5 * HOUR_MS }
      })
      const { stops: found } = backtest({ stepMs: STEP_MS, bins }, stops, SETTINGS)
      expect(found.map(({ delayMs = Number.POSITIVE_INFINITY }) => delayMs <= 4 * STEP_MS)).toEqual(
        stops.map(() => true),
      )
    },
  )
})
