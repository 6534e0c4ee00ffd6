import type { Card } from '../model/card.ts'
import type { Instant } from '../model/time.ts'
import { takeActivity } from '../store/activities.ts'
import { insertCard, type NewCard } from '../store/cards.ts'
import { holdConversation } from '../store/conversations.ts'
import type { Db } from '../store/db.ts'
import type { Incoming } from './api.ts'
import type { Parts } from './parts.ts'

/** What somebody spoke in: held until the transaction ends. */
interface Held {
  /** The id of its diagnosis. */
  readonly diagnosis: string | undefined
}

/**
 * Acts on words in one transaction that holds their conversation, once for each activity. What is answered is a card
 * for the conversation, or the ids of cards that were asked for. Returns the ids of all.
 */
export const answering = (
  parts: Pick<Parts, 'store' | 'ports' | 'newId'>,
  { conversation, activityId }: Incoming,
  act: (db: Db, at: Instant, held: Held) => Promise<readonly string[] | Card>,
): Promise<readonly string[]> =>
  parts.store.transact(async (db) => {
    const at = parts.ports.clock.now()
    const held = await holdConversation(db, conversation, at)
    const key = { tenant: conversation.tenant, conversation: conversation.key, id: activityId }
    if (!(await takeActivity(db, key, at))) return []
    const answer = await act(db, at, held)
    return isList(answer) ? answer : [await say(parts, db, conversation, answer)]
  })

const isList = (answer: readonly string[] | Card): answer is readonly string[] => Array.isArray(answer)

/** A card that is drawn once, at the end of its conversation. */
export const say = async (
  { newId }: Pick<Parts, 'newId'>,
  db: Db,
  conversation: Incoming['conversation'],
  content: Card,
): Promise<string> => {
  const id = newId()
  await insertCard(db, { id, conversation, shows: { content } })
  return id
}

/** A card that shows a subject and is kept up to date, at the end of a conversation. */
export const showLive = async (
  { newId }: Pick<Parts, 'newId'>,
  db: Db,
  conversation: NewCard['conversation'],
  shows: Extract<NewCard['shows'], { readonly subject: unknown }>,
): Promise<string> => {
  const id = newId()
  await insertCard(db, { id, conversation, shows })
  return id
}
