import type { Card } from '../../model/card.ts'
import type { Conversation } from '../../model/ports.ts'
import type { Instant } from '../../model/time.ts'
import { wantCards } from '../../store/cards.ts'
import { holdConversation } from '../../store/conversations.ts'
import type { Db } from '../../store/db.ts'
import { moveCard, reviveBelow, reviveCard, rootCard } from '../../store/incidents.ts'
import { changeTenant, holdTenant, readTenant, type StoredTenant } from '../../store/tenants.ts'
import { answering, say } from '../answering.ts'
import type { Incoming } from '../api.ts'
import type { WatchingParts } from '../parts.ts'
import { tellDesk } from './desk.ts'
import { insertRoot } from './incident-effects.ts'
import { heldIncidents } from './incidents.ts'

/** Makes a channel the one for alarms, or a 1:1 chat the place for what cannot be said there. */
export const sayHere = (parts: WatchingParts, incoming: Incoming): Promise<readonly string[]> =>
  answering(parts, incoming, async (db, at): Promise<readonly string[] | Card> => {
    const { tenant: name, key } = incoming.conversation
    const { drawing, watch } = parts
    if (!watch.tenants.some(({ tenant }) => tenant === name))
      return drawing.notice({
        title: 'Mail of this organisation is not watched',
        text: 'Whoever runs this bot has to set it up first.',
        tone: 'attend',
      })
    const tenant = await holdTenant(db, name)
    if (incoming.alone === true) {
      await changeTenant(db, name, { desk: key })
      return drawing.notice({
        title: 'I tell you here what I cannot say in the incident channel',
        text: 'Alarms themselves go to the channel in which an admin says here.',
        tone: 'good',
      })
    }
    // Said in a thread, it means the channel of that thread.
    const channel = incoming.conversation.channel?.key ?? key
    await holdConversation(db, { ...incoming.conversation, ...incoming.conversation.channel }, at)
    await changeTenant(db, name, { channel, channelTrouble: null })
    const cards = await tellAgain(parts, db, { ...tenant, channel }, { at, isBack: false })
    // A chat has no threads.
    const [place, piece] =
      incoming.conversation.channel === undefined ? ['chat', 'message'] : ['channel', 'thread']
    const content = drawing.notice({
      title: `This ${place} is now the incident channel`,
      text: `Alarms come here, each as a ${piece} of its own, and a digest once a day. Type monitors to see what is watched.`,
      tone: 'good',
    })
    return [await say(parts, db, incoming.conversation, content), ...cards]
  })

/**
 * Tells in the channel what is open and could not be told there: anew, or in place where the bot `isBack` in the channel
 * that it was in. The tenant must be held.
 */
const tellAgain = async (
  parts: WatchingParts,
  db: Db,
  { tenant, channel }: StoredTenant,
  { at, isBack }: { readonly at: Instant; readonly isBack: boolean },
): Promise<readonly string[]> => {
  if (channel === undefined) return []
  const cards: string[] = []
  for (const { stored, incident } of await heldIncidents(db, tenant, at)) {
    if (incident.announcedAt === undefined || incident.resolved !== undefined) continue
    const root = await rootCard(db, stored.id)
    if (root === undefined) cards.push(await insertRoot(parts, db, { stored, channel }))
    else if (root.state === 'stopped' || !root.isPosted) {
      if (root.isPosted && isBack) await reviveCard(db, root.id)
      else await moveCard(db, root.id, { channel, version: stored.version })
      await reviveBelow(db, root.id)
      cards.push(root.id)
    }
    const subject = { kind: 'incident', id: stored.id } as const
    cards.push(...(await wantCards(db, { subject, version: stored.version, urgent: true })))
  }
  return [...new Set(cards)]
}

/** An admin is here in a 1:1 chat: what cannot be told in the channel is told here, unless another place was chosen. */
export const noteDesk = (parts: WatchingParts, conversation: Conversation): Promise<readonly string[]> =>
  parts.store.transact(async (db): Promise<readonly string[]> => {
    const known = await readTenant(db, conversation.tenant)
    if (known === undefined || known.desk !== undefined) return []
    await holdConversation(db, conversation, parts.ports.clock.now())
    await changeTenant(db, conversation.tenant, { desk: conversation.key })
    return []
  })

/** The bot was removed from a conversation. If that is where alarms go, an admin is told, where one is known. */
export const noteLeaving = (
  parts: WatchingParts,
  { tenant: name, key }: Conversation,
): Promise<readonly string[]> =>
  parts.store.transact(async (db): Promise<readonly string[]> => {
    const known = await readTenant(db, name)
    if (known?.channel !== key || known.channelTrouble !== undefined) return []
    const tenant = await holdTenant(db, name)
    await changeTenant(db, name, { channelTrouble: 'the bot was removed' })
    return tellDesk(parts, db, tenant, {
      title: 'I was removed from the incident channel',
      text: 'Alarms reach nobody there until I am added again, or an admin types here in another channel.',
      tone: 'broken',
    })
  })

/** The bot was added: what could not be told in the incident channel is told now. */
export const noteJoining = (
  parts: WatchingParts,
  { tenant: name }: Conversation,
): Promise<readonly string[]> =>
  parts.store.transact(async (db): Promise<readonly string[]> => {
    const known = await readTenant(db, name)
    if (known?.channelTrouble === undefined) return []
    const tenant = await holdTenant(db, name)
    await changeTenant(db, name, { channelTrouble: null })
    return tellAgain(parts, db, tenant, { at: parts.ports.clock.now(), isBack: true })
  })
