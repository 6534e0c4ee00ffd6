import type { IncidentEvent, IncidentOffer } from '../model/incident.ts'
import type { Person } from '../model/person.ts'
import { after, type Instant, millis } from '../model/time.ts'
import { HIGHEST_LEVEL, SNOOZE } from './policy.ts'
import { firingParts, type Incident, phaseOf } from './state.ts'

/** What a person may do about an incident at a moment, likeliest first. The monitors to switch come from elsewhere. */
export const offersOf = (incident: Incident, at: Instant): readonly IncidentOffer[] => {
  switch (phaseOf(incident)) {
    case 'triggered':
      return [
        { verb: 'acknowledge' },
        { verb: 'diagnose' },
        ...later(incident, at),
        ...baselines(incident),
        RESOLVE,
      ]
    case 'acknowledged':
    case 'mitigating':
      return [
        { verb: 'diagnose' },
        ...later(incident, at),
        ...baselines(incident),
        RESOLVE,
        { verb: 'acknowledge' },
      ]
    case 'monitoring':
      return [RESOLVE, { verb: 'diagnose' }]
    case 'resolved':
      return [{ verb: 'reopen' }]
  }
}

const RESOLVE: IncidentOffer = { verb: 'resolve' }

const isSnoozed = ({ snoozedUntil }: Incident, at: Instant): boolean =>
  snoozedUntil !== undefined && millis(snoozedUntil) > millis(at)

const later = (incident: Incident, at: Instant): readonly IncidentOffer[] => [
  ...(isSnoozed(incident, at) ? [] : [{ verb: 'snooze' } as const]),
  ...(incident.level < HIGHEST_LEVEL ? [{ verb: 'escalate' } as const] : []),
]

const baselines = (incident: Incident): readonly IncidentOffer[] =>
  firingParts(incident).flatMap(({ signal: { monitor, what, mark } }) =>
    mark === undefined ? [] : [{ verb: 'approve', monitor, what, mark } as const],
  )

/** What a button comes to, however often it is pressed: none where it changes nothing. */
export const press = (
  incident: Incident,
  offer: IncidentOffer,
  { by, at }: { readonly by: Person; readonly at: Instant },
): readonly IncidentEvent[] => {
  const open = incident.resolved === undefined
  switch (offer.verb) {
    case 'acknowledge':
      return open && incident.owner?.id !== by.id ? [{ type: 'acknowledged', by, at }] : []
    case 'snooze':
      return open && !isSnoozed(incident, at)
        ? [{ type: 'snoozed', by, until: after(at, SNOOZE[incident.severity]), at }]
        : []
    case 'escalate':
      return open && incident.level < HIGHEST_LEVEL
        ? [{ type: 'escalated', level: incident.level + 1, by, at }]
        : []
    case 'resolve':
      return open ? [{ type: 'resolved', by, at }] : []
    case 'reopen':
      return open ? [] : [{ type: 'reopened', by, at }]
    case 'diagnose':
    case 'approve':
    case 'switch':
      // These act on something else first; what comes of that is the event.
      return []
  }
}
