import { nameOf } from '../../incident/words.ts'
import type { Card } from '../../model/card.ts'
import type { Db } from '../../store/db.ts'
import { readIncident } from '../../store/incidents.ts'
import type { Claim } from '../../store/sending.ts'
import { changeTenant, holdTenant, readTenant, type StoredTenant } from '../../store/tenants.ts'
import type { WatchingParts } from '../parts.ts'
import type { SubjectKind } from '../subjects.ts'
import { tellDesk } from './desk.ts'
import { type HeldIncident, incidentInHand, takeIncidentTurn, viewIncident } from './incidents.ts'

/** The card of an incident as it is now. */
export const drawIncident = async (
  { drawing, watch, ports }: WatchingParts,
  db: Db,
  held: HeldIncident,
  { tenant, continuation }: { readonly tenant: StoredTenant; readonly continuation: boolean },
): Promise<Card> => {
  const at = ports.clock.now()
  const view = await viewIncident(db, held, { tenant, at })
  const svg = view.flow === undefined || watch.pictures === undefined ? undefined : drawing.flow(view.flow)
  const picture = svg === undefined ? undefined : watch.pictures?.png(svg)
  const { id, token } = held.stored
  return drawing.incident(view, { incident: id, token }, { continuation, picture })
}

export const incidentSubject = (parts: WatchingParts): SubjectKind => ({
  draw: async (db, id, { continuation }) => {
    const stored = await readIncident(db, id)
    const tenant = stored && (await readTenant(db, stored.tenant))
    if (stored === undefined || tenant === undefined) throw new Error(`There is no incident ${id}.`)
    const held = await incidentInHand(db, stored)
    return { card: await drawIncident(parts, db, held, { tenant, continuation }), version: stored.version }
  },
  stopped: async (db, claim, trouble) => stopped(parts, db, claim, trouble),
})

/** The channel will not have the card of an incident, or a word below it: it is recorded, and an admin is told once. */
const stopped = async (
  parts: WatchingParts,
  db: Db,
  claim: Claim,
  trouble: string,
): Promise<readonly string[]> => {
  const at = parts.ports.clock.now()
  const tenant = await holdTenant(db, claim.conversation.tenant)
  const stored = claim.subject === undefined ? undefined : await readIncident(db, claim.subject.id)
  if (stored === undefined) return []
  const held = await incidentInHand(db, stored)
  const event = { type: 'undelivered', way: 'Teams', trouble, at } as const
  const { cards } = await takeIncidentTurn(parts, db, tenant, held, { events: [event], at })
  if (tenant.channelTrouble !== undefined) return cards
  await changeTenant(db, tenant.tenant, { channelTrouble: trouble })
  return [...cards, ...(await tellDesk(parts, db, tenant, notDelivered(held, trouble)))]
}

const notDelivered = ({ incident }: HeldIncident, trouble: string) => ({
  title: 'The incident channel does not take my messages',
  text: `${nameOf(incident)} could not be told there (${trouble}). Nothing is lost: add the bot to the team again, or type here in another channel, and it will be posted.`,
  tone: 'broken' as const,
})
