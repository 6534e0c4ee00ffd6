import { type ExpressionBuilder, type Selectable, sql } from 'kysely'
import type { Card } from '../model/card.ts'
import type { Conversation } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import type { Db } from './db.ts'
import type { Tables } from './tables.ts'

/** Ids of the cards that want something, whether or not it is their time yet. */
export const wantingCards = async (db: Db, most: number): Promise<string[]> => {
  const rows = await db
    .selectFrom('cards')
    .select('id')
    .where('state', 'in', ['pending', 'sent'])
    .whereRef('wanted', '>', 'shown')
    .where('claimed_by', 'is', null)
    .limit(most)
    .execute()
  return rows.map((row) => row.id)
}

/** A card in hand: what to send, and whether as a new activity or as an update of one. */
export interface Claim {
  readonly id: string
  readonly conversation: Conversation
  readonly diagnosis: string | undefined
  readonly content: Card | undefined
  readonly activityId: string | undefined
  readonly continues: string | undefined
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
  const { reference } = await db
    .selectFrom('conversations')
    .select('reference')
    .where('tenant', '=', row.tenant)
    .where('key', '=', row.conversation)
    .executeTakeFirstOrThrow()
  return claimOf(row, reference)
}

const wanting = (eb: ExpressionBuilder<Tables, 'cards'>) =>
  eb.and([
    eb('state', 'in', ['pending', 'sent']),
    eb('claimed_by', 'is', null),
    eb('wanted', '>', eb.ref('shown')),
  ])

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
  const row = await db
    .selectFrom('cards')
    .select(
      sql<number>`extract(epoch from ${dueAt(pauseMs)} - ${at}::timestamptz)::float8 * 1000`.as('waitMs'),
    )
    .where('id', '=', id)
    .where(wanting)
    .executeTakeFirst()
  return row && { waitMs: Math.max(1, Math.ceil(row.waitMs)) }
}

const claimOf = (row: Selectable<Tables['cards']>, reference: unknown): Claim => ({
  id: row.id,
  conversation: { tenant: row.tenant, key: row.conversation, reference },
  diagnosis: row.diagnosis ?? undefined,
  content: row.content ?? undefined,
  activityId: row.activity_id ?? undefined,
  continues: row.continues ?? undefined,
  wanted: row.wanted,
  attempts: row.attempts,
})

const released = { claimed_by: null, claimed_at: null } as const

/** The claimed card now is this activity and shows this much. */
export const cardSent = async (
  db: Db,
  claim: Claim,
  sent: { readonly activityId: string; readonly shown: number; readonly at: Instant },
): Promise<void> => {
  await db
    .updateTable('cards')
    .set({
      ...released,
      state: 'sent',
      activity_id: sent.activityId,
      shown: sent.shown,
      sent_at: sent.at,
      not_before: null,
      attempts: 0,
      trouble: null,
    })
    .where('id', '=', claim.id)
    .execute()
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
  await holdDiagnosisOf(db, id)
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
      conversation: row.conversation,
      diagnosis: row.diagnosis,
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
  return newId
}

/**
 * A turn holds the diagnosis and then wants its cards. Losing a card takes the same locks in the same order: otherwise
 * the two would wait for each other, or the continuation would not hear of what the turn wanted.
 */
const holdDiagnosisOf = async (db: Db, card: string): Promise<void> => {
  await db
    .selectFrom('diagnoses')
    .select('id')
    .where('id', '=', (eb) => eb.selectFrom('cards').select('diagnosis').where('id', '=', card))
    .forNoKeyUpdate()
    .execute()
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
