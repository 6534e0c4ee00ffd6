import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from '@jest/globals'
import { openStore, type Store } from '../../src/store/open.ts'
import { type PostgresServer, postgresAvailable, startPostgres } from './postgres.ts'
import { ROOT } from './source-tree.ts'

/** Opens a fresh, empty database of the kind that is being tested. Closed by whoever opened it. */
export type OpenFresh = () => Promise<Store>

/** The same tests on the embedded database and, where there is one, on a PostgreSQL server. */
export const describeOnEachDatabase = (what: string, tests: (open: OpenFresh) => void): void => {
  describe(`${what} (PGlite)`, () => {
    tests(openEmbedded)
  })
  const orSkip = postgresAvailable() ? describe : describe.skip
  orSkip(`${what} (PostgreSQL)`, () => {
    let server: PostgresServer | undefined
    beforeAll(async () => {
      server = await startPostgres()
    }, 60_000)
    afterAll(async () => {
      await server?.stop()
    })
    const running = (): PostgresServer => {
      if (server === undefined) throw new Error('PostgreSQL has not started.')
      return server
    }
    tests(async () => openStore({ url: await running().database() }))
  })
}

/** A fresh database in memory. Made from a kept copy of an empty one, which takes a tenth of the time. */
export const openEmbedded: OpenFresh = async () => {
  const copy = join(tmpdir(), `mailflow-empty-${fingerprint()}.tar`)
  if (existsSync(copy)) return openStore({ memory: true, from: new Blob([readFileSync(copy)]) })
  const store = await openStore({ memory: true })
  if (!('embedded' in store.backing)) return store
  const dump = await store.backing.embedded.dumpDataDir('none')
  const draft = `${copy}.${process.pid}`
  writeFileSync(draft, Buffer.from(await dump.arrayBuffer()))
  renameSync(draft, copy)
  return store
}

const fingerprint = (): string => {
  const pglite = readFileSync(join(ROOT, 'node_modules/@electric-sql/pglite/package.json'))
  const schema = readFileSync(join(ROOT, 'src/store/migrations.ts'))
  return createHash('sha256').update(pglite).update(schema).digest('hex').slice(0, 16)
}
