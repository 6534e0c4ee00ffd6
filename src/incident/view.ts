import type { Calm, IncidentOffer, IncidentTimes, IncidentView } from '../model/incident.ts'
import type { MonitorId, Signal } from '../model/monitor.ts'
import { between, type Instant, inText, millis } from '../model/time.ts'
import { escalatesAt, nextUpdateBy, resolvesAt } from './attend.ts'
import { FLAPPING_WITHIN } from './policy.ts'
import { offersOf } from './press.ts'
import { preventionOf } from './prevention.ts'
import { clearsWithin, deciding, goesOn, type Incident, isSame, type Part, phaseOf } from './state.ts'
import { isFlapping, leadingPart, nameOf } from './words.ts'

/** What a view needs besides the incident: the time, the calm of its tenant, and what is not recorded. */
export interface Beside {
  readonly at: Instant
  readonly calm: Calm
  /** The newest signals of its parts, with their pictures. */
  readonly looks: readonly Signal[]
  readonly isOn: (monitor: MonitorId) => boolean
}

/** An incident as people see it. */
export const viewOf = (incident: Incident, beside: Beside): IncidentView => {
  const leading = leadingPart(incident)
  const look = lookOf(leading, beside.looks)
  const { domain, direction, advice } = look
  return {
    id: incident.id,
    name: nameOf(incident),
    phase: phaseOf(incident),
    severity: incident.severity,
    title: look.title,
    also: alsoOf(incident, leading, beside.looks),
    since: incident.since,
    openedAt: incident.openedAt,
    facts: look.facts,
    unseen: incident.unseen.map(unseenWords),
    level: incident.level,
    times: timesOf(incident),
    offers: [...offersOf(incident, beside.at), ...switches(incident, beside)],
    ...given({ domain, direction, advice, flow: look.flow ?? flowOf(beside.looks) }),
    ...standing(incident, beside),
  }
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

const given = <T extends object>(values: T): Given<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>

const lookOf = ({ signal }: Part, looks: readonly Signal[]): Signal => {
  const look = looks.find((one) => isSame(one, signal))
  return look !== undefined && millis(look.at) >= millis(signal.at) && look.state === signal.state
    ? look
    : { ...signal, ...flowOnly(look) }
}

const flowOnly = (look: Signal | undefined): Pick<Signal, 'flow'> =>
  look?.flow === undefined ? {} : { flow: look.flow }

const flowOf = (looks: readonly Signal[]): Signal['flow'] =>
  looks.find(({ flow }) => flow !== undefined)?.flow

/** The parts beside the leading one; what is clear again only while something else goes on. */
const alsoOf = (incident: Incident, leading: Part, looks: readonly Signal[]): readonly string[] =>
  incident.parts.filter((part) => part !== leading).map((part) => lookOf(part, looks).title)

const unseenWords = ({ monitor, state, since }: Incident['unseen'][number]): string =>
  state === 'no-data'
    ? `No data for ${monitor} since ${inText(since)} (this does not prove that anything has changed)`
    : `The monitor ${monitor} has been broken since ${inText(since)} (this does not prove that anything has changed)`

const moment = (ms: number | undefined): Instant | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString()

const standing = (incident: Incident, { at, calm, isOn }: Beside) => {
  const { resolved, snoozedUntil, owner, verdict } = incident
  return given({
    owner: owner?.name,
    verdict,
    escalatesAt: moment(escalatesAt(incident, at, calm)),
    nextUpdateBy: moment(nextUpdateBy(incident, at, calm)),
    snoozedUntil: snoozedUntil !== undefined && millis(snoozedUntil) > millis(at) ? snoozedUntil : undefined,
    clearSince: goesOn(incident.parts) ? undefined : clearAt(incident),
    resolvesAt: resolved === undefined ? moment(resolvesAt(incident)) : undefined,
    resolvedAt: resolved?.at,
    resolvedBy: resolved?.by?.name,
    flapping: isFlapping(incident, at) ? clearsWithin(incident, FLAPPING_WITHIN, at) : undefined,
    prevention: resolved === undefined ? undefined : preventionOf(incident, isOn),
  })
}

/** When the last of it ended, as the monitors tell. */
const clearAt = ({ parts }: Incident): Instant | undefined =>
  deciding(parts)
    .filter(({ firing }) => !firing)
    .map(({ signal }) => signal.since)
    .toSorted()
    .at(-1)

export const timesOf = (incident: Incident): IncidentTimes => {
  const { openedAt, announcedAt, acknowledgedAt, resolved } = incident
  const { since } = incident
  const ended = goesOn(incident.parts) ? resolved?.at : (clearAt(incident) ?? resolved?.at)
  return {
    detectMs: Math.max(0, between(since, openedAt)),
    ...(acknowledgedAt === undefined
      ? {}
      : { acknowledgeMs: Math.max(0, between(announcedAt ?? openedAt, acknowledgedAt)) }),
    ...(resolved === undefined || ended === undefined
      ? {}
      : { repairMs: Math.max(0, between(since, ended)) }),
  }
}

/** Once it is over: the monitors that would have caught it and are off. */
const switches = (incident: Incident, { isOn }: Beside): readonly IncidentOffer[] =>
  incident.resolved === undefined
    ? []
    : preventionOf(incident, isOn)
        .monitors.filter(({ on }) => !on)
        .map(({ id }) => ({ verb: 'switch', monitor: id, on: true }))
