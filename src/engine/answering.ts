import type { Card } from '../model/card.ts'
import type { Instant } from '../model/time.ts'
import { takeActivity } from '../store/activities.ts'
import { insertCard } from '../store/cards.ts'
import { holdConversation } from '../store/conversations.ts'
import type { Db } from '../store/db.ts'
import type { Incoming } from './api.ts'
import type { Parts } from './parts.ts'

/**
 * Acts on words in one transaction that holds their conversation, once for each activity. What is answered is a card
 * for the conversation, or the ids of cards that were asked for. Returns the ids of all.
 */
export const answering = (
  { store, ports, newId }: Parts,
  { conversation, activityId }: Incoming,
  act: (db: Db, at: Instant) => Promise<readonly string[] | Card>,
): Promise<readonly string[]> =>
  store.transact(async (db) => {
    const at = ports.clock.now()
    await holdConversation(db, conversation, at)
    const key = { tenant: conversation.tenant, conversation: conversation.key, id: activityId }
    if (!(await takeActivity(db, key, at))) return []
    const answer = await act(db, at)
    if (isList(answer)) return answer
    const id = newId()
    await insertCard(db, { id, conversation, shows: { content: answer } })
    return [id]
  })

const isList = (answer: readonly string[] | Card): answer is readonly string[] => Array.isArray(answer)
