import { isDeepStrictEqual } from 'node:util'
import { attend, dueNext } from '../../incident/attend.ts'
import { effectsOf } from '../../incident/effects.ts'
import { begin, fold, replay } from '../../incident/fold.ts'
import { LOOKS_BACK, receive } from '../../incident/receive.ts'
import { type Incident, isSame, VERSION } from '../../incident/state.ts'
import { viewOf } from '../../incident/view.ts'
import type { IncidentEvent, IncidentView, Sighting } from '../../model/incident.ts'
import type { Signal } from '../../model/monitor.ts'
import { after, type Instant } from '../../model/time.ts'
import { wantCards } from '../../store/cards.ts'
import type { Db } from '../../store/db.ts'
import { appendEvents, emptyChain, readEvents } from '../../store/events.ts'
import { insertIncident, recentIncidents, type StoredIncident, saveIncident } from '../../store/incidents.ts'
import { readMonitors } from '../../store/monitors.ts'
import { type StoredTenant, takeNumber } from '../../store/tenants.ts'
import { dropTimer, setTimer } from '../../store/timers.ts'
import type { WatchingParts } from '../parts.ts'
import { bringAbout } from './incident-effects.ts'

/** An incident in hand: its row, and its state as the present fold reads it. */
export interface HeldIncident {
  readonly stored: StoredIncident
  readonly incident: Incident
}

/** Where an incident stands after a turn, and the cards that must be sent. */
export interface IncidentTurn extends HeldIncident {
  readonly cards: readonly string[]
}

/** Takes a stored incident in hand. One that an older fold wrote is made anew from its events. */
export const incidentInHand = async (db: Db, stored: StoredIncident): Promise<HeldIncident> => {
  const state = stored.state as Incident
  const isCurrent = state.version === VERSION
  return {
    stored,
    incident: isCurrent ? state : replay(stored.id, (await readEvents(db, stored.id)) as IncidentEvent[]),
  }
}

export interface IncidentChange {
  readonly events: readonly IncidentEvent[]
  /** The newest signal of a part, with its picture. */
  readonly look?: Signal
  readonly at: Instant
  readonly clicked?: boolean
}

/**
 * The one turn of an incident: whatever happened to it, it happens here. Inside a transaction that holds the tenant:
 * fold the events and what time has brought, append them, save, set the timer, and bring about what follows.
 */
export const takeIncidentTurn = async (
  parts: WatchingParts,
  db: Db,
  tenant: StoredTenant,
  held: HeldIncident,
  { events, look, at, clicked = false }: IncidentChange,
): Promise<IncidentTurn> => {
  const happened = events.reduce(fold, held.incident)
  const timely = attend(happened, at, tenant.calm)
  const incident = timely.reduce(fold, happened)
  const all = [...events, ...timely]
  const stored = await save(parts, db, tenant, held, { incident, all, look, at, clicked })
  const timer = { kind: 'attend', job: { incident: stored.id } }
  const due = dueNext(incident, at, tenant.calm)
  await (due === undefined ? dropTimer(db, timer) : setTimer(db, timer, due))
  const effects = effectsOf(held.incident, all)
  const brought = await bringAbout(parts, db, tenant, { before: held.stored, stored, incident, effects, at })
  const wanted = await wantCards(db, {
    subject: { kind: 'incident', id: stored.id },
    version: stored.version,
    urgent: clicked || all.length > 0,
  })
  return { stored, incident, cards: [...new Set([...brought, ...wanted])] }
}

interface Saving {
  readonly incident: Incident
  readonly all: readonly IncidentEvent[]
  readonly look: Signal | undefined
  readonly at: Instant
  readonly clicked: boolean
}

