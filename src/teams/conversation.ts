import { z } from 'zod'
import type { Incoming } from '../engine/api.ts'
import type { Conversation } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import type { Activity } from './activity.ts'

/** What is kept of a conversation to speak in it later. Plain JSON; stored by others, understood only here. */
export const Reference = z.object({
  serviceUrl: z.string(),
  channelId: z.string(),
  /** With `;messageid=` for a thread of a channel. */
  conversationId: z.string(),
  tenant: z.string(),
  bot: z.object({ id: z.string(), name: z.string().optional() }),
  /** The channel's own id, where it is one: new threads are opened there. */
  channel: z.string().optional(),
})
export type Reference = z.infer<typeof Reference>

/** The tenant that an activity says it is from; undefined when it says nothing or contradicts itself. */
export const tenantOf = (activity: Activity): string | undefined => {
  const named = [activity.channelData?.tenant?.id, activity.conversation.tenantId]
    .filter((id) => id !== undefined)
    .map((id) => id.toLowerCase())
  return new Set(named).size === 1 ? named[0] : undefined
}

/** The id of the channel that a thread belongs to. */
export const channelOf = (conversationId: string): string => conversationId.split(';messageid=', 1)[0] ?? ''

export const isChannel = (activity: Activity): boolean =>
  activity.conversation.conversationType === 'channel' || activity.channelData?.team !== undefined

/** A 1:1 chat with the bot. */
export const isPersonal = ({ conversation: { conversationType, isGroup } }: Activity): boolean =>
  conversationType === 'personal' || (conversationType === undefined && isGroup !== true)

/** A display name is only shown, so that one is enough that fits a line and draws nothing of its own. */
const shownName = (name: string | undefined): string =>
  (name ?? '')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .trim()
    .slice(0, 80) || 'Somebody'

export const conversationOf = (activity: Activity, tenant: string): Conversation => {
  const { id } = activity.conversation
  const reference: Reference = {
    serviceUrl: activity.serviceUrl,
    channelId: activity.channelId ?? 'msteams',
    conversationId: id,
    tenant,
    bot: { id: activity.recipient.id, name: shownName(activity.recipient.name) },
    ...(isChannel(activity) ? { channel: channelOf(id) } : {}),
  }
  return { tenant, key: id, reference: asStored(reference), ...channelIn(reference) }
}

/** The same when it comes back from a store as JSON. */
const asStored = (reference: Reference): unknown => JSON.parse(JSON.stringify(reference)) as unknown

const channelIn = (reference: Reference): Pick<Conversation, 'channel'> => {
  const { channel: key, conversationId } = reference
  if (key === undefined || key === conversationId) return {}
  return { channel: { key, reference: asStored({ ...reference, conversationId: key }) } }
}

/** The moment that the channel gives, where it is one. */
const momentOf = (timestamp: string | undefined, now: Instant): Instant => {
  const millis = Date.parse(timestamp ?? '')
  return Number.isNaN(millis) ? now : new Date(millis).toISOString()
}

/** Who says what where. Without an Entra object id the channel's own id has to do; no role is ever given to that. */
export const incomingOf = (
  activity: Activity,
  tenant: string,
  activityId: string,
  now: Instant,
): Incoming => ({
  conversation: conversationOf(activity, tenant),
  by: {
    id: activity.from.aadObjectId?.toLowerCase() ?? activity.from.id,
    name: shownName(activity.from.name),
  },
  activityId,
  at: momentOf(activity.timestamp, now),
  ...(isPersonal(activity) ? { alone: true } : {}),
})
