import type { Selectable } from 'kysely'
import type { Calm } from '../model/incident.ts'
import type { Db } from './db.ts'
import type { Tables } from './tables.ts'

/** A tenant that is watched: where its people are told, and when they are not to be disturbed. */
export interface StoredTenant {
  readonly tenant: string
  /** Key of the conversation in whose channel alarms are posted. */
  readonly channel?: string
  /** Why nothing can be said there at present. */
  readonly channelTrouble?: string
  /** Key of a conversation with an admin. */
  readonly desk?: string
  readonly calm: Calm
  /** Counts the changes of its monitors. */
  readonly version: number
}

/** Makes a tenant known. */
export const ensureTenant = async (db: Db, tenant: string): Promise<void> => {
  const calm: Calm = { maintenance: [] }
  await db
    .insertInto('tenants')
    .values({ tenant, calm: JSON.stringify(calm) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/**
 * Reads a tenant and holds its row until the transaction ends, so that its incidents are opened and changed one after
 * the other. Whoever holds an incident as well holds the tenant first.
 */
export const holdTenant = async (db: Db, tenant: string): Promise<StoredTenant> => {
  await ensureTenant(db, tenant)
  const row = await db
    .selectFrom('tenants')
    .selectAll()
    .where('tenant', '=', tenant)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  return storedTenant(row)
}

export const readTenant = async (db: Db, tenant: string): Promise<StoredTenant | undefined> => {
  const row = await db.selectFrom('tenants').selectAll().where('tenant', '=', tenant).executeTakeFirst()
  return row && storedTenant(row)
}

/** What changes of a tenant; what is left out stays. */
export interface TenantChange {
  readonly channel?: string
  readonly channelTrouble?: string | null
  readonly desk?: string
  readonly calm?: Calm
}

export const changeTenant = async (
  db: Db,
  tenant: string,
  { channel, channelTrouble, desk, calm }: TenantChange,
): Promise<void> => {
  const change = {
    ...(channel === undefined ? {} : { channel }),
    ...(channelTrouble === undefined ? {} : { channel_trouble: channelTrouble }),
    ...(desk === undefined ? {} : { desk }),
    ...(calm === undefined ? {} : { calm: JSON.stringify(calm) }),
  }
  if (Object.keys(change).length === 0) return
  await db.updateTable('tenants').set(change).where('tenant', '=', tenant).execute()
}

/** Something has just been said in the incident channel of a tenant. */
export const channelWorks = async (db: Db, tenant: string): Promise<void> => {
  await db
    .updateTable('tenants')
    .set({ channel_trouble: null })
    .where('tenant', '=', tenant)
    .where('channel_trouble', 'is not', null)
    .execute()
}

/** The number of the next incident of a tenant; never given twice. */
export const takeNumber = async (db: Db, tenant: string): Promise<number> => {
  const row = await db
    .updateTable('tenants')
    .set((eb) => ({ next_number: eb('next_number', '+', 1) }))
    .where('tenant', '=', tenant)
    .returning('next_number')
    .executeTakeFirstOrThrow()
  return row.next_number - 1
}

/** The monitors of a tenant have changed; returns the new version of them. */
export const countUp = async (db: Db, tenant: string): Promise<number> => {
  const row = await db
    .updateTable('tenants')
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('tenant', '=', tenant)
    .returning('version')
    .executeTakeFirstOrThrow()
  return row.version
}

const storedTenant = (row: Selectable<Tables['tenants']>): StoredTenant => ({
  tenant: row.tenant,
  ...(row.channel === null ? {} : { channel: row.channel }),
  ...(row.channel_trouble === null ? {} : { channelTrouble: row.channel_trouble }),
  ...(row.desk === null ? {} : { desk: row.desk }),
  calm: row.calm,
  version: row.version,
})