const save = async (
  { newToken }: WatchingParts,
  db: Db,
  tenant: StoredTenant,
  held: HeldIncident,
  { incident, all, look, at, clicked }: Saving,
): Promise<StoredIncident> => {
  const { sequence, hash } = await appendEvents(db, { ...held.stored, stream: held.stored.id }, all)
  // What is merely offered no more, as Escalate at the last line, does not make the buttons beside it old: who is just
  // pressing Acknowledge means it.
  const before = offersOf(held.incident, tenant, at)
  const isNewOffer = offersOf(incident, tenant, at).some(
    (offer) => !before.some((one) => isDeepStrictEqual(one, offer)),
  )
  const { resolvedAt: _, ...rest } = held.stored
  const stored: StoredIncident = {
    ...rest,
    state: incident,
    looks: look === undefined ? rest.looks : withLook(rest.looks, look),
    token: clicked || isNewOffer ? newToken() : rest.token,
    version: rest.version + 1,
    sequence,
    hash,
    ...(incident.resolved === undefined ? {} : { resolvedAt: incident.resolved.at }),
  }
  await saveIncident(db, stored, at)
  return stored
}

const offersOf = (incident: Incident, { calm }: StoredTenant, at: Instant) =>
  viewOf(incident, { at, calm, looks: [], isOn: () => true }).offers

const withLook = (looks: readonly Signal[], look: Signal): readonly Signal[] => [
  ...looks.filter((one) => !isSame(one, look)),
  look,
]

/** Opens an incident for a signal that belongs to none. The tenant must be held. */
const openIncident = async (
  parts: WatchingParts,
  db: Db,
  tenant: StoredTenant,
  { signal, look, at }: { readonly signal: Sighting; readonly look: Signal; readonly at: Instant },
): Promise<IncidentTurn> => {
  const id = parts.newId()
  const number = await takeNumber(db, tenant.tenant)
  const opened = { type: 'opened', number, signal, at } as const
  const incident = begin(id, opened)
  const { sequence, hash } = await appendEvents(db, emptyChain(id, tenant.tenant), [opened])
  const stored: StoredIncident = {
    id,
    tenant: tenant.tenant,
    number,
    state: incident,
    looks: [],
    token: parts.newToken(),
    version: 1,
    sequence,
    hash,
    openedAt: at,
  }
  await insertIncident(db, stored)
  return takeIncidentTurn(parts, db, tenant, { stored, incident }, { events: [], look, at })
}

/** Folds what a monitor says into the incidents of its tenant, which must be held. Returns the cards to send. */
export const takeSignals = async (
  parts: WatchingParts,
  db: Db,
  tenant: StoredTenant,
  { signals, at }: { readonly signals: readonly Signal[]; readonly at: Instant },
): Promise<readonly string[]> => {
  if (signals.length === 0) return []
  const known = await heldIncidents(db, tenant.tenant, after(at, -LOOKS_BACK))
  const held = new Map(known.map((one) => [one.stored.id, one]))
  const cards: string[] = []
  const keep = (turn: IncidentTurn): void => {
    held.set(turn.stored.id, turn)
    cards.push(...turn.cards)
  }
  for (const look of signals)
    for (const meaning of receive(
      [...held.values()].map(({ incident }) => incident),
      look,
      at,
    )) {
      if (meaning.kind === 'opens') {
        keep(await openIncident(parts, db, tenant, { signal: meaning.signal, look, at }))
        continue
      }
      const one = held.get(meaning.incident) as HeldIncident
      const events = meaning.kind === 'happens' ? [meaning.event] : []
      const isSight = meaning.kind === 'happens' && meaning.event.type === 'sight'
      keep(await takeIncidentTurn(parts, db, tenant, one, { events, at, ...(isSight ? {} : { look }) }))
    }
  return cards
}

/** The incidents of a tenant that are open, or ended after a moment. */
export const heldIncidents = async (
  db: Db,
  tenant: string,
  since: Instant,
): Promise<readonly HeldIncident[]> => {
  const stored = await recentIncidents(db, tenant, since)
  return Promise.all(stored.map((one) => incidentInHand(db, one)))
}

/** An incident as people see it now. */
export const viewIncident = async (
  db: Db,
  { stored, incident }: HeldIncident,
  { tenant, at }: { readonly tenant: StoredTenant; readonly at: Instant },
): Promise<IncidentView> => {
  const monitors = await readMonitors(db, stored.tenant)
  const off = new Set(monitors.filter(({ on }) => !on).map(({ monitor }) => monitor))
  return viewOf(incident, {
    at,
    calm: tenant.calm,
    looks: stored.looks,
    isOn: (monitor) => !off.has(monitor),
  })
}
