import type { DigestView, IncidentRow, MonitorRow } from '../model/incident.ts'
import type { MonitorId } from '../model/monitor.ts'
import { between, type Instant, millis } from '../model/time.ts'
import { firingParts, type Incident, phaseOf } from './state.ts'
import { lasting, leadingPart, nameOf } from './words.ts'

/** What is known of a monitor besides the incidents that it raised. */
export interface Watching {
  readonly id: MonitorId
  readonly question: string
  readonly everyMs: number
  readonly on: boolean
  readonly lastDone?: Instant
  /** How many ticks in a row ended with a bug or at the deadline. */
  readonly failures: number
}

/** How each monitor stands, by the incidents that are open. */
export const rowsOf = (
  watching: readonly Watching[],
  incidents: readonly Incident[],
): readonly MonitorRow[] => watching.map((monitor) => rowOf(monitor, incidents))

const rowOf = (monitor: Watching, incidents: readonly Incident[]): MonitorRow => {
  const { id, question, everyMs, on, lastDone } = monitor
  const known = { id, question, everyMs, on, ...(lastDone === undefined ? {} : { lastDone }) }
  if (!on) return { ...known, health: 'off', says: 'Switched off' }
  const signals = incidents
    .filter(({ resolved }) => resolved === undefined)
    .flatMap((incident) => firingParts(incident).map(({ signal }) => ({ signal, name: nameOf(incident) })))
    .filter(({ signal }) => signal.monitor === id)
    .toSorted((one, other) => one.signal.severity.localeCompare(other.signal.severity))
  const [worst] = signals
  if (worst !== undefined) {
    const { severity, title, advice } = worst.signal
    const more = signals.length > 1 ? `, and ${signals.length - 1} more` : ''
    const health = severity === 'P1' || severity === 'P2' ? 'red' : 'amber'
    return {
      ...known,
      health,
      says: `${title} (${worst.name})${more}`,
      ...(advice === undefined ? {} : { advice }),
    }
  }
  if (monitor.failures > 0)
    return {
      ...known,
      health: 'amber',
      says: `The last ${monitor.failures === 1 ? 'look' : `${monitor.failures} looks`} failed by a bug of Mailflow`,
      advice: 'The log of Mailflow has the reason; tell whoever runs it.',
    }
  return { ...known, health: 'good', says: lastDone === undefined ? 'Not looked yet' : 'Nothing is wrong' }
}

/** A day: how everything stands and what came and went, with what was held back by quiet hours or maintenance. */
export const digestOf = (
  rows: readonly MonitorRow[],
  incidents: readonly Incident[],
  { since, at }: { readonly since: Instant; readonly at: Instant },
): DigestView => ({
  at,
  since,
  health: worstOf(rows),
  rows,
  incidents: incidentRows(
    incidents.filter(({ resolved }) => resolved === undefined || millis(resolved.at) >= millis(since)),
    at,
  ),
})

/** Incidents as rows, newest first. */
export const incidentRows = (incidents: readonly Incident[], at: Instant): readonly IncidentRow[] =>
  incidents
    .toSorted((one, other) => other.openedAt.localeCompare(one.openedAt))
    .map((incident) => ({
      name: nameOf(incident),
      severity: incident.severity,
      text: lineOf(incident, at),
      hushed: incident.announcedAt === undefined,
    }))

const worstOf = (rows: readonly MonitorRow[]): DigestView['health'] => {
  if (rows.some(({ health }) => health === 'red')) return 'red'
  return rows.some(({ health }) => health === 'amber') ? 'amber' : 'good'
}

const lineOf = (incident: Incident, at: Instant): string => {
  const { title } = leadingPart(incident).signal
  const { since } = incident
  if (incident.resolved !== undefined)
    return `${title}; resolved after ${lasting(between(since, incident.resolved.at))}`
  const owner = incident.owner === undefined ? 'nobody owns it' : `${incident.owner.name} owns it`
  return `${title}; ${phaseOf(incident)} for ${lasting(between(since, at))}, ${owner}`
}
