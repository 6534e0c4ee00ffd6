import type { Card, Subject } from '../model/card.ts'
import type { Conversation } from '../model/ports.ts'
import type { Db } from './db.ts'

/**
 * The outbox. Every card is a row that says what it should show (`wanted`) and what it shows (`shown`), counted in
 * versions of its subject.
 *
 * pending -> sending -> sent, and from there updates in place. Posting is not idempotent, so it happens between two
 * commits: a row that is found in `sending` with nobody at work on it may or may not have been posted. It is `lost`,
 * and one new card, marked as its continuation, is posted instead. Updating is idempotent and simply done again.
 */
export interface NewCard {
  readonly id: string
  readonly conversation: Pick<Conversation, 'tenant' | 'key'>
  /** What it shows: a subject as it is when it is sent, or this content. */
  readonly shows: { readonly subject: Subject; readonly version: number } | { readonly content: Card }
  /** What fixed content without buttons is about. */
  readonly about?: Subject
  /** For fixed content with buttons about a subject. */
  readonly buttons?: { readonly subject: Subject; readonly token: string }
  /**
   * `thread`: as a new thread in the channel of its conversation. `{ below }`: in the conversation of that card, after
   * it and after all that was put below it earlier.
   */
  readonly as?: 'thread' | { readonly below: string }
}

export const insertCard = async (
  db: Db,
  { id, conversation, shows, about, buttons, as }: NewCard,
): Promise<void> => {
  const version = 'version' in shows ? shows.version : 1
  const subject = 'subject' in shows ? shows.subject : (buttons?.subject ?? about)
  await db
    .insertInto('cards')
    .values({
      id,
      tenant: conversation.tenant,
      conversation: conversation.key,
      subject: subject?.kind ?? null,
      about: subject?.id ?? null,
      content: 'content' in shows ? JSON.stringify(shows.content) : null,
      token: buttons?.token ?? null,
      opens: as === 'thread' ? conversation.key : null,
      parent: typeof as === 'object' ? as.below : null,
      state: 'pending',
      wanted: version,
      urgent: version,
    })
    .execute()
}

/**
 * Asks for all live cards of a subject to be brought up to a version; `urgent` ones do not wait to be coalesced.
 * Returns their ids.
 */
export const wantCards = async (
  db: Db,
  {
    subject,
    version,
    urgent,
  }: { readonly subject: Subject; readonly version: number; readonly urgent: boolean },
): Promise<string[]> => {
  const rows = await db
    .updateTable('cards')
    .set({ wanted: version, ...(urgent ? { urgent: version } : {}) })
    .where('subject', '=', subject.kind)
    .where('about', '=', subject.id)
    .where('content', 'is', null)
    .where('state', 'in', ['pending', 'sending', 'sent'])
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/** How many cards show a subject and are kept up to date. */
export const countLiveCards = async (db: Db, subject: Subject): Promise<number> => {
  const rows = await db
    .selectFrom('cards')
    .select('id')
    .where('subject', '=', subject.kind)
    .where('about', '=', subject.id)
    .where('content', 'is', null)
    .where('state', 'in', ['pending', 'sending', 'sent'])
    .execute()
  return rows.length
}

export interface Adoption {
  readonly subject: Subject
  readonly activityId: string
  /** Where it turned up. */
  readonly conversation: Pick<Conversation, 'tenant' | 'key'>
}

/** A lost card of this subject turned out to be that activity: it lives again, to be updated like the others. */
export const adoptCard = async (db: Db, { subject, activityId, conversation }: Adoption): Promise<void> => {
  const known = await db
    .selectFrom('cards')
    .select('id')
    .where('subject', '=', subject.kind)
    .where('about', '=', subject.id)
    .where('activity_id', '=', activityId)
    .executeTakeFirst()
  if (known !== undefined) return
  const orphan = await db
    .selectFrom('cards')
    .select(['id', 'wanted'])
    .where('subject', '=', subject.kind)
    .where('about', '=', subject.id)
    .where('tenant', '=', conversation.tenant)
    .where('state', '=', 'lost')
    .where('content', 'is', null)
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  if (orphan === undefined) return
  await db
    .updateTable('cards')
    .set({ state: 'sent', activity_id: activityId, conversation: conversation.key, trouble: null })
    .where('id', '=', orphan.id)
    .execute()
}

/** The card that offered a choice about a subject under this token; found once, since choosing uses it up. */
export const takeChoice = async (
  db: Db,
  { subject, token }: { readonly subject: Subject; readonly token: string },
): Promise<string | undefined> => {
  const row = await db
    .updateTable('cards')
    .set({ token: null })
    .where('subject', '=', subject.kind)
    .where('about', '=', subject.id)
    .where('token', '=', token)
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** A card of fixed content shows a subject from now on, in place. */
export const turnCard = async (
  db: Db,
  id: string,
  to: { readonly subject: Subject; readonly version: number; readonly activityId: string | undefined },
): Promise<void> => {
  const known = to.activityId === undefined ? {} : { state: 'sent' as const, activity_id: to.activityId }
  await db
    .updateTable('cards')
    .set({
      ...known,
      content: null,
      subject: to.subject.kind,
      about: to.subject.id,
      wanted: to.version,
      urgent: to.version,
      shown: 0,
    })
    .where('id', '=', id)
    .execute()
}
