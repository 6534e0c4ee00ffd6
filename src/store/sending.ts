import { type ExpressionBuilder, type Selectable, sql } from 'kysely'
import type { Card, Subject } from '../model/card.ts'
import type { Conversation } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import type { Db } from './db.ts'
import type { Tables } from './tables.ts'

/** Ids of the cards that want something, whether or not it is their time yet. */
export const wantingCards = async (db: Db, most: number): Promise<string[]> => {
  const rows = await db.selectFrom('cards').select('id').where(wanting).orderBy('made').limit(most).execute()
  return rows.map((row) => row.id)
}

/** A card in hand: what to send, and whether as a new activity or as an update of one. */
export interface Claim {
  readonly id: string
  readonly conversation: Conversation
  readonly subject: Subject | undefined
  readonly content: Card | undefined
  readonly activityId: string | undefined
  readonly continues: string | undefined
  /** It is to be posted as a new thread in the channel of its conversation. */
  readonly opens: boolean
  /** The card that it stands below. */
  readonly parent: string | undefined
  readonly wanted: number
  readonly attempts: number
}

export interface Claiming {
  /** The process that claims. */
  readonly by: string
  readonly at: Instant
  /** Least time between two updates of one card, milliseconds. */
  readonly pauseMs: number
}

/**
 * Takes a card in hand if it wants something and its time has come; otherwise says how long to wait, or `undefined`
 * when there is nothing to do. A card that has no activity yet becomes `sending`.
 */
export const claimCard = async (
  db: Db,
  id: string,
  claiming: Claiming,
): Promise<Claim | { readonly waitMs: number } | undefined> => {
  const row = await db
    .updateTable('cards')
    .set((eb) => ({
      claimed_by: claiming.by,
      claimed_at: claiming.at,
      state: eb
        .case()
        .when('activity_id', 'is', null)
        .then(sql<'sending'>`'sending'`)
        .else(eb.ref('state'))
        .end(),
    }))
    .where('id', '=', id)
    .where(wanting)
    .where((eb) => eb(dueAt(claiming.pauseMs), '<=', new Date(claiming.at)))
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) return waitFor(db, id, claiming)
  const key = await placeOf(db, row)
  const { reference } = await db
    .selectFrom('conversations')
    .select('reference')
    .where('tenant', '=', row.tenant)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return claimOf(row, { tenant: row.tenant, key, reference })
}

/** The key of the conversation that a card is sent to: where it is, where it opens a thread, where its parent is. */
const placeOf = async (db: Db, row: Selectable<Tables['cards']>): Promise<string> => {
  if (row.activity_id !== null) return row.conversation
  if (row.opens !== null) return row.opens
  if (row.parent === null) return row.conversation
  const parent = await db
    .selectFrom('cards')
    .select('conversation')
    .where('id', '=', row.parent)
    .executeTakeFirstOrThrow()
  return parent.conversation
}

const wanting = (eb: ExpressionBuilder<Tables, 'cards'>) =>
  eb.and([
    eb('state', 'in', ['pending', 'sent']),
    eb('claimed_by', 'is', null),
    eb('wanted', '>', eb.ref('shown')),
    eb.or([eb('parent', 'is', null), eb('activity_id', 'is not', null), isNextBelow]),
  ])

/** The parent is there, and nothing that was put below it earlier is still on its way. */
const isNextBelow = sql<boolean>`(
  exists (select 1 from cards above where above.id = cards.parent and above.activity_id is not null)
  and not exists (
    select 1 from cards earlier
    where earlier.parent = cards.parent and earlier.made < cards.made
      and earlier.state in ('pending', 'sending') and earlier.activity_id is null
  )
)`

const dueAt = (pauseMs: number) => sql<Date>`greatest(
  not_before,
  case when urgent > shown then '-infinity' else sent_at + ${pauseMs} * interval '1 millisecond' end,
  '-infinity'
)`

const waitFor = async (
  db: Db,
  id: string,
  { at, pauseMs }: Claiming,
): Promise<{ readonly waitMs: number } | undefined> => {
  // It may have become due since it was looked at, even for ever: older servers cannot reckon with that.
  const now = sql`${at}::timestamptz`
  const row = await db
    .selectFrom('cards')
    .select(
      sql<number>`extract(epoch from greatest(${dueAt(pauseMs)}, ${now}) - ${now})::float8 * 1000`.as(
        'waitMs',
      ),
    )
    .where('id', '=', id)
    .where(wanting)
    .executeTakeFirst()
  return row && { waitMs: Math.max(1, Math.ceil(row.waitMs)) }
}

const claimOf = (row: Selectable<Tables['cards']>, conversation: Conversation): Claim => ({
  id: row.id,
  conversation,
  subject: row.subject === null || row.about === null ? undefined : { kind: row.subject, id: row.about },
  content: row.content ?? undefined,
  activityId: row.activity_id ?? undefined,
  continues: row.continues ?? undefined,
  opens: row.opens !== null && row.activity_id === null,
  parent: row.parent ?? undefined,
  wanted: row.wanted,
  attempts: row.attempts,
})

const released = { claimed_by: null, claimed_at: null } as const

