import type { IncidentEvent, Sighting } from '../model/incident.ts'
import { between, type Instant, inText } from '../model/time.ts'
import { FLAPPING, FLAPPING_WITHIN } from './policy.ts'
import { clearsWithin, deciding, firingParts, goesOn, type Incident, type Part } from './state.ts'

/** `INC-0042`. */
export const nameOf = ({ number }: Pick<Incident, 'number'>): string =>
  `INC-${String(number).padStart(4, '0')}`

/** The part that gives an incident its name: of those that decide the worst that fires, else the worst that fired. */
export const leadingPart = (incident: Pick<Incident, 'parts'>): Part => {
  const parts = deciding(incident.parts)
  const firing = firingParts({ parts })
  const [first, ...rest] = firing.length > 0 ? firing : parts
  return rest.reduce(
    (best, part) => (part.signal.severity < best.signal.severity ? part : best),
    first as Part,
  )
}

/** `17 minutes`, `2 hours 5 minutes`: at most two units, none below a minute unless there is nothing else. */
export const lasting = (ms: number): string => {
  const minutes = Math.round(Math.max(0, ms) / 60_000)
  if (minutes === 0) return 'less than a minute'
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  const parts = [counted(days, 'day'), counted(hours, 'hour'), counted(days > 0 ? 0 : rest, 'minute')]
  return parts.filter((part) => part !== '').join(' ')
}

const counted = (number: number, noun: string): string =>
  number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`

/** The line that an incident is taken to. */
export const lineOf = (level: number): string => ['first line', 'second line', 'lead'][level] ?? 'lead'

export const isFlapping = (incident: Incident, at: Instant): boolean =>
  clearsWithin(incident, FLAPPING_WITHIN, at) >= FLAPPING

/** What happened, as a sentence for the thread and the record. */
export const told = (event: IncidentEvent, before: Incident | undefined, now: Incident): string => {
  const { at } = event
  switch (event.type) {
    case 'opened':
      return `${event.signal.title} (${event.signal.severity}), since ${inText(event.signal.since)}.`
    case 'announced':
      return 'People were told.'
    case 'signalled':
      return signalledWords(event.signal, before, now)
    case 'sight':
      return sightWords(event)
    case 'acknowledged':
      return `Acknowledged by ${event.by.name}, who owns it now.`
    case 'lapsed':
      return `The acknowledgement by ${before?.owner?.name ?? 'somebody'} has lapsed: nothing has moved. It is nobody's again.`
    case 'snoozed':
      return `Snoozed by ${event.by.name} until ${inText(event.until)}.`
    case 'escalated':
      return event.by === undefined
        ? `Nobody has acknowledged it. Escalated to the ${lineOf(event.level)}.`
        : `Escalated to the ${lineOf(event.level)} by ${event.by.name}.`
    case 'diagnosing':
      return `A diagnosis was started by ${event.by.name}.`
    case 'diagnosed':
      return verdictWords(event)
    case 'updated':
      return updateWords(now, at)
    case 'approved':
      return `${event.what}: approved as the new baseline by ${event.by.name}.`
    case 'resolved':
      return resolvedWords(event, before, at)
    case 'reopened':
      return event.by === undefined
        ? `Reopened: ${event.signal?.title ?? 'it is back'}.`
        : `Reopened by ${event.by.name}.`
    case 'undelivered':
      return `Could not be told by ${event.way}: ${event.trouble}.`
  }
}

const signalledWords = (signal: Sighting, before: Incident | undefined, now: Incident): string => {
  const known = before?.parts.find(
    (part) => part.signal.monitor === signal.monitor && part.signal.what === signal.what,
  )
  if (known === undefined) return `It belongs to this: ${signal.title} (${signal.severity}).`
  if (now.watchedFrom !== undefined && before?.watchedFrom === undefined)
    return `${signal.title}. It is watched for a while before it counts as over.`
  if (signal.state === 'clear') return `${signal.title}. The rest goes on.`
  if (before?.watchedFrom !== undefined && now.watchedFrom === undefined)
    return `It is back: ${signal.title}.`
  if (before !== undefined && now.severity < before.severity) return `Now ${now.severity}: ${signal.title}.`
  return `${signal.title}.`
}

const sightWords = ({ monitor, state, since }: Extract<IncidentEvent, { type: 'sight' }>): string => {
  if (state === 'seeing') return `The monitor ${monitor} can see again.`
  return state === 'no-data'
    ? `No data for the monitor ${monitor} since ${inText(since)}. This does not prove that anything has changed.`
    : `The monitor ${monitor} has been broken since ${inText(since)}. This does not prove that anything has changed.`
}

const verdictWords = ({ verdict }: Extract<IncidentEvent, { type: 'diagnosed' }>): string => {
  switch (verdict.kind) {
    case 'found':
      return `The diagnosis found the cause: ${verdict.title ?? 'see its card'}.`
    case 'likely':
      return `The diagnosis did not prove a cause. Probably: ${verdict.title ?? 'see its card'}.`
    case 'conflict':
      return 'The evidence of the diagnosis contradicts itself.'
    case 'unknown':
      return 'The diagnosis found no cause: take it to Microsoft with what was ruled out.'
    case 'flowing':
      return 'The diagnosis saw mail flow.'
  }
}

const updateWords = (now: Incident, at: Instant): string => {
  const owner = now.owner === undefined ? 'Nobody owns it.' : `${now.owner.name} owns it.`
  return `Still so after ${lasting(between(now.since, at))}: ${leadingPart(now).signal.title}. ${owner}`
}

const resolvedWords = (
  { by }: Extract<IncidentEvent, { type: 'resolved' }>,
  before: Incident | undefined,
  at: Instant,
): string => {
  const after = before === undefined ? '' : ` after ${lasting(between(before.since, at))}`
  if (by === undefined) return `Resolved${after}: it has been clear for long enough.`
  const fires = before !== undefined && goesOn(before.parts)
  return `Resolved by ${by.name}${after}${fires ? ', while the monitor still saw it' : ''}.`
}
