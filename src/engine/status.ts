import { incidentRows } from '../incident/digest.ts'
import type { Subject } from '../model/card.ts'
import type { WatchStatus } from '../model/incident.ts'
import type { Conversation } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import { countLiveCards } from '../store/cards.ts'
import type { Db } from '../store/db.ts'
import { readDiagnosis, type StoredDiagnosis } from '../store/diagnoses.ts'
import { incidentIn, readIncident, type StoredIncident } from '../store/incidents.ts'
import { answering, say, showLive } from './answering.ts'
import type { Incoming } from './api.ts'
import { inHand, viewed } from './diagnosis/turn.ts'
import { isWatching, type Parts, type WatchingParts } from './parts.ts'
import { monitorRows, openIncidents } from './watch/monitors.ts'

/** A channel takes only so many updates a second: with more live cards than these, status is told without a live one. */
const MOST_LIVE_CARDS = 4

/** What a conversation is about. */
interface Here {
  readonly diagnosis: StoredDiagnosis | undefined
  readonly incident: StoredIncident | undefined
}

/**
 * Says where things stand. What this conversation is about is shown by its live card, at the end of the conversation;
 * what goes on elsewhere, or cannot have another live card, by a card of rows.
 */
export const tellStatus = (parts: Parts, incoming: Incoming): Promise<readonly string[]> =>
  answering(parts, incoming, async (db, at, held) => {
    const { conversation } = incoming
    const here = await aboutHere(db, conversation, held.diagnosis)
    const watch = isWatching(parts) ? await watchStatus(parts, db, conversation.tenant, at) : undefined
    const subjects = subjectsOf(here)
    const live = await addLive(parts, db, conversation, subjects)
    const isElsewhere = here.incident === undefined && (watch?.incidents.length ?? 0) > 0
    if (subjects.length > 0 && live.length === subjects.length && !isElsewhere) return live
    const rows = parts.drawing.status({
      diagnoses: here.diagnosis === undefined ? [] : [viewed(await inHand(db, here.diagnosis))],
      ...(watch === undefined ? {} : { watch }),
    })
    return [...live, await say(parts, db, conversation, rows)]
  })

const aboutHere = async (
  db: Db,
  conversation: Conversation,
  diagnosis: string | undefined,
): Promise<Here> => {
  const incident = await incidentIn(db, conversation)
  return {
    diagnosis: diagnosis === undefined ? undefined : await readDiagnosis(db, diagnosis),
    incident: incident === undefined ? undefined : await readIncident(db, incident),
  }
}

interface Shown {
  readonly subject: Subject
  readonly version: number
}

const subjectsOf = ({ diagnosis, incident }: Here): readonly Shown[] => [
  ...(incident === undefined
    ? []
    : [{ subject: { kind: 'incident', id: incident.id } as const, version: incident.version }]),
  ...(diagnosis === undefined
    ? []
    : [{ subject: { kind: 'diagnosis', id: diagnosis.id } as const, version: diagnosis.sequence }]),
]

const addLive = async (
  parts: Parts,
  db: Db,
  conversation: Conversation,
  subjects: readonly Shown[],
): Promise<readonly string[]> => {
  const cards: string[] = []
  for (const shows of subjects)
    if ((await countLiveCards(db, shows.subject)) < MOST_LIVE_CARDS)
      cards.push(await showLive(parts, db, conversation, shows))
  return cards
}

/** What is open and how it is watched; undefined in a tenant that is not watched. */
const watchStatus = async (
  parts: WatchingParts,
  db: Db,
  tenant: string,
  at: Instant,
): Promise<WatchStatus | undefined> => {
  const incidents = await openIncidents(db, tenant, at)
  const monitors = await monitorRows(parts, db, tenant, incidents)
  return monitors.length === 0 ? undefined : { at, incidents: incidentRows(incidents, at), monitors }
}