export interface Sent {
  readonly activityId: string
  /** The key of the conversation that it is in: of the new thread, where it opened one. */
  readonly conversation: string
  readonly shown: number
  readonly at: Instant
}

/** The claimed card now is this activity and shows this much. Returns the id of the card that may follow it. */
export const cardSent = async (db: Db, claim: Claim, sent: Sent): Promise<string[]> => {
  await db
    .updateTable('cards')
    .set({
      ...released,
      state: 'sent',
      conversation: sent.conversation,
      activity_id: sent.activityId,
      shown: sent.shown,
      sent_at: sent.at,
      not_before: null,
      attempts: 0,
      trouble: null,
    })
    .where('id', '=', claim.id)
    .execute()
  const next = await db
    .selectFrom('cards')
    .select('id')
    .where('parent', 'in', claim.parent === undefined ? [claim.id] : [claim.id, claim.parent])
    .where('state', '=', 'pending')
    .orderBy('made')
    .limit(1)
    .execute()
  return next.map(({ id }) => id)
}

/** The claimed card was certainly not sent; try again from that moment on. */
export const cardDelayed = async (
  db: Db,
  claim: Claim,
  { notBefore, trouble }: { readonly notBefore: Instant; readonly trouble: string },
): Promise<void> => {
  await db
    .updateTable('cards')
    .set({
      ...released,
      state: claim.activityId === undefined ? 'pending' : 'sent',
      not_before: notBefore,
      attempts: claim.attempts + 1,
      trouble,
    })
    .where('id', '=', claim.id)
    .execute()
}

/** The channel will not take the claimed card; leave it. */
export const cardStopped = async (db: Db, claim: Claim, trouble: string): Promise<void> => {
  await db
    .updateTable('cards')
    .set({ ...released, state: 'stopped', trouble })
    .where('id', '=', claim.id)
    .execute()
}

/** The channel did not take it now, and asking again with the same makes no sense: wait for the next change. */
export const cardSkipped = async (db: Db, claim: Claim, trouble: string): Promise<void> => {
  await db
    .updateTable('cards')
    .set({
      ...released,
      state: claim.activityId === undefined ? 'pending' : 'sent',
      shown: claim.wanted,
      trouble,
    })
    .where('id', '=', claim.id)
    .execute()
}

/** The activity of the claimed card is gone: post it anew. */
export const cardVanished = async (db: Db, claim: Claim, trouble: string): Promise<void> => {
  await db
    .updateTable('cards')
    .set({ ...released, state: 'pending', activity_id: null, shown: 0, trouble })
    .where('id', '=', claim.id)
    .execute()
}

/**
 * Nobody knows whether the card was posted: it is lost, and a new card continues it. Returns the new card's id, or
 * undefined when somebody else was faster.
 */
export const cardLost = async (
  db: Db,
  id: string,
  {
    newId,
    trouble,
    notBefore,
  }: { readonly newId: string; readonly trouble: string; readonly notBefore?: Instant },
): Promise<string | undefined> => {
  await holdSubjectOf(db, id)
  const row = await db
    .updateTable('cards')
    .set({ ...released, state: 'lost', trouble })
    .where('id', '=', id)
    .where('state', '=', 'sending')
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) return undefined
  await db
    .insertInto('cards')
    .values({
      id: newId,
      tenant: row.tenant,
      conversation: row.opens ?? row.conversation,
      subject: row.subject,
      about: row.about,
      opens: row.opens,
      parent: row.parent,
      content: row.content === null ? null : JSON.stringify(row.content),
      token: row.token,
      continues: row.id,
      state: 'pending',
      wanted: row.wanted,
      urgent: row.wanted,
      not_before: notBefore ?? null,
      attempts: row.attempts + 1,
    })
    .execute()
  await db.updateTable('cards').set({ parent: newId }).where('parent', '=', row.id).execute()
  return newId
}

/**
 * A turn holds the subject and then wants its cards. Losing a card takes the same locks in the same order: otherwise
 * the two would wait for each other, or the continuation would not hear of what the turn wanted.
 */
const holdSubjectOf = async (db: Db, id: string): Promise<void> => {
  const card = await db
    .selectFrom('cards')
    .select(['subject', 'about'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (card?.about == null || card.subject === 'monitors') return
  const table = card.subject === 'incident' ? 'incidents' : 'diagnoses'
  await db.selectFrom(table).select('id').where('id', '=', card.about).forNoKeyUpdate().execute()
}

/**
 * Ends the claims of processes that are gone: made by anybody before `before`. Cards that were being updated are free
 * again; the ids of those that were being posted are returned, for `cardLost`.
 */
export const endClaims = async (db: Db, before: Instant): Promise<string[]> => {
  await db
    .updateTable('cards')
    .set(released)
    // A card that a turn has in hand just now is left for the next look around: nobody waits for anybody.
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('cards')
        .select('id')
        .where('state', '=', 'sent')
        .where('claimed_at', '<=', new Date(before))
        .forUpdate()
        .skipLocked(),
    )
    .execute()
  const rows = await db
    .selectFrom('cards')
    .select('id')
    .where('state', '=', 'sending')
    .where('claimed_at', '<=', new Date(before))
    .execute()
  return rows.map((row) => row.id)
}
