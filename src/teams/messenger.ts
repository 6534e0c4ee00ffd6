import type { Conversation, Messenger, Threads } from '../model/ports.ts'
import { Reference } from './conversation.ts'
import { credentialsOf } from './credentials.ts'
import { MessengerFault } from './fault.ts'
import type { BotSettings } from './settings.ts'
import { createWire, type Wire } from './wire.ts'

/** Where a conversation is, read back from what was stored of it. */
export const referenceOf = (conversation: Conversation): Reference => {
  const read = Reference.safeParse(conversation.reference)
  if (read.success) return read.data
  throw new MessengerFault('What was kept of this conversation is not enough to speak in it.', {
    code: 'messenger.reference-unreadable',
    kind: 'absent',
    cause: read.error,
  })
}

/** Posts and updates cards in Teams, and opens threads there, over a wire. */
export const messengerOver = (wire: Wire): Messenger & Threads => ({
  post: async (conversation, card, options) => wire.send(referenceOf(conversation), card, options?.signal),
  update: async (conversation, activityId, card, options) =>
    wire.update(referenceOf(conversation), activityId, card, options?.signal),
  open: async (channel, card, options) => {
    const place = referenceOf(channel)
    // Chats have no threads: there a message of its own has to do.
    if (place.channel === undefined)
      return { conversation: channel, activityId: await wire.send(place, card, options?.signal) }
    const { reference, activityId } = await wire.openThread(place, card, options?.signal)
    return { conversation: { tenant: channel.tenant, key: reference.conversationId, reference }, activityId }
  },
})

/** The messenger of a bot with these settings. It signs in when it first speaks. */
export const createMessenger = (settings: BotSettings): Messenger & Threads =>
  messengerOver(createWire(credentialsOf(settings)))
