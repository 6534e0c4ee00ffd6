import { Migrator } from 'kysely/migration'
import type { Db } from './db.ts'
import { type Embedded, openEmbedded } from './embedded.ts'
import { StoreFault } from './fault.ts'
import { MIGRATIONS } from './migrations.ts'
import { openServer } from './server.ts'

/** Where the data lives: a folder (PGlite), a PostgreSQL server, or nowhere after the process ends. */
export type Where =
  | { readonly folder: string }
  | { readonly url: string }
  | { readonly memory: true; readonly from?: Blob }

/** The database under the tables, for whatever else keeps its rows there (the job queue). */
export type Backing = { readonly embedded: Embedded['pglite'] } | { readonly url: string }

export interface Store {
  readonly db: Db
  readonly backing: Backing
  /** True when no other process can be using this database, so that what is in hand in it belongs to nobody. */
  readonly alone: boolean
  /** One transaction (read committed). Whatever it throws undoes it. Nothing else may be awaited inside. */
  transact<T>(work: (db: Db) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Opens the database and brings its schema up to date. Throws StoreFault. */
export const openStore = async (where: Where): Promise<Store> => {
  const opened = 'url' in where ? await openServer(where.url) : await openEmbedded(where)
  try {
    await migrate(opened.db)
  } catch (error) {
    await opened.close()
    throw error
  }
  return {
    ...opened,
    alone: 'embedded' in opened.backing,
    transact: (work) => opened.db.transaction().execute(work),
  }
}

const migrate = async (db: Db): Promise<void> => {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  throw new StoreFault(
    'The database could not be brought up to date. If it was written by a newer Mailflow, start that one.',
    { code: 'store.migration', kind: 'unreachable', cause: error },
  )
}
