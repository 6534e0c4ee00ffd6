import { ConnectorClient } from 'botframework-connector'
import type { Card } from '../model/card.ts'
import { channelOf, type Reference } from './conversation.ts'
import type { Credentials } from './credentials.ts'
import { MessengerFault } from './fault.ts'
import { faultOf, type Operation } from './refusals.ts'

/**
 * All that we need of a bot SDK to speak. Everything that comes in is handled without one (identity.ts, server.ts), so
 * a move to another SDK is a move of this file. Throws MessengerFault.
 */
export interface Wire {
  /** The id of the new message. */
  send(to: Reference, card: Card, signal?: AbortSignal): Promise<string>
  update(to: Reference, activityId: string, card: Card, signal?: AbortSignal): Promise<void>
  /** Opens a thread in a channel with its first message. */
  openThread(
    channel: Reference,
    card: Card,
    signal?: AbortSignal,
  ): Promise<{ readonly reference: Reference; readonly activityId: string }>
}

/** Longest wait for one answer of the channel. */
const WITHIN_MS = 10_000

/** A card always goes alone: Teams splits text beside it into a second message and gives no id. */
const activityOf = (card: Card) => ({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  summary: card.fallbackText,
})

/** The part of the client that its type hides: the only place where its retries can be taken out. */
interface Inside {
  readonly client: { readonly pipeline: { removePolicy(which: { phase: 'Retry' }): void } }
}

/**
 * The client repeats a post up to three times on 408, 5xx and a reset connection, which doubles messages, and its
 * options to stop that are ignored.
 */
const withoutRetries = (client: ConnectorClient): ConnectorClient => {
  ;(client as unknown as Inside).client.pipeline.removePolicy({ phase: 'Retry' })
  return client
}

/** Rejects with the signal's reason: signing in looks at no signal. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const give = () => reject(signal.reason as Error)
    if (signal.aborted) give()
    else signal.addEventListener('abort', give, { once: true })
  })

const noId = () =>
  new MessengerFault('Teams took the message and gave no id for it.', {
    code: 'messenger.no-id',
    kind: 'unsure',
  })

/** Speaks through the Bot Framework connector. `withinMs` is the longest wait for one answer. */
export const createWire = (credentials: Promise<Credentials>, withinMs = WITHIN_MS): Wire => {
  // A sign-in that fails is told to whoever speaks first, not to the process.
  credentials.catch(() => undefined)
  const clients = new Map<string, ConnectorClient>()

  const clientFor = async (serviceUrl: string): Promise<ConnectorClient> => {
    const known = clients.get(serviceUrl)
    if (known !== undefined) return known
    const client = withoutRetries(new ConnectorClient(await credentials, { baseUri: serviceUrl }))
    clients.set(serviceUrl, client)
    return client
  }

  const call = async <T>(
    to: Reference,
    operation: Operation,
    outer: AbortSignal | undefined,
    run: (client: ConnectorClient, options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> => {
    const deadline = AbortSignal.timeout(withinMs)
    const abortSignal = outer === undefined ? deadline : AbortSignal.any([outer, deadline])
    try {
      const answer = clientFor(to.serviceUrl).then((client) => run(client, { abortSignal }))
      return await Promise.race([answer, aborted(abortSignal)])
    } catch (thrown) {
      throw faultOf(thrown, operation, Date.now()) ?? thrown
    }
  }

  return {
    send: async (to, card, signal) => {
      const sent = await call(to, 'post', signal, (client, options) =>
        client.conversations.sendToConversation(to.conversationId, activityOf(card), options),
      )
      if (!sent.id) throw noId()
      return sent.id
    },

    update: async (to, activityId, card, signal) => {
      await call(to, 'update', signal, (client, options) =>
        client.conversations.updateActivity(to.conversationId, activityId, activityOf(card), options),
      )
    },

    openThread: async (channel, card, signal) => {
      const id = channel.channel ?? channelOf(channel.conversationId)
      const opened = await call(channel, 'post', signal, (client, options) =>
        client.conversations.createConversation(
          {
            isGroup: true,
            bot: { id: channel.bot.id, name: channel.bot.name ?? '' },
            tenantId: channel.tenant,
            channelData: { channel: { id }, tenant: { id: channel.tenant } },
            activity: activityOf(card),
          } as Parameters<typeof client.conversations.createConversation>[0],
          options,
        ),
      )
      // The first message's id is the one in the thread's id; the id beside it is of no use in an update.
      const root = opened.id?.split(';messageid=')[1]
      if (!opened.id || !root) throw noId()
      return { reference: { ...channel, conversationId: opened.id }, activityId: root }
    },
  }
}
