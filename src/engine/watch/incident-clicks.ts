import { isDeepStrictEqual } from 'node:util'
import { press } from '../../incident/press.ts'
import type { IncidentEvent } from '../../model/incident.ts'
import type { Instant } from '../../model/time.ts'
import { takeActivity } from '../../store/activities.ts'
import { adoptCard } from '../../store/cards.ts'
import { holdConversation } from '../../store/conversations.ts'
import type { Db } from '../../store/db.ts'
import { readIncident } from '../../store/incidents.ts'
import { holdTenant, type StoredTenant } from '../../store/tenants.ts'
import type { IncidentClick, Incoming } from '../api.ts'
import type { Clicked } from '../diagnosis/clicks.ts'
import type { WatchingParts } from '../parts.ts'
import type { Acting } from './acting.ts'
import { approve } from './approve.ts'
import { diagnoseInThread, holdThread } from './incident-diagnosis.ts'
import { drawIncident } from './incident-subject.ts'
import { type HeldIncident, incidentInHand, takeIncidentTurn, viewIncident } from './incidents.ts'
import { switchOne } from './monitors.ts'

/** Acts on a button of an incident in one transaction. A click that is stale, repeated or not ours changes nothing. */
export const clickIncident = (
  parts: WatchingParts,
  incoming: Incoming,
  clicked: IncidentClick,
): Promise<Clicked> =>
  parts.store.transact(async (db) => {
    const at = parts.ports.clock.now()
    const { conversation, activityId } = incoming
    await holdConversation(db, conversation, at)
    const known = await readIncident(db, clicked.incident)
    if (known?.tenant !== conversation.tenant) return { card: parts.drawing.foreign(), cards: [] }
    if (clicked.offer.verb === 'diagnose') await holdThread(db, known)
    const tenant = await holdTenant(db, known.tenant)
    const held = await inHandNow(db, clicked.incident)
    const key = { tenant: conversation.tenant, conversation: conversation.key, id: activityId }
    const isFirst = await takeActivity(db, key, at)
    if (isFirst && clicked.cardId !== undefined)
      await adoptCard(db, {
        subject: { kind: 'incident', id: clicked.incident },
        activityId: clicked.cardId,
        conversation,
      })
    if (!isFirst || !(await isOffered(db, held, { tenant, clicked, at })))
      return { card: await drawIncident(parts, db, held, { tenant, continuation: false }), cards: [] }
    const cards = await act(parts, db, { tenant, held, incoming, offer: clicked.offer, at })
    const now = await inHandNow(db, clicked.incident)
    return { card: await drawIncident(parts, db, now, { tenant, continuation: false }), cards }
  })

/** What is held cannot have gone. */
const inHandNow = async (db: Db, id: string): Promise<HeldIncident> => {
  const stored = await readIncident(db, id)
  if (stored === undefined) throw new Error(`The incident ${id} is gone while it is held.`)
  return incidentInHand(db, stored)
}

interface Offering {
  readonly tenant: StoredTenant
  readonly clicked: IncidentClick
  readonly at: Instant
}

/** One-use: under the token of the state that was drawn, and only what that state offers. */
const isOffered = async (db: Db, held: HeldIncident, { tenant, clicked, at }: Offering): Promise<boolean> => {
  if (clicked.token !== held.stored.token) return false
  const { offers } = await viewIncident(db, held, { tenant, at })
  return offers.some((one) => isDeepStrictEqual(one, clicked.offer))
}

const act = async (parts: WatchingParts, db: Db, acting: Acting): Promise<readonly string[]> => {
  const { tenant, held, incoming, offer, at } = acting
  const turn = async (events: readonly IncidentEvent[]): Promise<readonly string[]> =>
    (await takeIncidentTurn(parts, db, tenant, held, { events, at, clicked: true })).cards
  switch (offer.verb) {
    case 'diagnose':
      return diagnoseInThread(parts, db, acting)
    case 'approve':
      return approve(parts, db, { ...acting, offer })
    case 'switch':
      return [...(await switchOne(parts, db, { ...offer, tenant: tenant.tenant, at })), ...(await turn([]))]
    case 'acknowledge':
    case 'snooze':
    case 'escalate':
    case 'resolve':
    case 'reopen':
      return turn(press(held.incident, offer, { by: incoming.by, at }))
  }
}
