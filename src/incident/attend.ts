import type { Calm, IncidentEvent } from '../model/incident.ts'
import { type Instant, millis } from '../model/time.ts'
import { hushedUntil } from './calm.ts'
import { fold } from './fold.ts'
import {
  ACKNOWLEDGEMENT_HOLDS,
  FLAPS_COUNT,
  HIGHEST_LEVEL,
  LONGEST_WATCH,
  UPDATE_EVERY,
  WATCH,
} from './policy.ts'
import { acknowledgeBy, clearsWithin, deciding, type Incident } from './state.ts'

/** What the passing of time brings to an incident, in the order in which it does. */
export const attend = (incident: Incident, at: Instant, calm: Calm): readonly IncidentEvent[] => {
  const events: IncidentEvent[] = []
  let now = incident
  for (let next = dueAt(now, at, calm); next !== undefined; next = dueAt(now, at, calm)) {
    events.push(next)
    now = fold(now, next)
  }
  return events
}

/** When time brings something next; undefined when it never does by itself. */
export const dueNext = (incident: Incident, at: Instant, calm: Calm): Instant | undefined => {
  const moments = duties(incident, at, calm)
    .map(({ due }) => due)
    .filter(Number.isFinite)
  return moments.length === 0 ? undefined : new Date(Math.min(...moments)).toISOString()
}

interface Duty {
  /** Milliseconds since the epoch. */
  readonly due: number
  readonly event: (at: Instant) => IncidentEvent
}

const dueAt = (incident: Incident, at: Instant, calm: Calm): IncidentEvent | undefined =>
  duties(incident, at, calm)
    .find(({ due }) => due <= millis(at))
    ?.event(at)

/** What is to be done about an incident and when, the most pressing kind first. */
const duties = (incident: Incident, at: Instant, calm: Calm): readonly Duty[] => {
  if (incident.resolved !== undefined) return []
  if (incident.watchedFrom !== undefined) return resolving(incident)
  const hushed = hushedUntil(incident.severity, at, calm)
  if (incident.announcedAt === undefined)
    return [{ due: millis(hushed ?? at), event: (at) => ({ type: 'announced', at }) }]
  const rested = Math.max(
    snoozeEnd(incident),
    hushed === undefined ? Number.NEGATIVE_INFINITY : millis(hushed),
  )
  const once = incident.owner === undefined ? escalating(incident) : lapsing(incident)
  return [...once, ...updating(incident)].map(({ due, event }) => ({ due: Math.max(due, rested), event }))
}

const snoozeEnd = ({ snoozedUntil }: Incident): number =>
  snoozedUntil === undefined ? Number.NEGATIVE_INFINITY : millis(snoozedUntil)

/** Clear for long enough, and seen all the time. */
const resolving = (incident: Incident): readonly Duty[] => {
  const due = resolvesAt(incident)
  return due === undefined ? [] : [{ due, event: (at) => ({ type: 'resolved', at }) }]
}

/** When it is over if it stays clear; undefined while it fires, or while nobody can see whether it is clear. */
export const resolvesAt = (incident: Incident): number | undefined => {
  const { watchedFrom, unseen, parts } = incident
  if (watchedFrom === undefined) return undefined
  const blind = unseen.some(({ monitor }) => deciding(parts).some(({ signal }) => signal.monitor === monitor))
  return blind ? undefined : millis(watchedFrom) + watchOf(incident, watchedFrom)
}

/** What comes back again and again is watched for longer. */
const watchOf = (incident: Incident, at: Instant): number =>
  Math.min(LONGEST_WATCH, WATCH * 2 ** Math.max(0, clearsWithin(incident, FLAPS_COUNT, at) - 1))

const escalating = (incident: Incident): readonly Duty[] =>
  incident.level >= HIGHEST_LEVEL
    ? []
    : [
        {
          due: acknowledgeBy(incident),
          event: (at) => ({ type: 'escalated', level: incident.level + 1, at }),
        },
      ]

const lapsing = (incident: Incident): readonly Duty[] => [
  {
    due: millis(incident.movedAt) + ACKNOWLEDGEMENT_HOLDS,
    event: (at) => ({ type: 'lapsed', at }),
  },
]

const updating = (incident: Incident): readonly Duty[] => [
  {
    due: millis(incident.toldAt) + UPDATE_EVERY[incident.severity],
    event: (at) => ({ type: 'updated', at }),
  },
]

/** When it goes to the next line, unless somebody takes it; undefined when it does not. */
export const escalatesAt = (incident: Incident, at: Instant, calm: Calm): number | undefined => {
  if (incident.owner !== undefined || incident.announcedAt === undefined) return undefined
  const due = duties(incident, at, calm).find(({ event }) => event(at).type === 'escalated')?.due
  return due !== undefined && Number.isFinite(due) ? due : undefined
}

/** By when people hear of it again; undefined when nobody has promised. */
export const nextUpdateBy = (incident: Incident, at: Instant, calm: Calm): number | undefined => {
  if (incident.announcedAt === undefined) return undefined
  const due = duties(incident, at, calm).find(({ event }) => event(at).type === 'updated')?.due
  return due !== undefined && Number.isFinite(due) ? due : undefined
}
