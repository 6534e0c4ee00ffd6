import type { IncidentEvent, Sighting } from '../model/incident.ts'
import { type Instant, millis } from '../model/time.ts'
import {
  deciding,
  goesOn,
  type Incident,
  isFiring,
  isSame,
  type Opened,
  type Part,
  severityOf,
  VERSION,
  withClear,
  worse,
} from './state.ts'

/** An incident with its first event. */
export const begin = (id: string, event: Opened): Incident => {
  const { signal, number, at } = event
  const parts = [{ signal, firing: true, recordedAt: at }]
  return {
    version: VERSION,
    id,
    tenant: signal.tenant,
    number,
    parts,
    severity: severityOf(parts),
    since: signal.since,
    openedAt: at,
    movedAt: at,
    waitsFrom: at,
    level: 0,
    toldAt: at,
    unseen: [],
    diagnoses: [],
    clears: [],
  }
}

/** The incident after one more event. */
export const fold = (incident: Incident, event: IncidentEvent): Incident => {
  const { at } = event
  switch (event.type) {
    case 'opened':
    case 'undelivered':
      return incident
    case 'signalled':
      return signalled(incident, event.signal, at)
    case 'sight':
      return sight(incident, event)
    case 'announced':
      return { ...incident, announcedAt: at, waitsFrom: at, toldAt: at }
    case 'acknowledged':
      return moved({ ...awake(incident), owner: event.by, acknowledgedAt: incident.acknowledgedAt ?? at }, at)
    case 'lapsed':
      return { ...ownerless(incident), waitsFrom: at, toldAt: at }
    case 'snoozed':
      return { ...incident, movedAt: at, snoozedUntil: event.until }
    case 'escalated':
      return escalated(incident, event)
    case 'diagnosing':
      return { ...incident, movedAt: at, diagnoses: [...incident.diagnoses, event.diagnosis] }
    case 'diagnosed':
      return moved({ ...incident, verdict: event.verdict }, at)
    case 'updated':
      return { ...incident, toldAt: at }
    case 'approved':
      return { ...incident, movedAt: at }
    case 'resolved':
      return resolved(incident, event)
    case 'reopened':
      return reopened(incident, event)
  }
}

/** An incident from all of its events. Throws when the first one does not open it: nothing can be made of that. */
export const replay = (id: string, events: readonly IncidentEvent[]): Incident => {
  const [first, ...rest] = events
  if (first?.type !== 'opened')
    throw new Error(`The events of the incident ${id} do not begin with its opening.`)
  return rest.reduce(fold, begin(id, first))
}

const moved = (incident: Incident, at: Instant): Incident => ({ ...incident, movedAt: at, toldAt: at })

const ownerless = (incident: Incident): Incident => {
  const { owner: _, ...rest } = incident
  return rest
}
const awake = (incident: Incident): Incident => {
  const { snoozedUntil: _, ...rest } = incident
  return rest
}
const unwatched = (incident: Incident): Incident => {
  const { watchedFrom: _, ...rest } = incident
  return rest
}

const withPart = (parts: readonly Part[], signal: Sighting, at: Instant): readonly Part[] => {
  const part: Part = { signal, firing: isFiring(signal), recordedAt: at }
  return parts.some((known) => isSame(known.signal, signal))
    ? parts.map((known) => (isSame(known.signal, signal) ? part : known))
    : [...parts, part]
}

const earlier = (one: Instant, other: Instant): Instant => (millis(other) < millis(one) ? other : one)

const signalled = (incident: Incident, signal: Sighting, at: Instant): Incident => {
  const parts = withPart(incident.parts, signal, at)
  // What is over takes note of what comes and goes, so that it is known what is new.
  if (incident.resolved !== undefined) return { ...incident, parts }
  const fired = goesOn(incident.parts)
  const fires = goesOn(parts)
  const severity = fires ? worse(incident.severity, severityOf(parts)) : incident.severity
  const since = isFiring(signal) ? earlier(incident.since, signal.since) : incident.since
  const next = { ...incident, parts, severity, since }
  if (fired && !fires) return { ...moved(next, at), watchedFrom: at, clears: withClear(incident.clears, at) }
  if (!fired && fires) return { ...unwatched(moved(next, at)), waitsFrom: at }
  return severity === incident.severity ? next : { ...next, waitsFrom: at, toldAt: at }
}

const sight = (incident: Incident, event: Extract<IncidentEvent, { type: 'sight' }>): Incident => {
  const { monitor, state, since, at } = event
  const others = incident.unseen.filter((one) => one.monitor !== monitor)
  if (state !== 'seeing') return { ...incident, unseen: [...others, { monitor, state, since }] }
  // What nobody saw proves nothing: the watch begins again.
  return { ...incident, unseen: others, ...(incident.watchedFrom === undefined ? {} : { watchedFrom: at }) }
}

const escalated = (incident: Incident, event: Extract<IncidentEvent, { type: 'escalated' }>): Incident => {
  const { level, by, at } = event
  const told = { ...incident, level, waitsFrom: at, toldAt: at }
  return by === undefined ? told : { ...awake(told), movedAt: at }
}

const resolved = (incident: Incident, event: Extract<IncidentEvent, { type: 'resolved' }>): Incident => {
  const { at, by } = event
  const { severity } = incident
  const over = { ...awake(incident), toldAt: at }
  // What still fires although mail flows again is a matter of its own from now on.
  if (by === undefined) return { ...over, parts: deciding(incident.parts), resolved: { at, severity } }
  return { ...over, resolved: { at, severity, by } }
}

const reopened = (incident: Incident, event: Extract<IncidentEvent, { type: 'reopened' }>): Incident => {
  const { signal, at } = event
  const parts = signal === undefined ? incident.parts : withPart(incident.parts, signal, at)
  const firing = goesOn(parts)
  const { resolved: _, ...open } = unwatched(ownerless(awake(incident)))
  return {
    ...open,
    parts,
    severity: firing ? severityOf(parts) : incident.severity,
    movedAt: at,
    waitsFrom: at,
    toldAt: at,
    level: 0,
    ...(firing ? {} : { watchedFrom: at }),
  }
}
