import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { type Known, PAGE, PAGES, pastPlanOf, planOf } from '../../../src/monitors/zero-flow/plan.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const STEP = 5 * MINUTE
const AT = Date.parse('2026-11-23T10:30:07Z')

const rate = fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 500_000 }))
const known: fc.Arbitrary<Known> = fc
  .record({ rowsPerHour: rate, ago: fc.option(fc.integer({ min: 0, max: 40 * DAY }), { nil: undefined }) })
  .map(({ rowsPerHour, ago }) => ({
    atMs: AT,
    stepMs: STEP,
    rowsPerHour,
    ...(ago === undefined ? {} : { readToMs: Math.floor((AT - ago) / 1000) * 1000 }),
  }))

test('first it looks how much there is', () => {
  expect(planOf({ atMs: AT, stepMs: STEP })).toEqual({
    kind: 'gauge',
    fromMs: Date.parse('2026-11-23T09:30:00Z'),
    toMs: Date.parse('2026-11-23T10:30:02Z'),
  })
})

describe('up to now', () => {
  test('a plan begins on the grid, ends in the past, and is as long as the service takes', () => {
    fc.assert(
      fc.property(known, (known) => {
        const { fromMs, toMs } = planOf(known)
        expect(fromMs % STEP).toBe(0)
        expect(toMs).toBeGreaterThan(fromMs)
        expect(toMs).toBeLessThan(AT)
        expect(toMs - fromMs).toBeLessThanOrEqual(10 * DAY)
      }),
    )
  })

  test('tick after tick nothing between the first read and now is left out, but for a pause of more than a day', () => {
    fc.assert(
      fc.property(known, (start) => {
        let readToMs = start.readToMs
        let kind = ''
        const holes: number[] = []
        while (kind !== 'live') {
          const plan = planOf({ ...start, ...(readToMs === undefined ? {} : { readToMs }) })
          if (readToMs !== undefined && AT - readToMs < DAY && plan.fromMs > readToMs) holes.push(readToMs)
          readToMs = plan.toMs
          kind = plan.kind
        }
        expect(holes).toEqual([])
        expect(AT - (readToMs ?? 0)).toBeLessThan(7000)
      }),
    )
  })

  test('rows of the last ten minutes at least are read again, and an hour where that is cheap', () => {
    const lengthAt = (rowsPerHour: number): number => {
      const { fromMs, toMs } = planOf({ atMs: AT, stepMs: STEP, rowsPerHour, readToMs: AT - MINUTE })
      return toMs - fromMs
    }
    expect(lengthAt(100)).toBeGreaterThanOrEqual(HOUR)
    expect(lengthAt(1_000_000)).toBeGreaterThanOrEqual(10 * MINUTE)
    expect(lengthAt(60_000)).toBeLessThan(20 * MINUTE)
  })

  test('a pause is read in parts that fit into the pages of a tick', () => {
    fc.assert(
      fc.property(rate, fc.integer({ min: 3 * HOUR, max: DAY }), (rowsPerHour, ago) => {
        const plan = planOf({ atMs: AT, stepMs: STEP, rowsPerHour, readToMs: AT - ago })
        expect(plan.kind).toBe('pause')
        const rows = (rowsPerHour * (plan.toMs - plan.fromMs)) / HOUR
        expect(rows <= PAGES * PAGE || plan.toMs - plan.fromMs === STEP).toBe(true)
      }),
    )
  })
})

test('the past is read from two weeks back to an hour ago without a hole, and then no more', () => {
  fc.assert(
    fc.property(rate, (rowsPerHour) => {
      const spans: { readonly fromMs: number; readonly toMs: number }[] = []
      for (;;) {
        const readToMs = spans.at(-1)?.toMs
        const known = { atMs: AT, stepMs: STEP, rowsPerHour, ...(readToMs === undefined ? {} : { readToMs }) }
        const span = pastPlanOf(known)
        if (span === undefined) break
        spans.push(span)
      }
      const holes = spans.filter(
        ({ fromMs, toMs }, index) =>
          toMs <= fromMs || fromMs % STEP !== 0 || (index > 0 && spans[index - 1]?.toMs !== fromMs),
      )
      expect(holes).toEqual([])
      expect(AT - (spans[0]?.fromMs ?? 0)).toBeGreaterThanOrEqual(15 * DAY)
      expect(AT - (spans.at(-1)?.toMs ?? 0)).toBeGreaterThanOrEqual(HOUR)
      expect(AT - (spans.at(-1)?.toMs ?? 0)).toBeLessThan(HOUR + STEP)
    }),
    { numRuns: 40 },
  )
})
