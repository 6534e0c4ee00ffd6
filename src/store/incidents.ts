import type { Selectable } from 'kysely'
import type { Signal } from '../model/monitor.ts'
import type { Conversation } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import type { Db } from './db.ts'
import type { Tables } from './tables.ts'

/** An incident as it is stored. `state` is the fold's own JSON. */
export interface StoredIncident {
  readonly id: string
  readonly tenant: string
  readonly number: number
  readonly state: unknown
  /** The newest signals of its parts, with what is not recorded. */
  readonly looks: readonly Signal[]
  /** What the buttons of its card carry now. */
  readonly token: string
  /** Counts what its card has to show: events and newer looks. */
  readonly version: number
  readonly sequence: number
  readonly hash: string
  readonly openedAt: Instant
  readonly resolvedAt?: Instant
}

export const insertIncident = async (db: Db, incident: StoredIncident): Promise<void> => {
  const { id, tenant, number, openedAt } = incident
  await db
    .insertInto('incidents')
    .values({ ...changing(incident, openedAt), id, tenant, number, opened_at: openedAt })
    .execute()
}

export const saveIncident = async (db: Db, incident: StoredIncident, at: Instant): Promise<void> => {
  await db.updateTable('incidents').set(changing(incident, at)).where('id', '=', incident.id).execute()
}

/** Reads an incident and holds its row until the transaction ends. Its tenant is to be held before. */
export const holdIncident = async (db: Db, id: string): Promise<StoredIncident | undefined> => {
  const row = await db.selectFrom('incidents').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row && storedIncident(row)
}

export const readIncident = async (db: Db, id: string): Promise<StoredIncident | undefined> => {
  const row = await db.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirst()
  return row && storedIncident(row)
}

/** The incidents of a tenant that are open or ended after a moment, oldest first. */
export const recentIncidents = async (db: Db, tenant: string, since: Instant): Promise<StoredIncident[]> => {
  const rows = await db
    .selectFrom('incidents')
    .selectAll()
    .where('tenant', '=', tenant)
    .where((eb) => eb.or([eb('resolved_at', 'is', null), eb('resolved_at', '>=', new Date(since))]))
    .orderBy('number')
    .execute()
  return rows.map(storedIncident)
}

/** The newest incident of a tenant, whatever became of it. */
export const newestIncident = async (db: Db, tenant: string): Promise<StoredIncident | undefined> => {
  const row = await db
    .selectFrom('incidents')
    .selectAll()
    .where('tenant', '=', tenant)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && storedIncident(row)
}

/** The id of the newest incident whose card stands in a conversation. */
export const incidentIn = async (
  db: Db,
  { tenant, key }: Pick<Conversation, 'tenant' | 'key'>,
): Promise<string | undefined> => {
  const row = await db
    .selectFrom('cards')
    .select('about')
    .where('tenant', '=', tenant)
    .where('conversation', '=', key)
    .where('subject', '=', 'incident')
    .where('content', 'is', null)
    .orderBy('made', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.about ?? undefined
}

/** The card of an incident that its thread hangs on. */
export interface RootCard {
  readonly id: string
  readonly conversation: string
  readonly state: Tables['cards']['state']
  readonly isPosted: boolean
}

export const rootCard = async (db: Db, incident: string): Promise<RootCard | undefined> => {
  const row = await db
    .selectFrom('cards')
    .select(['id', 'conversation', 'state', 'activity_id'])
    .where('subject', '=', 'incident')
    .where('about', '=', incident)
    .where('opens', 'is not', null)
    .where('state', '!=', 'lost')
    .orderBy('made', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      conversation: row.conversation,
      state: row.state,
      isPosted: row.activity_id !== null,
    }
  )
}

/** A card that the channel would not have is to be posted anew, as a thread of this channel. */
export const moveCard = async (
  db: Db,
  id: string,
  to: { readonly channel: string; readonly version: number },
): Promise<void> => {
  await db
    .updateTable('cards')
    .set({
      state: 'pending',
      activity_id: null,
      conversation: to.channel,
      opens: to.channel,
      wanted: to.version,
      urgent: to.version,
      shown: 0,
      attempts: 0,
      not_before: null,
      trouble: null,
    })
    .where('id', '=', id)
    .where('state', 'in', ['stopped', 'pending'])
    .execute()
}

/** A card that stands there and could not be updated is to be updated after all. */
export const reviveCard = async (db: Db, id: string): Promise<void> => {
  await db
    .updateTable('cards')
    .set({ state: 'sent', attempts: 0, not_before: null, trouble: null })
    .where('id', '=', id)
    .where('state', '=', 'stopped')
    .where('activity_id', 'is not', null)
    .execute()
}

/** Words below a card that could not be said are to be said after all. */
export const reviveBelow = async (db: Db, parent: string): Promise<void> => {
  await db
    .updateTable('cards')
    .set({ state: 'pending', attempts: 0, not_before: null, trouble: null })
    .where('parent', '=', parent)
    .where('state', '=', 'stopped')
    .where('activity_id', 'is', null)
    .execute()
}

const changing = (incident: StoredIncident, at: Instant) => ({
  state: JSON.stringify(incident.state),
  looks: JSON.stringify(incident.looks),
  token: incident.token,
  version: incident.version,
  sequence: incident.sequence,
  hash: incident.hash,
  resolved_at: incident.resolvedAt ?? null,
  updated_at: at,
})

const storedIncident = (row: Selectable<Tables['incidents']>): StoredIncident => ({
  id: row.id,
  tenant: row.tenant,
  number: row.number,
  state: row.state,
  looks: row.looks,
  token: row.token,
  version: row.version,
  sequence: row.sequence,
  hash: row.hash,
  openedAt: row.opened_at.toISOString(),
  ...(row.resolved_at === null ? {} : { resolvedAt: row.resolved_at.toISOString() }),
})
