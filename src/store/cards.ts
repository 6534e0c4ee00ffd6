import type { Card } from '../model/card.ts'
import type { Conversation } from '../model/ports.ts'
import type { Db } from './db.ts'

/**
 * The outbox. Every card is a row that says what it should show (`wanted`) and what it shows (`shown`), counted in
 * events of its diagnosis.
 *
 * pending -> sending -> sent, and from there updates in place. Posting is not idempotent, so it happens between two
 * commits: a row that is found in `sending` with nobody at work on it may or may not have been posted. It is `lost`,
 * and one new card, marked as its continuation, is posted instead. Updating is idempotent and simply done again.
 */
export interface NewCard {
  readonly id: string
  readonly conversation: Pick<Conversation, 'tenant' | 'key'>
  /** What it shows: a diagnosis as it is when it is sent, or this content. */
  readonly shows: { readonly diagnosis: string; readonly sequence: number } | { readonly content: Card }
  /** For fixed content with buttons about a diagnosis. */
  readonly buttons?: { readonly diagnosis: string; readonly token: string }
}

export const insertCard = async (db: Db, { id, conversation, shows, buttons }: NewCard): Promise<void> => {
  const sequence = 'sequence' in shows ? shows.sequence : 1
  await db
    .insertInto('cards')
    .values({
      id,
      tenant: conversation.tenant,
      conversation: conversation.key,
      diagnosis: 'diagnosis' in shows ? shows.diagnosis : (buttons?.diagnosis ?? null),
      content: 'content' in shows ? JSON.stringify(shows.content) : null,
      token: buttons?.token ?? null,
      state: 'pending',
      wanted: sequence,
      urgent: sequence,
    })
    .execute()
}

/**
 * Asks for all live cards of a diagnosis to be brought up to an event; `urgent` ones do not wait to be coalesced.
 * Returns their ids.
 */
export const wantCards = async (
  db: Db,
  {
    diagnosis,
    sequence,
    urgent,
  }: { readonly diagnosis: string; readonly sequence: number; readonly urgent: boolean },
): Promise<string[]> => {
  const rows = await db
    .updateTable('cards')
    .set({ wanted: sequence, ...(urgent ? { urgent: sequence } : {}) })
    .where('diagnosis', '=', diagnosis)
    .where('content', 'is', null)
    .where('state', 'in', ['pending', 'sending', 'sent'])
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/** How many cards show a diagnosis and are kept up to date. */
export const countLiveCards = async (db: Db, diagnosis: string): Promise<number> => {
  const rows = await db
    .selectFrom('cards')
    .select('id')
    .where('diagnosis', '=', diagnosis)
    .where('content', 'is', null)
    .where('state', 'in', ['pending', 'sending', 'sent'])
    .execute()
  return rows.length
}

/** A lost card of this diagnosis turned out to be that activity: it lives again, to be updated like the others. */
export const adoptCard = async (
  db: Db,
  { diagnosis, activityId }: { readonly diagnosis: string; readonly activityId: string },
): Promise<void> => {
  const known = await db
    .selectFrom('cards')
    .select('id')
    .where('diagnosis', '=', diagnosis)
    .where('activity_id', '=', activityId)
    .executeTakeFirst()
  if (known !== undefined) return
  const orphan = await db
    .selectFrom('cards')
    .select(['id', 'wanted'])
    .where('diagnosis', '=', diagnosis)
    .where('state', '=', 'lost')
    .where('content', 'is', null)
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  if (orphan === undefined) return
  await db
    .updateTable('cards')
    .set({ state: 'sent', activity_id: activityId, trouble: null })
    .where('id', '=', orphan.id)
    .execute()
}

/** The card that offered a choice about a diagnosis under this token; found once, since choosing uses it up. */
export const takeChoice = async (
  db: Db,
  { diagnosis, token }: { readonly diagnosis: string; readonly token: string },
): Promise<string | undefined> => {
  const row = await db
    .updateTable('cards')
    .set({ token: null })
    .where('diagnosis', '=', diagnosis)
    .where('token', '=', token)
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** A card of fixed content shows a diagnosis from now on, in place. */
export const turnCard = async (
  db: Db,
  id: string,
  to: { readonly diagnosis: string; readonly sequence: number; readonly activityId: string | undefined },
): Promise<void> => {
  const known = to.activityId === undefined ? {} : { state: 'sent' as const, activity_id: to.activityId }
  await db
    .updateTable('cards')
    .set({
      ...known,
      content: null,
      diagnosis: to.diagnosis,
      wanted: to.sequence,
      urgent: to.sequence,
      shown: 0,
    })
    .where('id', '=', id)
    .execute()
}
