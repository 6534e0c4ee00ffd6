import type { Conversation } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import type { Db } from './db.ts'

/**
 * Remembers how to reach a conversation, newest reference first, and holds its row until the transaction ends, so that
 * two messages of one conversation are handled one after the other. Returns the id of its diagnosis.
 */
export const holdConversation = async (
  db: Db,
  { tenant, key, reference }: Conversation,
  at: Instant,
): Promise<{ readonly diagnosis: string | undefined }> => {
  const renewed = { reference: JSON.stringify(reference), renewed_at: at }
  const row = await db
    .insertInto('conversations')
    .values({ tenant, key, ...renewed })
    .onConflict((conflict) => conflict.columns(['tenant', 'key']).doUpdateSet(renewed))
    .returning('diagnosis')
    .executeTakeFirstOrThrow()
  return { diagnosis: row.diagnosis ?? undefined }
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
