import { Kysely, PostgresDialect } from 'kysely'
import { Pool } from 'pg'
import type { Db } from './db.ts'
import { StoreFault, wordsOf } from './fault.ts'
import type { Tables } from './tables.ts'

export interface Server {
  readonly db: Db
  readonly backing: { readonly url: string }
  close(): Promise<void>
}

/** Connects to a PostgreSQL server. Throws StoreFault when it does not answer. */
export const openServer = async (url: string): Promise<Server> => {
  const pool = new Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000, keepAlive: true })
  // A connection that breaks is replaced by the pool, and what was being asked over it fails where it was asked.
  // Without listeners, on idle connections and on those in use, it would end the process as well.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await pool.query('select 1')
  } catch (error) {
    await db.destroy()
    throw new StoreFault(`The database at ${placeOf(url)} does not answer: ${wordsOf(error)}.`, {
      code: 'store.unreachable',
      kind: 'unreachable',
      cause: error,
    })
  }
  return { db, backing: { url }, close: () => db.destroy() }
}

/** The address without user and password, which belong in no message. */
const placeOf = (url: string): string => {
  if (!URL.canParse(url)) return 'the configured address'
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
