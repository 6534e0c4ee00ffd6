import { sql } from 'kysely'
import type { Conversation } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import type { Db } from './db.ts'

/**
 * Remembers how to reach a conversation, newest reference first, and holds its row until the transaction ends, so that
 * two messages of one conversation are handled one after the other. Returns the id of its diagnosis.
 */
export const holdConversation = async (
  db: Db,
  { tenant, key, reference, channel }: Conversation,
  at: Instant,
): Promise<{ readonly diagnosis: string | undefined }> => {
  const renewed = { reference: JSON.stringify(reference), renewed_at: at }
  if (channel !== undefined) await renewChannel(db, { tenant, ...channel }, at)
  const row = await db
    .insertInto('conversations')
    .values({ tenant, key, ...renewed })
    .onConflict((conflict) => conflict.columns(['tenant', 'key']).doUpdateSet(renewed))
    .returning('diagnosis')
    .executeTakeFirstOrThrow()
  return { diagnosis: row.diagnosis ?? undefined }
}

/** Where a channel is reached may change; whoever speaks in one of its threads tells. */
const renewChannel = async (db: Db, { tenant, key, reference }: Conversation, at: Instant): Promise<void> => {
  const text = JSON.stringify(reference)
  await db
    .updateTable('conversations')
    .set({ reference: text, renewed_at: at })
    .where('tenant', '=', tenant)
    .where('key', '=', key)
    .where(sql<string>`reference::text`, '!=', text)
    .execute()
}

/** From now on this is the conversation's diagnosis. */
export const assignDiagnosis = async (
  db: Db,
  { tenant, key }: Pick<Conversation, 'tenant' | 'key'>,
  diagnosis: string,
): Promise<void> => {
  await db
    .updateTable('conversations')
    .set({ diagnosis })
    .where('tenant', '=', tenant)
    .where('key', '=', key)
    .execute()
}
