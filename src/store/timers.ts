import { sql } from 'kysely'
import type { Instant } from '../model/time.ts'
import { millis } from '../model/time.ts'
import type { Db } from './db.ts'

/*
 * What is to be done at a moment, by the clock that the engine is given. When it is due, a timer becomes a job of the
 * queue in one transaction: whichever process is first takes it, and it is never lost between the two.
 */

export interface Timer {
  readonly kind: string
  /** What the job needs to know. Its keys in one order, since it is what tells timers apart. */
  readonly job: object
}

/** Sets a timer, in place of one of the same kind and job. */
export const setTimer = async (db: Db, { kind, job }: Timer, at: Instant): Promise<void> => {
  await db
    .insertInto('timers')
    .values({ kind, job: JSON.stringify(job), due_at: at })
    .onConflict((conflict) => conflict.columns(['kind', 'job']).doUpdateSet({ due_at: at }))
    .execute()
}

/** Sets a timer unless there is one of the same kind and job. */
export const ensureTimer = async (db: Db, { kind, job }: Timer, at: Instant): Promise<void> => {
  await db
    .insertInto('timers')
    .values({ kind, job: JSON.stringify(job), due_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export const dropTimer = async (db: Db, { kind, job }: Timer): Promise<void> => {
  await db.deleteFrom('timers').where('kind', '=', kind).where('job', '=', JSON.stringify(job)).execute()
}

/** Takes out timers that are due, the most overdue first. Another process takes others at the same time. */
export const takeTimers = async (db: Db, at: Instant, most: number): Promise<readonly Timer[]> => {
  const { rows } = await sql<{ kind: string; job: string }>`
    delete from timers where (kind, job) in (
      select kind, job from timers where due_at <= ${at}::timestamptz
      order by due_at limit ${most} for update skip locked
    ) returning kind, job`.execute(db)
  return rows.map(({ kind, job }) => ({ kind, job: JSON.parse(job) as object }))
}

/** Milliseconds from a moment until the first timer is due; undefined when there is none. */
export const untilNextTimer = async (db: Db, at: Instant): Promise<number | undefined> => {
  const row = await db.selectFrom('timers').select('due_at').orderBy('due_at').limit(1).executeTakeFirst()
  return row && row.due_at.getTime() - millis(at)
}
