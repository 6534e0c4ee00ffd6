import type { Scope } from '../../model/scope.ts'
import type { Instant } from '../../model/time.ts'
import { insertCard } from '../../store/cards.ts'
import type { Db } from '../../store/db.ts'
import { readDiagnosis, type StoredDiagnosis } from '../../store/diagnoses.ts'
import { answering, showLive } from '../answering.ts'
import type { Command, Incoming } from '../api.ts'
import type { Parts } from '../parts.ts'
import { beginDiagnosis } from './begin.ts'
import { inHand, viewed } from './turn.ts'

/** What is asked of a diagnosis, or of nothing in particular. */
type Asking = Exclude<Command, { verb: 'status' }>

/** Acts on a command in one transaction. Returns the cards that were asked for. */
export const obey = (parts: Parts, incoming: Incoming, command: Asking): Promise<readonly string[]> =>
  answering(parts, incoming, async (db, at, { diagnosis }) => {
    if (command.verb === 'help') return parts.drawing.help()
    if (command.verb === 'unclear') return parts.drawing.unclear(command)
    const current = diagnosis === undefined ? undefined : await readDiagnosis(db, diagnosis)
    return current !== undefined && isOpen(current)
      ? [await offerChoice(parts, db, current, command.scope)]
      : [await begin(parts, db, { incoming, at }, command)]
  })

/** Still going on for people: a second one beside it would only confuse. */
export const isOpen = ({ phase }: StoredDiagnosis): boolean => phase === 'checking' || phase === 'asking'

const begin = async (
  parts: Parts,
  db: Db,
  { incoming, at }: { readonly incoming: Incoming; readonly at: Instant },
  { scope }: Extract<Command, { verb: 'diagnose' }>,
): Promise<string> => {
  const { conversation, by } = incoming
  const { diagnosis } = await beginDiagnosis(parts, db, { conversation, scope, by, at })
  return show(parts, db, diagnosis)
}

const offerChoice = async (parts: Parts, db: Db, current: StoredDiagnosis, asked: Scope): Promise<string> => {
  const { drawing, newId, newToken } = parts
  const view = viewed(await inHand(db, current))
  const buttons = { diagnosis: current.id, token: newToken() }
  const id = newId()
  const conversation = { tenant: current.tenant, key: current.conversation }
  await insertCard(db, {
    id,
    conversation,
    shows: { content: drawing.running(view, buttons, asked) },
    buttons: { subject: { kind: 'diagnosis', id: current.id }, token: buttons.token },
  })
  return id
}

/** A new live card of a diagnosis at the end of its conversation. */
export const show = (
  parts: Parts,
  db: Db,
  { id, tenant, conversation, sequence }: StoredDiagnosis,
): Promise<string> =>
  showLive(
    parts,
    db,
    { tenant, key: conversation },
    { subject: { kind: 'diagnosis', id }, version: sequence },
  )
