import type { Card } from '../../model/card.ts'
import type { Scope } from '../../model/scope.ts'
import { takeActivity } from '../../store/activities.ts'
import { insertCard } from '../../store/cards.ts'
import { holdConversation } from '../../store/conversations.ts'
import type { Db } from '../../store/db.ts'
import { readDiagnosis, type StoredDiagnosis } from '../../store/diagnoses.ts'
import type { Command, Incoming } from '../api.ts'
import type { Parts } from '../parts.ts'
import { beginDiagnosis } from './begin.ts'
import { inHand, viewed } from './turn.ts'

/** Acts on a command in one transaction. Returns the cards that were asked for. */
export const obey = (
  parts: Parts,
  incoming: Incoming,
  command: Exclude<Command, { verb: 'status' }>,
): Promise<readonly string[]> =>
  parts.store.transact(async (db) => {
    const at = parts.ports.clock.now()
    const { conversation, activityId } = incoming
    const held = await holdConversation(db, conversation, at)
    const key = { tenant: conversation.tenant, conversation: conversation.key, id: activityId }
    if (!(await takeActivity(db, key, at))) return []
    const current = held.diagnosis === undefined ? undefined : await readDiagnosis(db, held.diagnosis)
    return [await answer(parts, db, { incoming, current, at }, command)]
  })

interface Asked {
  readonly incoming: Incoming
  readonly current: StoredDiagnosis | undefined
  readonly at: string
}

const answer = async (
  parts: Parts,
  db: Db,
  asked: Asked,
  command: Exclude<Command, { verb: 'status' }>,
): Promise<string> => {
  const { drawing } = parts
  const { conversation } = asked.incoming
  if (command.verb === 'help') return say(parts, db, conversation, drawing.help())
  if (command.verb === 'unclear') return say(parts, db, conversation, drawing.unclear(command))
  return asked.current !== undefined && isOpen(asked.current)
    ? offerChoice(parts, db, asked.current, command.scope)
    : begin(parts, db, asked, command)
}

/** Still going on for people: a second one beside it would only confuse. */
export const isOpen = ({ phase }: StoredDiagnosis): boolean => phase === 'checking' || phase === 'asking'

const begin = async (
  parts: Parts,
  db: Db,
  { incoming, at }: Asked,
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

/** A card that is drawn once, at the end of its conversation. */
export const say = async (
  { newId }: Parts,
  db: Db,
  conversation: Incoming['conversation'],
  content: Card,
): Promise<string> => {
  const id = newId()
  await insertCard(db, { id, conversation, shows: { content } })
  return id
}

/** A new live card of a diagnosis at the end of its conversation. */
export const show = async ({ newId }: Parts, db: Db, diagnosis: StoredDiagnosis): Promise<string> => {
  const id = newId()
  await insertCard(db, {
    id,
    conversation: { tenant: diagnosis.tenant, key: diagnosis.conversation },
    shows: { subject: { kind: 'diagnosis', id: diagnosis.id }, version: diagnosis.sequence },
  })
  return id
}
