import type { Decoded } from '../cards/decode-card.ts'
import { decode } from '../ndr/decode.ts'
import { takeActivity } from '../store/activities.ts'
import { holdConversation } from '../store/conversations.ts'
import type { Incoming, Pasted } from './api.ts'
import { say } from './diagnosis/commands.ts'
import type { Parts } from './parts.ts'

/** Says what was pasted means, on a card of its own; a repeated activity does nothing. Returns the cards to send. */
export const decodePasted = async (
  parts: Parts,
  { conversation, activityId }: Incoming,
  pasted: readonly Pasted[],
): Promise<readonly string[]> => {
  const content = parts.drawing.decoded(await Promise.all(pasted.map(decodeOne)))
  return parts.store.transact(async (db) => {
    const at = parts.ports.clock.now()
    await holdConversation(db, conversation, at)
    const key = { tenant: conversation.tenant, conversation: conversation.key, id: activityId }
    return (await takeActivity(db, key, at)) ? [await say(parts, db, conversation, content)] : []
  })
}

const decodeOne = async (pasted: Pasted): Promise<Decoded> =>
  pasted.kind === 'file'
    ? { name: pasted.name, reports: await decode(pasted.bytes) }
    : { reports: await decode(pasted.text) }
