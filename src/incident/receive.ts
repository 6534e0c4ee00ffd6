import type { IncidentEvent, Sighting } from '../model/incident.ts'
import { READING, type Signal } from '../model/monitor.ts'
import { type Instant, millis } from '../model/time.ts'
import { isAkin } from './kinship.ts'
import { BELIEVED_FOR, RECORD_EVERY, REOPENS_WITHIN } from './policy.ts'
import { type Incident, isFiring, isSame, type Part } from './state.ts'

/** What a signal means: a new incident, an event of one that there is, or only a newer look of one. */
export type Meaning =
  | { readonly kind: 'opens'; readonly signal: Sighting }
  | { readonly kind: 'happens'; readonly incident: string; readonly event: IncidentEvent }
  | { readonly kind: 'looks'; readonly incident: string }

/** How far back incidents that are over must be shown to `receive`, milliseconds. */
export const LOOKS_BACK = Math.max(REOPENS_WITHIN, ...Object.values(BELIEVED_FOR))

/** What a signal means to the incidents of its tenant: the open ones, and those that ended within `LOOKS_BACK`. */
export const receive = (incidents: readonly Incident[], signal: Signal, at: Instant): readonly Meaning[] => {
  const sighting = recorded(signal)
  const sights = sightEvents(incidents, sighting, at)
  const home = homeOf(incidents, sighting)
  if (signal.what !== READING && (signal.state === 'no-data' || signal.state === 'broken')) return sights
  if (home !== undefined) return [...sights, ...atHome(home, sighting, at)]
  if (!isFiring(sighting)) return sights
  const kin = incidents.find((incident) => isAkin(incident, sighting))
  const news: Meaning =
    kin === undefined
      ? { kind: 'opens', signal: sighting }
      : happens(kin, { type: 'signalled', signal: sighting, at })
  return [...sights, news]
}

/** A signal as it is recorded: its picture is only ever the newest one. */
export const recorded = (signal: Signal): Sighting => {
  const { flow: _, ...sighting } = signal
  return sighting
}

const happens = ({ id }: Incident, event: IncidentEvent): Meaning => ({
  kind: 'happens',
  incident: id,
  event,
})

/** The incident that a thing belongs to: an open one, else the latest that is over. */
const homeOf = (incidents: readonly Incident[], signal: Sighting): Incident | undefined => {
  const own = incidents.filter(({ parts }) => parts.some((part) => isSame(part.signal, signal)))
  return own.find(({ resolved }) => resolved === undefined) ?? own.toSorted(latestFirst)[0]
}

const latestFirst = (one: Incident, other: Incident): number =>
  (other.resolved?.at ?? '').localeCompare(one.resolved?.at ?? '')

const atHome = (home: Incident, signal: Sighting, at: Instant): readonly Meaning[] => {
  const part = home.parts.find((one) => isSame(one.signal, signal)) as Part
  const event = { type: 'signalled', signal, at } as const
  if (home.resolved === undefined) {
    if (isNews(part, signal, at)) return [happens(home, event)]
    return isFiring(signal) ? [{ kind: 'looks', incident: home.id }] : []
  }
  if (!isFiring(signal)) return part.firing ? [happens(home, event)] : []
  if (isBelieved(home, part, signal, at)) return []
  if (part.firing || millis(at) - millis(home.resolved.at) < REOPENS_WITHIN)
    return [happens(home, { type: 'reopened', signal, at })]
  return [{ kind: 'opens', signal }]
}

/** Somebody said that it was over while it fired: they are believed for a while, unless it gets worse. */
const isBelieved = ({ resolved }: Incident, part: Part, signal: Sighting, at: Instant): boolean =>
  part.firing &&
  resolved !== undefined &&
  signal.severity >= resolved.severity &&
  millis(at) - millis(resolved.at) < BELIEVED_FOR[resolved.severity]

/** A signal that says what the record does not know yet. */
const isNews = (part: Part, signal: Sighting, at: Instant): boolean =>
  part.firing !== isFiring(signal) ||
  (isFiring(signal) &&
    (part.signal.severity !== signal.severity ||
      part.signal.state !== signal.state ||
      part.signal.mark !== signal.mark ||
      millis(at) - millis(part.recordedAt) >= RECORD_EVERY))

/** Who cannot see proves nothing: each open incident that the monitor watches is told. */
const sightEvents = (incidents: readonly Incident[], signal: Sighting, at: Instant): readonly Meaning[] => {
  const { monitor, what, since } = signal
  const state = signal.state === 'no-data' || signal.state === 'broken' ? signal.state : 'seeing'
  return incidents
    .filter(({ resolved, parts }) => resolved === undefined && parts.some((part) => watches(part, signal)))
    .filter(({ unseen }) => (unseen.find((one) => one.monitor === monitor)?.state ?? 'seeing') !== state)
    .filter(() => what === READING || state !== 'seeing')
    .map((incident) => happens(incident, { type: 'sight', monitor, state, since, at }))
}

/** What is said of a monitor's own sight is about all that it watches, what is said of a thing about that thing. */
const watches = (part: Part, { monitor, what }: Sighting): boolean =>
  part.signal.monitor === monitor &&
  part.signal.what !== READING &&
  (what === READING || part.signal.what === what)
