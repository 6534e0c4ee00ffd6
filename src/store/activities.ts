import type { Instant } from '../model/time.ts'
import type { Db } from './db.ts'

export interface ActivityKey {
  readonly tenant: string
  readonly conversation: string
  readonly id: string
}

/** Notes that an activity was taken; false when it had been taken before. Channels deliver more than once. */
export const takeActivity = async (
  db: Db,
  { tenant, conversation, id }: ActivityKey,
  at: Instant,
): Promise<boolean> => {
  const result = await db
    .insertInto('activities')
    .values({ tenant, conversation, id, at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

/** Forgets what was taken before a moment; no channel repeats an activity after a day. */
export const forgetActivities = async (db: Db, before: Instant): Promise<void> => {
  await db.deleteFrom('activities').where('at', '<', new Date(before)).execute()
}
