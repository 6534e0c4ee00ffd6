import type { Selectable } from 'kysely'
import type { MonitorId } from '../model/monitor.ts'
import type { Instant } from '../model/time.ts'
import type { Db } from './db.ts'
import type { Tables } from './tables.ts'

/** A monitor of a tenant: whether it is on, how its ticks went. */
export interface MonitorStanding {
  readonly tenant: string
  readonly monitor: MonitorId
  readonly on: boolean
  readonly onSince: Instant
  /** Counts what was written of it, so that of two ticks at a time one is dropped. */
  readonly ticks: number
  readonly lastDone?: Instant
  readonly failures: number
  readonly why?: string
}

/** The same with what it remembers, which may be a megabyte. */
export interface StoredMonitor extends MonitorStanding {
  /** Undefined before the first tick. */
  readonly memory: unknown
}

export interface MonitorKey {
  readonly tenant: string
  readonly monitor: MonitorId
}

/** Makes a monitor of a tenant known, switched on; true when it was not known before. */
export const ensureMonitor = async (
  db: Db,
  { tenant, monitor }: MonitorKey,
  at: Instant,
): Promise<boolean> => {
  const result = await db
    .insertInto('monitors')
    .values({ tenant, monitor, is_on: true, on_since: at })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return result.numInsertedOrUpdatedRows === 1n
}

const STANDING = [
  'tenant',
  'monitor',
  'is_on',
  'on_since',
  'ticks',
  'last_done',
  'failures',
  'why',
] as const satisfies readonly (keyof Tables['monitors'])[]

/** How the monitors of a tenant stand. What they remember is read one by one, by whoever needs it. */
export const readMonitors = async (db: Db, tenant: string): Promise<MonitorStanding[]> => {
  const rows = await db
    .selectFrom('monitors')
    .select(STANDING)
    .where('tenant', '=', tenant)
    .orderBy('monitor')
    .execute()
  return rows.map(standing)
}

/** The tenants that have a monitor. */
export const tenantsOf = async (db: Db, monitor: MonitorId): Promise<string[]> => {
  const rows = await db
    .selectFrom('monitors')
    .select('tenant')
    .where('monitor', '=', monitor)
    .orderBy('tenant')
    .execute()
  return rows.map(({ tenant }) => tenant)
}

export const readMonitor = async (
  db: Db,
  { tenant, monitor }: MonitorKey,
): Promise<StoredMonitor | undefined> => {
  const row = await db
    .selectFrom('monitors')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('monitor', '=', monitor)
    .executeTakeFirst()
  return row && { ...standing(row), memory: row.memory ?? undefined }
}

/** Switches a monitor; true when that changed something. It remembers what it knew. */
export const switchMonitor = async (
  db: Db,
  { tenant, monitor }: MonitorKey,
  { on, at }: { readonly on: boolean; readonly at: Instant },
): Promise<boolean> => {
  const result = await db
    .updateTable('monitors')
    .set({ is_on: on, ...(on ? { on_since: at, failures: 0, why: null } : {}) })
    .where('tenant', '=', tenant)
    .where('monitor', '=', monitor)
    .where('is_on', '!=', on)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** Writes what a tick left behind; false when the monitor was written to since it was read, or was switched off. */
export const tickDone = async (
  db: Db,
  { tenant, monitor, ticks }: Pick<StoredMonitor, 'tenant' | 'monitor' | 'ticks'>,
  { memory, at }: { readonly memory: unknown; readonly at: Instant },
): Promise<boolean> => {
  const result = await db
    .updateTable('monitors')
    .set({ memory: JSON.stringify(memory), ticks: ticks + 1, last_done: at, failures: 0, why: null })
    .where('tenant', '=', tenant)
    .where('monitor', '=', monitor)
    .where('ticks', '=', ticks)
    .where('is_on', '=', true)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/** A tick brought nothing, by a bug or at its deadline. */
export const tickFailed = async (db: Db, { tenant, monitor }: MonitorKey, why: string): Promise<void> => {
  await db
    .updateTable('monitors')
    .set((eb) => ({ failures: eb('failures', '+', 1), why }))
    .where('tenant', '=', tenant)
    .where('monitor', '=', monitor)
    .execute()
}

const standing = (row: Omit<Selectable<Tables['monitors']>, 'memory'>): MonitorStanding => ({
  tenant: row.tenant,
  monitor: row.monitor,
  on: row.is_on,
  onSince: row.on_since.toISOString(),
  ticks: row.ticks,
  ...(row.last_done === null ? {} : { lastDone: row.last_done.toISOString() }),
  failures: row.failures,
  ...(row.why === null ? {} : { why: row.why }),
})
