import type { Activity } from './activity.ts'
import { type Reply, refusal, replyWith } from './answers.ts'
import { onInvoke, onSubmit, type TurnParts } from './clicks.ts'
import { conversationOf, incomingOf, isPersonal } from './conversation.ts'
import { attempt, explain } from './explain.ts'
import { obey } from './obey.ts'
import { mentionsBot } from './words.ts'

/** Channels and group chats bring everything that is said where the app may read along; only a mention is meant. */
const isMeant = (activity: Activity): boolean => isPersonal(activity) || mentionsBot(activity)

/** Another bot, or an echo of our own words. */
const isBot = (activity: Activity): boolean =>
  activity.from.id === activity.recipient.id || activity.from.id.startsWith('28:')

/** Whether the bot itself has just come into the conversation. */
const isArrival = (activity: Activity): boolean =>
  activity.type === 'installationUpdate'
    ? activity.action?.startsWith('add') === true
    : activity.membersAdded.some((member) => member.id === activity.recipient.id)

const isRemoval = (activity: Activity): boolean =>
  activity.type === 'installationUpdate' && activity.action?.startsWith('remove') === true

const onMessage = async (parts: TurnParts, activity: Activity, tenant: string, id: string): Promise<void> => {
  const incoming = incomingOf(activity, tenant, id, parts.now())
  if (activity.value !== undefined && activity.value !== null) return onSubmit(parts, incoming, activity)
  if (isMeant(activity)) await attempt(parts, incoming, () => obey(parts, incoming, activity))
}

/** One greeting a day at most: the channel tells of one arrival in two or more activities. */
const onArrival = async (parts: TurnParts, activity: Activity, tenant: string): Promise<void> => {
  const now = parts.now()
  const incoming = incomingOf(activity, tenant, `greeting:${now.slice(0, 10)}`, now)
  await attempt(parts, incoming, async () => {
    await parts.engine.command(incoming, { verb: 'help' })
    await parts.engine.joined?.(incoming.conversation)
  })
}

const onRemoval = async (parts: TurnParts, activity: Activity, tenant: string): Promise<void> => {
  try {
    await parts.engine.left?.(conversationOf(activity, tenant))
  } catch (thrown) {
    // Nobody is there to be told.
    explain(parts.log, thrown)
  }
}

/** Handles one activity of somebody who may come in; it becomes at most one call of the engine. */
export const takeTurn = async (parts: TurnParts, activity: Activity, tenant: string): Promise<Reply> => {
  switch (activity.type) {
    case 'invoke':
      return replyWith(activity.deliveryMode, await onInvoke(parts, activity, tenant))
    case 'message':
      if (activity.id === undefined) return refusal(400, 'BadRequest', 'A message needs an id.')
      if (!isBot(activity)) await onMessage(parts, activity, tenant, activity.id)
      return replyWith(activity.deliveryMode)
    case 'installationUpdate':
    case 'conversationUpdate':
      if (isArrival(activity)) await onArrival(parts, activity, tenant)
      if (isRemoval(activity)) await onRemoval(parts, activity, tenant)
      return replyWith(activity.deliveryMode)
    default:
      return replyWith(activity.deliveryMode)
  }
}
