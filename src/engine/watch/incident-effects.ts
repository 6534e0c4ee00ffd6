import type { Effect } from '../../incident/effects.ts'
import type { Incident } from '../../incident/state.ts'
import { leadingPart, nameOf } from '../../incident/words.ts'
import type { Page } from '../../model/page.ts'
import type { Instant } from '../../model/time.ts'
import { insertCard } from '../../store/cards.ts'
import type { Db } from '../../store/db.ts'
import { rootCard, type StoredIncident } from '../../store/incidents.ts'
import { insertPages } from '../../store/pages.ts'
import type { StoredTenant } from '../../store/tenants.ts'
import { redacted } from '../diagnosis/redact.ts'
import type { WatchingParts } from '../parts.ts'
import { tellDesk } from './desk.ts'

export interface Following {
  /** The row before what happened. */
  readonly before: StoredIncident
  readonly stored: StoredIncident
  readonly incident: Incident
  readonly effects: readonly Effect[]
  readonly at: Instant
}

/** Writes down what follows from a turn, to be sent after the commit. Returns the cards among it. */
export const bringAbout = async (
  parts: WatchingParts,
  db: Db,
  tenant: StoredTenant,
  following: Following,
): Promise<readonly string[]> => {
  const cards: string[] = []
  for (const [index, effect] of following.effects.entries())
    switch (effect.kind) {
      case 'thread':
        cards.push(...(await openThread(parts, db, tenant, following)))
        break
      case 'reply':
        cards.push(...(await reply(parts, db, following, effect.text)))
        break
      case 'page':
        await page(parts, db, following, { effect, index })
        break
    }
  return cards
}

/** Its card as a new thread in the incident channel. Without a channel it waits for one, and an admin is told. */
const openThread = async (
  parts: WatchingParts,
  db: Db,
  tenant: StoredTenant,
  { stored, incident }: Following,
): Promise<readonly string[]> => {
  if (tenant.channel === undefined)
    return tellDesk(parts, db, tenant, {
      title: `${nameOf(incident)} has no channel to go to`,
      text: `${leadingPart(incident).signal.title}. Type here in the channel that alarms are to come to.`,
      tone: 'broken',
    })
  return [await insertRoot(parts, db, { stored, channel: tenant.channel })]
}

/** The card that the thread of an incident hangs on. Returns its id. */
export const insertRoot = async (
  { newId }: WatchingParts,
  db: Db,
  { stored, channel }: { readonly stored: StoredIncident; readonly channel: string },
): Promise<string> => {
  const id = newId()
  await insertCard(db, {
    id,
    conversation: { tenant: stored.tenant, key: channel },
    shows: { subject: { kind: 'incident', id: stored.id }, version: stored.version },
    as: 'thread',
  })
  return id
}

const reply = async (
  { newId, drawing }: WatchingParts,
  db: Db,
  { stored, at }: Following,
  text: string,
): Promise<readonly string[]> => {
  const root = await rootCard(db, stored.id)
  if (root === undefined) return []
  const id = newId()
  await insertCard(db, {
    id,
    conversation: { tenant: stored.tenant, key: root.conversation },
    shows: { content: drawing.history({ text, at }) },
    about: { kind: 'incident', id: stored.id },
    as: { below: root.id },
  })
  return [id]
}

interface Paging {
  readonly effect: Extract<Effect, { kind: 'page' }>
  readonly index: number
}

const page = async (
  { watch, queue }: WatchingParts,
  db: Db,
  { before, stored, incident }: Following,
  { effect, index }: Paging,
): Promise<void> => {
  const pagers = watch.pagers.map(({ name }) => name)
  const { title, facts } = redacted(leadingPart(incident).signal)
  const sent: Page = {
    id: `${stored.id}-${before.sequence}-${index}`,
    incident: stored.id,
    action: effect.action,
    severity: incident.severity,
    tenant: stored.tenant,
    title: `${nameOf(incident)}: ${title}`,
    facts: facts.map(({ label, text }) => ({ label, text })),
    at: effect.at,
  }
  await insertPages(db, sent, pagers)
  await queue.enqueueAll(
    db,
    'page',
    pagers.map((pager) => ({ id: sent.id, pager })),
  )
}
