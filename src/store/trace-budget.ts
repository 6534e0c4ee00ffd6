import { sql } from 'kysely'
import type { Clock, TraceBudget } from '../model/ports.ts'
import { millis } from '../model/time.ts'
import { takePlace } from '../model/trace-budget.ts'
import type { Store } from './open.ts'

/**
 * The message-trace calls of each tenant, shared by all processes that use this database. Places are given out one
 * after the other (the row of the tenant's quota is held meanwhile), so that never two take the last one.
 */
export const traceBudgetInStore = (store: Store, clock: Clock): TraceBudget => ({
  take: ({ tenant, quota, caller }) =>
    store.transact(async (db) => {
      const held = await db
        .insertInto('trace_budgets')
        .values({ tenant, quota, calls: '[]' })
        // An update that changes nothing holds the row; doing nothing would neither hold nor return it.
        .onConflict((conflict) =>
          conflict.columns(['tenant', 'quota']).doUpdateSet({ calls: sql`trace_budgets.calls` }),
        )
        .returning('calls')
        .executeTakeFirstOrThrow()
      const { answer, calls } = takePlace(held.calls, caller, millis(clock.now()))
      if (answer.granted)
        await db
          .updateTable('trace_budgets')
          .set({ calls: JSON.stringify(calls) })
          .where('tenant', '=', tenant)
          .where('quota', '=', quota)
          .execute()
      return answer
    }),
})
