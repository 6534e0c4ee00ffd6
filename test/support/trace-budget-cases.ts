import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Clock, TraceBudget } from '../../src/model/ports.ts'
import { millis } from '../../src/model/time.ts'
import { TRACE_WINDOW_MS } from '../../src/model/trace-budget.ts'
import { manualClock } from './clock.ts'

const START = '2026-11-23T10:00:00.000Z'
let tenants = 0
/** A tenant that no other case has spent calls of. */
const freshTenant = (): string => `tenant-${++tenants}`

/** What every budget of trace calls has to keep, wherever it keeps its numbers. `runs`: how many random schedules. */
export const traceBudgetCases = (make: (clock: Clock) => TraceBudget, runs: number): void => {
  test('grants a hundred calls, and the next one when the first is five minutes old', async () => {
    const clock = manualClock(START)
    const budget = make(clock)
    const call = { tenant: freshTenant(), quota: 'rows', caller: 'diagnosis' } as const
    for (let count = 0; count < 100; count++) expect(await budget.take(call)).toEqual({ granted: true })
    clock.pass(60_000)

    expect(await budget.take(call)).toEqual({ granted: false, afterMs: 240_000 })

    clock.pass(240_000)
    expect(await budget.take(call)).toEqual({ granted: true })
  })

  test('keeps half of the calls for a diagnosis', async () => {
    const budget = make(manualClock(START))
    const call = { tenant: freshTenant(), quota: 'rows', caller: 'diagnosis' } as const
    const watch = { ...call, caller: 'monitor' } as const
    for (let count = 0; count < 50; count++) expect(await budget.take(watch)).toEqual({ granted: true })

    expect(await budget.take(watch)).toEqual({ granted: false, afterMs: TRACE_WINDOW_MS })
    expect(await budget.take(call)).toEqual({ granted: true })
  })

  test('counts tenants and quotas apart', async () => {
    const budget = make(manualClock(START))
    const call = { tenant: freshTenant(), quota: 'rows', caller: 'diagnosis' } as const
    for (let count = 0; count < 100; count++) await budget.take(call)

    expect(await budget.take({ ...call, quota: 'details' })).toEqual({ granted: true })
    expect(await budget.take({ ...call, tenant: freshTenant() })).toEqual({ granted: true })
    expect(await budget.take(call)).toEqual({ granted: false, afterMs: TRACE_WINDOW_MS })
  })

  test('gives out a hundred places and no more when all ask at once', async () => {
    const budget = make(manualClock(START))
    const call = { tenant: freshTenant(), quota: 'rows', caller: 'diagnosis' } as const

    const answers = await Promise.all(Array.from({ length: 130 }, () => budget.take(call)))

    expect(answers.filter(({ granted }) => granted)).toHaveLength(100)
  })

  test('never lets more than a hundred calls into any five minutes, and its waiting times hold', async () => {
    const step = fc.record({
      pass: fc.integer({ min: 0, max: 90_000 }),
      caller: fc.constantFrom('diagnosis' as const, 'monitor' as const),
      burst: fc.integer({ min: 1, max: 60 }),
      wait: fc.boolean(),
    })

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const clock = manualClock(START)
        const budget = make(clock)
        const tenant = freshTenant()
        const granted: number[] = []
        for (const { pass, caller, burst, wait } of steps) {
          clock.pass(pass)
          for (let count = 0; count < burst; count++) {
            const call = { tenant, quota: 'rows', caller } as const
            const answer = await budget.take(call)
            if (answer.granted) granted.push(millis(clock.now()))
            else {
              expect(answer.afterMs).toBeGreaterThan(0)
              if (!wait) break
              clock.pass(answer.afterMs)
              expect(await budget.take(call)).toEqual({ granted: true })
              granted.push(millis(clock.now()))
            }
          }
        }
        const inWindow = granted.map(
          (at) => granted.filter((other) => other > at - TRACE_WINDOW_MS && other <= at).length,
        )
        expect(Math.max(0, ...inWindow)).toBeLessThanOrEqual(100)
      }),
      { numRuns: runs },
    )
  })
}
