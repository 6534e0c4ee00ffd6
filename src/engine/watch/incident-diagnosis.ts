import { firingParts } from '../../incident/state.ts'
import { leadingPart } from '../../incident/words.ts'
import type { IncidentVerdict } from '../../model/incident.ts'
import { DIRECTIONS, EVERYTHING, type Scope } from '../../model/scope.ts'
import type { Verdict } from '../../model/verdict.ts'
import type { Db } from '../../store/db.ts'
import { readDiagnosis } from '../../store/diagnoses.ts'
import { incidentIn, readIncident, rootCard, type StoredIncident } from '../../store/incidents.ts'
import { holdTenant } from '../../store/tenants.ts'
import { beginDiagnosis } from '../diagnosis/begin.ts'
import { isOpen, show } from '../diagnosis/commands.ts'
import { inHand, viewed } from '../diagnosis/turn.ts'
import type { WatchingParts } from '../parts.ts'
import type { Acting } from './acting.ts'
import { type HeldIncident, incidentInHand, takeIncidentTurn } from './incidents.ts'

/** Holds the conversation that the thread of an incident is, before its tenant: the same order as everywhere. */
export const holdThread = async (db: Db, { id, tenant }: StoredIncident): Promise<void> => {
  const root = await rootCard(db, id)
  if (root === undefined) return
  await db
    .selectFrom('conversations')
    .select('key')
    .where('tenant', '=', tenant)
    .where('key', '=', root.conversation)
    .forNoKeyUpdate()
    .execute()
}

/** Begins a diagnosis in the thread of an incident, or shows the one that is going on there. */
export const diagnoseInThread = async (
  parts: WatchingParts,
  db: Db,
  { tenant, held, incoming, at }: Acting,
): Promise<readonly string[]> => {
  const root = await rootCard(db, held.stored.id)
  // Before its thread is open the diagnosis goes on where the button was pressed.
  const key = root?.isPosted === true ? root.conversation : incoming.conversation.key
  const conversation = await db
    .selectFrom('conversations')
    .select(['tenant', 'key', 'reference', 'diagnosis'])
    .where('tenant', '=', tenant.tenant)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  const current =
    conversation.diagnosis === null ? undefined : await readDiagnosis(db, conversation.diagnosis)
  const going = current !== undefined && isOpen(current) ? current : undefined
  const diagnosis =
    going ??
    (await beginDiagnosis(parts, db, { conversation, scope: scopeOf(held), by: incoming.by, at })).diagnosis
  const card = await show(parts, db, diagnosis)
  const event = { type: 'diagnosing', diagnosis: diagnosis.id, by: incoming.by, at } as const
  const isKnown = held.incident.diagnoses.includes(diagnosis.id)
  const turn = await takeIncidentTurn(parts, db, tenant, held, {
    events: isKnown ? [] : [event],
    at,
    clicked: true,
  })
  return [card, ...turn.cards]
}

/** What the incident is about: its directions, its domain where it is about one, and since when. */
const scopeOf = ({ incident }: HeldIncident): Scope => {
  const parts = firingParts(incident)
  const about = (parts.length > 0 ? parts : incident.parts).map(({ signal }) => signal)
  const directions = DIRECTIONS.filter((direction) => about.some((signal) => signal.direction === direction))
  const { domain } = leadingPart(incident).signal
  return {
    ...EVERYTHING,
    ...(directions.length === 0 ? {} : { directions }),
    ...(domain === undefined ? {} : { domain }),
    since: incident.since,
  }
}

/** Tells the incident in whose thread a diagnosis was made what it came to. Returns the cards to send. */
export const conclude = (parts: WatchingParts, id: string): Promise<readonly string[]> =>
  parts.store.transact(async (db) => {
    const diagnosis = await readDiagnosis(db, id)
    if (diagnosis === undefined) return []
    const { verdict } = viewed(await inHand(db, diagnosis))
    const place = { tenant: diagnosis.tenant, key: diagnosis.conversation }
    const incident = await incidentIn(db, place)
    if (verdict === undefined || incident === undefined) return []
    const tenant = await holdTenant(db, diagnosis.tenant)
    const stored = await readIncident(db, incident)
    if (stored === undefined || stored.resolvedAt !== undefined) return []
    const held = await incidentInHand(db, stored)
    const said = verdictOf(id, verdict)
    if (JSON.stringify(held.incident.verdict) === JSON.stringify(said)) return []
    const at = parts.ports.clock.now()
    const event = { type: 'diagnosed', verdict: said, at } as const
    return (await takeIncidentTurn(parts, db, tenant, held, { events: [event], at })).cards
  })

const verdictOf = (diagnosis: string, { kind, causes }: Verdict): IncidentVerdict => {
  const [first] = causes
  const known = kind === 'found' || kind === 'likely' ? first : undefined
  return { diagnosis, kind, ...(known === undefined ? {} : { title: known.title, cause: known.id }) }
}
