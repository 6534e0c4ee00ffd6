import type { IncidentEvent, IncidentPhase, IncidentVerdict, Sighting } from '../model/incident.ts'
import { type MonitorId, READING, type Severity } from '../model/monitor.ts'
import type { Person } from '../model/person.ts'
import { type Instant, millis } from '../model/time.ts'
import { ACKNOWLEDGE_WITHIN, FLAPS_COUNT } from './policy.ts'

/** Counted up when an older state cannot be read any more; it is then made anew from the events. */
export const VERSION = 1

/** One thing that a monitor says of an incident. */
export interface Part {
  /** As it was last recorded. */
  readonly signal: Sighting
  readonly firing: boolean
  readonly recordedAt: Instant
}

/** A monitor of a part that cannot see at present. */
export interface Unseen {
  readonly monitor: MonitorId
  readonly state: 'no-data' | 'broken'
  readonly since: Instant
}

/** Where an incident stands: a function of its events. Its phase is derived (`phaseOf`), never kept. */
export interface Incident {
  readonly version: typeof VERSION
  readonly id: string
  readonly tenant: string
  readonly number: number
  readonly parts: readonly Part[]
  /** The worst that it has been since it was opened or reopened. */
  readonly severity: Severity
  /** When it began, as far as any of its parts tells; it stays when it ends. */
  readonly since: Instant
  readonly openedAt: Instant
  readonly announcedAt?: Instant
  readonly owner?: Person
  /** When somebody took it for the first time. */
  readonly acknowledgedAt?: Instant
  /** When somebody last did something, or it last came or went. */
  readonly movedAt: Instant
  /** From when it waits for somebody to take it. */
  readonly waitsFrom: Instant
  readonly level: number
  readonly snoozedUntil?: Instant
  /** When people were last told something. */
  readonly toldAt: Instant
  readonly unseen: readonly Unseen[]
  readonly diagnoses: readonly string[]
  readonly verdict?: IncidentVerdict
  /** When it came to be clear as a whole, oldest first. */
  readonly clears: readonly Instant[]
  /** Since when it is clear and seen; absent while it fires. */
  readonly watchedFrom?: Instant
  readonly resolved?: { readonly at: Instant; readonly by?: Person; readonly severity: Severity }
}

/** Whether a signal says that something is wrong. A monitor that cannot see is wrong only as its own subject. */
export const isFiring = ({ state, what }: Pick<Sighting, 'state' | 'what'>): boolean =>
  state === 'firing' || (what === READING && state !== 'clear')

export const isSame = (
  one: Pick<Sighting, 'monitor' | 'what'>,
  other: Pick<Sighting, 'monitor' | 'what'>,
): boolean => one.monitor === other.monitor && one.what === other.what

export const firingParts = ({ parts }: Pick<Incident, 'parts'>): readonly Part[] =>
  parts.filter(({ firing }) => firing)

/** A monitor that sees whether mail itself flows. */
export const isStop = ({ monitor }: Pick<Sighting, 'monitor'>): boolean => monitor === 'zero-flow'

/**
 * The parts that say whether it is over: where mail stopped, that it flows again; what may have been why does not hold
 * it open. Else all of them.
 */
export const deciding = <P extends Pick<Part, 'signal'>>(parts: readonly P[]): readonly P[] => {
  const stops = parts.filter(({ signal }) => isStop(signal))
  return stops.length > 0 ? stops : parts
}

/** Whether it goes on. */
export const goesOn = (parts: readonly Part[]): boolean => deciding(parts).some(({ firing }) => firing)

/** Severities in their order, the worst first. */
export const worse = (one: Severity, other: Severity): Severity => (one < other ? one : other)

/** How bad it is when all of this fires at once: no mail in either direction is a complete stop. */
export const severityOf = (parts: readonly Part[]): Severity => {
  const firing = parts.filter(({ firing }) => firing)
  const stopped = new Set(firing.filter(({ signal }) => isStop(signal)).map(({ signal }) => signal.direction))
  if (stopped.has('inbound') && stopped.has('outbound')) return 'P1'
  return firing.map(({ signal }) => signal.severity).reduce(worse, 'P4')
}

export const phaseOf = (incident: Incident): IncidentPhase => {
  if (incident.resolved !== undefined) return 'resolved'
  if (incident.watchedFrom !== undefined) return 'monitoring'
  if (incident.owner === undefined) return 'triggered'
  const kind = incident.verdict?.kind
  return kind === 'found' || kind === 'likely' ? 'mitigating' : 'acknowledged'
}

/** When it goes to the next line, as far as the clock is concerned. */
export const acknowledgeBy = ({ severity, waitsFrom }: Incident): number =>
  millis(waitsFrom) + ACKNOWLEDGE_WITHIN[severity]

/** How often it has come to be clear in a span before a moment. */
export const clearsWithin = ({ clears }: Incident, ms: number, at: Instant): number =>
  clears.filter((clear) => millis(at) - millis(clear) < ms).length

/** Only what may still count is kept. */
export const withClear = (clears: readonly Instant[], at: Instant): readonly Instant[] => [
  ...clears.filter((clear) => millis(at) - millis(clear) < FLAPS_COUNT),
  at,
]

/** The state before its first event. Undefined parts of it are filled by `opened`. */
export type Opened = Extract<IncidentEvent, { type: 'opened' }>
