import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { emptyChance, SPREADS, weigh, weightsOf } from '../../../src/monitors/zero-flow/emptiness.ts'
import { notHoliday, silenceHeight } from '../../../src/monitors/zero-flow/level.ts'
import { EDGES, lineOf, record } from '../../../src/monitors/zero-flow/tail.ts'
import { chanceFrom } from '../../support/arrivals.ts'

/** Heights of so many silences a week, exponential with that mean. */
const heights = (perWeek: number, weeks: number, mean: number, seed: number): number[] => {
  const chance = chanceFrom(seed)
  const counts = EDGES.map(() => 0)
  for (let one = 0; one < perWeek * weeks; one++) record(counts, -mean * Math.log(1 - chance()))
  return counts
}

test('the line is where exponential heights of any mean cross it as often as allowed', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 3, noNaN: true }), fc.nat(1e6), (mean, seed) => {
      const counts = heights(500, 4, mean, seed)
      const line = lineOf({ counts, weeks: 4, scale: mean, startsPerWeek: 500 }, 0.1)
      const wanted = mean * Math.log(500 / 0.1)
      expect(line / wanted).toBeGreaterThan(0.75)
      expect(line / wanted).toBeLessThan(1.6)
    }),
  )
})

test('the line falls as more is allowed', () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.double({ min: 0.01, max: 0.8, noNaN: true }), (seed, allowed) => {
      const tail = { counts: heights(300, 3, 1.2, seed), weeks: 3, scale: 1, startsPerWeek: 300 }
      expect(lineOf(tail, allowed)).toBeGreaterThan(lineOf(tail, allowed * 1.5))
    }),
  )
})

test('nothing seen yet leaves the line of a perfect model', () => {
  const counts = EDGES.map(() => 0)
  expect(lineOf({ counts, weeks: 0, scale: 1, startsPerWeek: 2016 }, 0.1)).toBeCloseTo(Math.log(20_160))
})

const positive = fc.double({ min: 0.01, max: 300, noNaN: true })

test('a longer silence stands higher, and a holiday is the likelier the less came before', () => {
  fc.assert(
    fc.property(
      positive,
      positive,
      positive,
      fc.double({ min: 0.5, max: 8, noNaN: true }),
      (silence, seen, expected, certainty) => {
        const days = { certainty, quietest: 0.12 }
        const before = { seen: Math.min(seen, 1.3 * expected), expected }
        const height = silenceHeight(silence, before, days)
        expect(height).toBeGreaterThan(0)
        expect(silenceHeight(silence * 1.1, before, days)).toBeGreaterThan(height)
        expect(notHoliday({ seen: 0.05 * expected, expected }, days)).toBeLessThan(
          notHoliday({ seen: expected, expected }, days),
        )
      },
    ),
  )
})

test.each([
  ['Poisson', 1000, 2],
  ['bursty', 0.6, 2],
  ['very bursty', 0.2, 20],
])('a %s flow is learned from which bins are empty', (_, shape, mean) => {
  const chance = chanceFrom(7)
  const empty = (1 + mean / shape) ** -shape
  const logs = SPREADS.map(() => 0)
  for (let bin = 0; bin < 4000; bin++) weigh(logs, mean, chance() < empty, 1)
  expect(emptyChance(mean, weightsOf(logs)) / empty).toBeGreaterThan(0.9)
  expect(emptyChance(mean, weightsOf(logs)) / empty).toBeLessThan(1.1)
})
