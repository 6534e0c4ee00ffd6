import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import type { Db } from './db.ts'
import { StoreFault, wordsOf } from './fault.ts'
import { type Lock, lockFolder } from './lock.ts'
import type { Tables } from './tables.ts'

export interface Embedded {
  readonly db: Db
  readonly pglite: PGlite
  readonly backing: { readonly embedded: PGlite }
  close(): Promise<void>
}

/** Opens PGlite, PostgreSQL inside this process, in a folder that only this process may use, or in memory. */
export const openEmbedded = async (
  where: { readonly folder: string } | { readonly memory: true; readonly from?: Blob },
): Promise<Embedded> => {
  if ('memory' in where) {
    const from = where.from === undefined ? {} : { loadDataDir: where.from }
    return embedded(await PGlite.create(from), { release: () => undefined })
  }
  const folder = resolve(where.folder)
  prepareFolder(folder)
  const lock = lockFolder(folder)
  try {
    return embedded(await PGlite.create(resolve(folder, 'pglite')), lock)
  } catch (error) {
    lock.release()
    throw new StoreFault(
      `The database in ${folder} cannot be opened. Move the folder away to start afresh, or restore it from a copy.`,
      { code: 'store.damaged', kind: 'unreachable', cause: error },
    )
  }
}

const embedded = (pglite: PGlite, lock: Lock): Embedded => {
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) })
  const close = async (): Promise<void> => {
    await db.destroy()
    if (!pglite.closed) await pglite.close()
    lock.release()
  }
  return { db, pglite, backing: { embedded: pglite }, close }
}

/** Makes the folder of our files where it is missing. Throws StoreFault when it cannot be used. */
export const prepareFolder = (folder: string): void => {
  try {
    makeFolders(folder)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new StoreFault(
      `The data folder ${folder} cannot be created or written (${wordsOf(error)}). Choose another one or allow this user to write it.`,
      { code: 'store.folder-unwritable', kind: 'unreachable', cause: error },
    )
  }
}

/**
 * Makes the folder and those above it. Not by `recursive`: that never returns where a file system answers the making of
 * a folder with "not found", as /proc and a mount that has gone stale do.
 */
const makeFolders = (folder: string): void => {
  const above = dirname(folder)
  if (!existsSync(above)) makeFolders(above)
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!isFolder(folder)) throw error
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
