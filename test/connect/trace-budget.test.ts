import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { TRACE_WINDOW_MS, traceBudgetInMemory } from '../../src/connect/trace-budget.ts'
import { millis } from '../../src/model/time.ts'
import { manualClock } from '../support/clock.ts'

const START = '2026-11-23T10:00:00.000Z'
const call = { tenant: 'contoso', quota: 'rows', caller: 'diagnosis' } as const

test('grants a hundred calls, and the next one when the first is five minutes old', async () => {
  const clock = manualClock(START)
  const budget = traceBudgetInMemory(clock)
  for (let count = 0; count < 100; count++) expect(await budget.take(call)).toEqual({ granted: true })
  clock.pass(60_000)

  expect(await budget.take(call)).toEqual({ granted: false, afterMs: 240_000 })

  clock.pass(240_000)
  expect(await budget.take(call)).toEqual({ granted: true })
})

test('keeps half of the calls for a diagnosis', async () => {
  const budget = traceBudgetInMemory(manualClock(START))
  const watch = { ...call, caller: 'monitor' } as const
  for (let count = 0; count < 50; count++) await budget.take(watch)

  expect(await budget.take(watch)).toEqual({ granted: false, afterMs: TRACE_WINDOW_MS })
  expect(await budget.take(call)).toEqual({ granted: true })
})

test('counts tenants and quotas apart', async () => {
  const budget = traceBudgetInMemory(manualClock(START))
  for (let count = 0; count < 100; count++) await budget.take(call)

  expect(await budget.take({ ...call, quota: 'details' })).toEqual({ granted: true })
  expect(await budget.take({ ...call, tenant: 'fabrikam' })).toEqual({ granted: true })
  expect(await budget.take(call)).toMatchObject({ granted: false })
})

test('never lets more than a hundred calls into any five minutes, and its waiting times hold', async () => {
  const step = fc.record({
    pass: fc.integer({ min: 0, max: 40_000 }),
    caller: fc.constantFrom('diagnosis' as const, 'monitor' as const),
    burst: fc.integer({ min: 1, max: 30 }),
  })

  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const clock = manualClock(START)
      const budget = traceBudgetInMemory(clock)
      const granted: number[] = []
      for (const { pass, caller, burst } of steps) {
        clock.pass(pass)
        for (let count = 0; count < burst; count++) {
          const answer = await budget.take({ ...call, caller })
          if (answer.granted) granted.push(millis(clock.now()))
          else expect(answer.afterMs).toBeGreaterThan(0)
        }
      }
      const inWindow = granted.map(
        (at) => granted.filter((other) => other > at - TRACE_WINDOW_MS && other <= at).length,
      )
      expect(Math.max(0, ...inWindow)).toBeLessThanOrEqual(100)
    }),
    { numRuns: 50 },
  )
})
