import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** The tables, inside or outside a transaction. */
export type Db = Kysely<Tables>
