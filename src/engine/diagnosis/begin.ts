import { begin, type Started } from '../../diagnosis/machine.ts'
import type { Person } from '../../model/person.ts'
import type { Conversation } from '../../model/ports.ts'
import type { Scope } from '../../model/scope.ts'
import type { Instant } from '../../model/time.ts'
import { assignDiagnosis } from '../../store/conversations.ts'
import type { Db } from '../../store/db.ts'
import { insertDiagnosis, type StoredDiagnosis } from '../../store/diagnoses.ts'
import { appendEvents, emptyChain } from '../../store/events.ts'
import type { Parts } from '../parts.ts'
import { type Held, viewed } from './turn.ts'

/** Begins a diagnosis and makes it the conversation's own, with the job that runs its probes, in one transaction. */
export const beginDiagnosis = async (
  { queue, newId, newToken }: Parts,
  db: Db,
  what: {
    readonly conversation: Conversation
    readonly scope: Scope
    readonly by: Person
    readonly at: Instant
  },
): Promise<Held> => {
  const { conversation, scope, by, at } = what
  const id = newId()
  const started: Started = { type: 'started', scope, by, at }
  const snapshot = begin(started)
  const { sequence, hash } = await appendEvents(db, emptyChain(id, conversation.tenant), [started])
  const draft: StoredDiagnosis = {
    id,
    tenant: conversation.tenant,
    conversation: conversation.key,
    snapshot,
    phase: 'checking',
    startedBy: by,
    startedAt: at,
    token: newToken(),
    sequence,
    hash,
  }
  const diagnosis = { ...draft, phase: viewed({ diagnosis: draft, snapshot }).phase }
  await insertDiagnosis(db, diagnosis)
  await assignDiagnosis(db, conversation, id)
  await queue.enqueue(db, 'run-probes', { diagnosis: id })
  return { diagnosis, snapshot }
}
