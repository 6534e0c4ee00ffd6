import type { Selectable } from 'kysely'
import type { Person } from '../model/person.ts'
import type { Instant } from '../model/time.ts'
import type { Phase } from '../model/view.ts'
import type { Db } from './db.ts'
import type { Tables } from './tables.ts'

/** A diagnosis as it is stored. `snapshot` is the machine's own JSON. */
export interface StoredDiagnosis {
  readonly id: string
  readonly tenant: string
  /** Key of the conversation that it belongs to. */
  readonly conversation: string
  readonly snapshot: unknown
  readonly phase: Phase
  readonly startedBy: Person
  readonly startedAt: Instant
  /** What the buttons of its card carry now. */
  readonly token: string
  readonly sequence: number
  readonly hash: string
}

export const insertDiagnosis = async (db: Db, diagnosis: StoredDiagnosis): Promise<void> => {
  await db
    .insertInto('diagnoses')
    .values({
      ...changing(diagnosis, diagnosis.startedAt),
      id: diagnosis.id,
      tenant: diagnosis.tenant,
      conversation: diagnosis.conversation,
      started_by: JSON.stringify(diagnosis.startedBy),
      started_at: diagnosis.startedAt,
    })
    .execute()
}

export const saveDiagnosis = async (db: Db, diagnosis: StoredDiagnosis, at: Instant): Promise<void> => {
  await db.updateTable('diagnoses').set(changing(diagnosis, at)).where('id', '=', diagnosis.id).execute()
}

/** Reads a diagnosis and holds its row until the transaction ends: one turn at a time. */
export const holdDiagnosis = async (db: Db, id: string): Promise<StoredDiagnosis | undefined> => {
  const row = await db.selectFrom('diagnoses').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row && storedDiagnosis(row)
}

export const readDiagnosis = async (db: Db, id: string): Promise<StoredDiagnosis | undefined> => {
  const row = await db.selectFrom('diagnoses').selectAll().where('id', '=', id).executeTakeFirst()
  return row && storedDiagnosis(row)
}

const changing = (diagnosis: StoredDiagnosis, at: Instant) => ({
  snapshot: JSON.stringify(diagnosis.snapshot),
  phase: diagnosis.phase,
  updated_at: at,
  token: diagnosis.token,
  sequence: diagnosis.sequence,
  hash: diagnosis.hash,
})

const storedDiagnosis = (row: Selectable<Tables['diagnoses']>): StoredDiagnosis => ({
  id: row.id,
  tenant: row.tenant,
  conversation: row.conversation,
  snapshot: row.snapshot,
  phase: row.phase,
  startedBy: row.started_by,
  startedAt: row.started_at.toISOString(),
  token: row.token,
  sequence: row.sequence,
  hash: row.hash,
})
