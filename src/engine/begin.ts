import type { Person } from '../model/person.ts'
import type { Conversation } from '../model/ports.ts'
import type { Scope } from '../model/scope.ts'
import type { Instant } from '../model/time.ts'
import { assignDiagnosis } from '../store/conversations.ts'
import type { Db } from '../store/db.ts'
import { insertDiagnosis, type StoredDiagnosis } from '../store/diagnoses.ts'
import { appendEvents, emptyChain } from '../store/events.ts'
import type { Snapshot, Started } from './machine.ts'
import type { Parts } from './parts.ts'
import { isSettled, viewed } from './turn.ts'

export interface Begun {
  readonly diagnosis: StoredDiagnosis
  readonly snapshot: Snapshot
}

/** Begins a diagnosis and makes it the conversation's own, with the job that runs its probes, in one transaction. */
export const beginDiagnosis = async (
  { machine, probes, queue, newId, newToken }: Parts,
  db: Db,
  what: {
    readonly conversation: Conversation
    readonly scope: Scope
    readonly by: Person
    readonly at: Instant
  },
): Promise<Begun> => {
  const { conversation, scope, by, at } = what
  const id = newId()
  const started: Started = { type: 'started', scope, by, at }
  const snapshot = machine.begin(started)
  const { sequence, hash } = await appendEvents(db, emptyChain(id, conversation.tenant), [started])
  const diagnosis: StoredDiagnosis = {
    id,
    tenant: conversation.tenant,
    conversation: conversation.key,
    machineVersion: machine.version,
    snapshot,
    phase: 'checking',
    settled: isSettled(machine, probes, snapshot),
    startedBy: by,
    startedAt: at,
    token: newToken(),
    sequence,
    hash,
  }
  const { phase } = viewed(machine, diagnosis, snapshot)
  await insertDiagnosis(db, { ...diagnosis, phase })
  await assignDiagnosis(db, conversation, id)
  await queue.enqueue(db, 'run-probes', { diagnosis: id })
  return { diagnosis: { ...diagnosis, phase }, snapshot }
}
