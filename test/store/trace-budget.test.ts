import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openStore, type Store } from '../../src/store/open.ts'
import { traceBudgetInStore } from '../../src/store/trace-budget.ts'
import { manualClock } from '../support/clock.ts'
import { describeOnEachDatabase } from '../support/databases.ts'
import { traceBudgetCases } from '../support/trace-budget-cases.ts'

const START = '2026-11-23T10:00:00.000Z'

describeOnEachDatabase('the budget of trace calls in the store', (open) => {
  let store: Store
  /** What another replica has open: the same server, or the same process where there can be only one. */
  let other: Store
  beforeAll(async () => {
    store = await open()
    other = 'url' in store.backing ? await openStore(store.backing) : store
  }, 60_000)
  afterAll(async () => {
    if (other !== store) await other.close()
    await store.close()
  })

  traceBudgetCases((clock) => traceBudgetInStore(store, clock), 5)

  test('is one for all replicas, also when they ask at the same time', async () => {
    const call = { tenant: 'shared', quota: 'rows', caller: 'diagnosis' } as const
    // The clock of the other replica is a second ahead.
    const here = traceBudgetInStore(store, manualClock(START))
    const there = traceBudgetInStore(other, manualClock('2026-11-23T10:00:01.000Z'))

    const answers = await Promise.all(
      Array.from({ length: 140 }, (_, index) => (index % 2 === 0 ? here : there).take(call)),
    )

    expect(answers.filter(({ granted }) => granted)).toHaveLength(100)
    expect(await here.take(call)).toMatchObject({ granted: false })
    expect(await there.take(call)).toMatchObject({ granted: false })
  })

  test('is kept in the database, not with whoever spent it', async () => {
    const call = { tenant: 'outlived', quota: 'details', caller: 'diagnosis' } as const
    const clock = manualClock(START)
    for (let count = 0; count < 100; count++) await traceBudgetInStore(store, clock).take(call)

    expect(await traceBudgetInStore(store, clock).take(call)).toEqual({ granted: false, afterMs: 300_000 })
  })

  test('keeps no more than the calls of the last five minutes', async () => {
    const call = { tenant: 'frugal', quota: 'rows', caller: 'monitor' } as const
    const clock = manualClock(START)
    const budget = traceBudgetInStore(store, clock)
    for (let count = 0; count < 20; count++) {
      await budget.take(call)
      clock.pass(60_000)
    }

    const rows = await store.db
      .selectFrom('trace_budgets')
      .selectAll()
      .where('tenant', '=', 'frugal')
      .execute()
    expect(rows).toEqual([
      {
        tenant: 'frugal',
        quota: 'rows',
        calls: [15, 16, 17, 18, 19].map((minute) => Date.parse(START) + minute * 60_000),
      },
    ])
  })
})
