import * as fc from 'fast-check'
import { attend } from '../../src/incident/attend.ts'
import { begin, fold } from '../../src/incident/fold.ts'
import { press } from '../../src/incident/press.ts'
import { receive } from '../../src/incident/receive.ts'
import type { Incident } from '../../src/incident/state.ts'
import type { Calm, IncidentEvent, IncidentOffer } from '../../src/model/incident.ts'
import {
  type MonitorId,
  READING,
  type Severity,
  type Signal,
  type SignalState,
} from '../../src/model/monitor.ts'
import type { Person } from '../../src/model/person.ts'
import { after, type Instant } from '../../src/model/time.ts'

export const START: Instant = '2026-11-23T10:00:00.000Z'
export const ADA: Person = { id: 'ada', name: 'Ada' }
export const BOB: Person = { id: 'bob', name: 'Bob' }
export const NO_CALM: Calm = { maintenance: [] }
export const MINUTE = 60_000

/** A signal as a monitor gives it, with whatever is different. */
export const signalAt = (at: Instant, changes: Partial<Signal> = {}): Signal => ({
  tenant: 'contoso',
  monitor: 'zero-flow',
  what: 'inbound',
  state: 'firing',
  severity: 'P1',
  direction: 'inbound',
  title: 'No inbound mail for 17 minutes',
  since: after(at, -17 * MINUTE),
  at,
  facts: [{ label: 'Expected', text: '88 messages in that time' }],
  ...changes,
})

export const clearAt = (at: Instant, changes: Partial<Signal> = {}): Signal =>
  signalAt(at, { state: 'clear', severity: 'P4', title: 'Inbound mail flows again', since: at, ...changes })

export type Move =
  | { readonly do: 'signal'; readonly signal: (at: Instant) => Signal }
  | { readonly do: 'press'; readonly offer: IncidentOffer; readonly by: Person }
  | { readonly do: 'wait'; readonly ms: number }

/** Incidents of a tenant in memory, driven by the pure functions alone, as the engine drives them. */
export interface Play {
  readonly at: Instant
  readonly incidents: readonly Incident[]
  readonly events: Readonly<Record<string, readonly IncidentEvent[]>>
}

export const NOTHING: Play = { at: START, incidents: [], events: {} }

const happen = (play: Play, id: string, events: readonly IncidentEvent[], calm: Calm): Play => {
  const before = play.incidents.find((one) => one.id === id) as Incident
  const now = events.reduce(fold, before)
  const timely = attend(now, play.at, calm)
  const then = timely.reduce(fold, now)
  return {
    ...play,
    incidents: play.incidents.map((one) => (one.id === id ? then : one)),
    events: { ...play.events, [id]: [...(play.events[id] ?? []), ...events, ...timely] },
  }
}

const open = (play: Play, signal: Signal, calm: Calm): Play => {
  const number = play.incidents.length + 1
  const id = `i${number}`
  const event = { type: 'opened', number, signal, at: play.at } as const
  const opened = {
    ...play,
    incidents: [...play.incidents, begin(id, event)],
    events: { ...play.events, [id]: [event] },
  }
  return happen(opened, id, [], calm)
}

export const tell = (play: Play, signal: Signal, calm: Calm = NO_CALM): Play =>
  receive(play.incidents, signal, play.at).reduce((now, meaning) => {
    if (meaning.kind === 'opens') return open(now, meaning.signal, calm)
    return meaning.kind === 'happens' ? happen(now, meaning.incident, [meaning.event], calm) : now
  }, play)

/** Presses a button of the newest incident. */
export const click = (play: Play, offer: IncidentOffer, by: Person, calm: Calm = NO_CALM): Play => {
  const incident = play.incidents.at(-1)
  return incident === undefined
    ? play
    : happen(play, incident.id, press(incident, offer, { by, at: play.at }), calm)
}

/** Lets time pass; the engine looks at each incident then. */
export const wait = (play: Play, ms: number, calm: Calm = NO_CALM): Play => {
  const later = { ...play, at: after(play.at, ms) }
  return later.incidents.reduce((now, { id }) => happen(now, id, [], calm), later)
}

export const move = (play: Play, next: Move, calm: Calm = NO_CALM): Play => {
  if (next.do === 'signal') return tell(play, next.signal(play.at), calm)
  return next.do === 'press' ? click(play, next.offer, next.by, calm) : wait(play, next.ms, calm)
}

const THINGS: readonly (Partial<Signal> & { monitor: MonitorId; what: string })[] = [
  { monitor: 'zero-flow', what: 'inbound', direction: 'inbound' },
  { monitor: 'zero-flow', what: 'outbound', direction: 'outbound' },
  { monitor: 'zero-flow', what: READING },
  {
    monitor: 'mx-drift',
    what: 'contoso.com',
    domain: 'contoso.com',
    direction: 'inbound',
    points: ['mx-wrong'],
  },
  {
    monitor: 'inbound-connectors',
    what: 'connector/1/disabled',
    direction: 'inbound',
    points: ['connector-offline'],
  },
  { monitor: 'certificates', what: 'mail.contoso.com', points: ['tls-certificate'] },
]
const STATES: readonly SignalState[] = ['firing', 'clear', 'no-data', 'broken']
const SEVERITY: readonly Severity[] = ['P1', 'P2', 'P3', 'P4']

export const signals: fc.Arbitrary<(at: Instant) => Signal> = fc
  .record({
    thing: fc.constantFrom(...THINGS),
    state: fc.constantFrom(...STATES, 'firing' as const, 'clear' as const),
    severity: fc.constantFrom(...SEVERITY),
    sinceMinutes: fc.nat({ max: 300 }),
  })
  .map(
    ({ thing, state, severity, sinceMinutes }) =>
      (at) =>
        signalAt(at, {
          direction: undefined,
          ...thing,
          state,
          severity,
          since: after(at, -sinceMinutes * MINUTE),
        } as Partial<Signal>),
  )

const PRESSED: readonly IncidentOffer[] = (
  ['acknowledge', 'snooze', 'escalate', 'resolve', 'reopen'] as const
).map((verb) => ({ verb }))

export const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: signals.map((signal): Move => ({ do: 'signal', signal })) },
  {
    weight: 2,
    arbitrary: fc
      .record({ offer: fc.constantFrom(...PRESSED), by: fc.constantFrom(ADA, BOB) })
      .map((one): Move => ({ do: 'press', ...one })),
  },
  {
    weight: 4,
    arbitrary: fc
      .oneof(fc.nat({ max: 10 * MINUTE }), fc.nat({ max: 300 * MINUTE }))
      .map((ms): Move => ({ do: 'wait', ms })),
  },
)

export const calms: fc.Arbitrary<Calm> = fc.record(
  {
    quiet: fc.constant({ from: '10:00', to: '12:00', zone: 'UTC' }),
    maintenance: fc.array(
      fc.record({ from: fc.nat({ max: 300 }), length: fc.nat({ max: 300 }) }).map(({ from, length }) => ({
        from: after(START, from * MINUTE),
        to: after(START, (from + length) * MINUTE),
        by: 'Ada',
        why: 'patching',
      })),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['maintenance'] },
)
