import type { Card, IncidentButton } from '../model/card.ts'
import type { IncidentView } from '../model/incident.ts'
import { alertButtons } from './alert-buttons.ts'
import { boxOf, type Fact, factsOf, headerOf, lineOf, type Tone } from './blocks.ts'
import { cardOf } from './card.ts'
import { sourceLine } from './evidence.ts'
import { flowChart } from './flow-chart.ts'
import type { Element } from './template.ts'
import { flat, heading, plain, prose, time } from './text.ts'
import { count, duration } from './words.ts'

export interface AlertPosting {
  /** It was posted again; an older card of the same incident may stand elsewhere. */
  readonly continuation?: boolean
  /** The flow as a `data:` address of a PNG. */
  readonly picture?: string | undefined
}

const MOST_FACTS = 6

const toneOf = ({ phase, severity }: IncidentView): Tone => {
  if (phase === 'resolved') return 'good'
  if (phase === 'monitoring') return 'working'
  return severity === 'P1' || severity === 'P2' ? 'broken' : 'attend'
}

const CHIPS: Readonly<Record<IncidentView['phase'], string>> = {
  triggered: 'Triggered',
  acknowledged: 'Acknowledged',
  mitigating: 'Mitigating',
  monitoring: 'Watching',
  resolved: 'Resolved',
}

const smallLine = (view: IncidentView, near: string): string => {
  const of = view.domain ?? (view.direction === undefined ? undefined : `${view.direction} mail`)
  return [
    view.severity,
    ...(of === undefined ? [] : [plain(of, 80)]),
    `since ${time(view.since, near)}`,
    plain(view.name, 40),
  ].join(' · ')
}

const LINES = ['first line', 'second line', 'lead'] as const

const ownerWords = (view: IncidentView, near: string): string => {
  const line = view.level === 0 ? '' : `, with the ${LINES[view.level] ?? 'lead'}`
  if (view.owner !== undefined) return `${plain(view.owner, 80)}${line}`
  const next = LINES[view.level + 1] ?? 'lead'
  return view.escalatesAt === undefined
    ? `nobody${line}`
    : `nobody yet${line}; escalates to the ${next} at ${time(view.escalatesAt, near)}`
}

const nextWords = (view: IncidentView, near: string): string | undefined => {
  if (view.resolvesAt !== undefined) return `resolves at ${time(view.resolvesAt, near)} if it stays clear`
  const by = view.nextUpdateBy === undefined ? undefined : `by ${time(view.nextUpdateBy, near)} or on change`
  if (view.snoozedUntil === undefined) return by
  return `snoozed until ${time(view.snoozedUntil, near)}${by === undefined ? '' : `; ${by}`}`
}

const one = (title: string, text: string | undefined): readonly Fact[] =>
  text === undefined ? [] : [{ title, values: [{ text }] }]

const VERDICTS = {
  found: 'The cause is found',
  likely: 'Not proven',
  conflict: 'The evidence contradicts itself',
  unknown: 'No cause found',
  flowing: 'The diagnosis saw mail flow',
} as const

const verdictWords = ({ verdict }: IncidentView, near: string): string | undefined => {
  if (verdict === undefined) return undefined
  const title = verdict.title === undefined ? '' : `: ${prose(verdict.title, near, 200)}`
  return `${VERDICTS[verdict.kind]}${title}`
}

/** How long it took, in the words of those who count it. */
const timesWords = ({ times, resolvedAt }: IncidentView): string | undefined => {
  if (resolvedAt === undefined) return undefined
  return [
    `noticed after ${duration(times.detectMs)}`,
    times.acknowledgeMs === undefined
      ? 'never acknowledged'
      : `acknowledged after ${duration(times.acknowledgeMs)}`,
    ...(times.repairMs === undefined ? [] : [`repaired after ${duration(times.repairMs)}`]),
  ].join(' · ')
}

const seenFacts = ({ facts }: IncidentView, near: string): readonly Fact[] => {
  const hidden = facts.length - MOST_FACTS
  const shown = facts.slice(0, MOST_FACTS).map(({ label, text, source }) => ({
    title: plain(label, 40),
    values: [
      { text: prose(text, near, 300), ...(source === undefined ? {} : { source: sourceLine(source, near) }) },
    ],
  }))
  return hidden > 0 ? [...shown, ...one('And', count(hidden, 'more fact'))] : shown
}

const MOST_ALSO = 4

const linesOf = (title: string, lines: readonly string[], near: string): readonly Fact[] => {
  const hidden = lines.length - MOST_ALSO
  const values = lines.slice(0, MOST_ALSO).map((text) => ({ text: prose(text, near, 240) }))
  if (values.length === 0) return []
  return [{ title, values: hidden > 0 ? [...values, { text: `and ${hidden} more` }] : values }]
}

const factsIn = (view: IncidentView, near: string): Element =>
  factsOf([
    ...linesOf('Also', view.also, near),
    ...seenFacts(view, near),
    ...linesOf('Cannot be seen', view.unseen, near),
    ...one('Diagnosis', verdictWords(view, near)),
    ...one(
      'Comes and goes',
      view.flapping === undefined
        ? undefined
        : `${count(view.flapping, 'time')} within the hour; told on this card only`,
    ),
    ...(view.resolvedAt === undefined
      ? [...one('Owner', ownerWords(view, near)), ...one('Next update', nextWords(view, near))]
      : [
          ...one(
            'Resolved',
            `${time(view.resolvedAt, near)}, ${view.resolvedBy === undefined ? 'seen to be clear' : `by ${plain(view.resolvedBy, 80)}`}`,
          ),
          ...one('Times', timesWords(view)),
        ]),
  ])

/** What keeps it from coming again, once it is over; else what to do now, where the monitor says so. */
const adviceIn = (view: IncidentView, near: string): readonly Element[] => {
  const { prevention, advice } = view
  if (prevention !== undefined)
    return [
      boxOf({
        title: 'So that it does not come again',
        lead: plain(prevention.title, 200),
        commands: [],
        then: undefined,
      }),
      ...prevention.checklist.map((text) => lineOf({ text: `☐ ${plain(text, 240)}`, subtle: false })),
      lineOf({ text: monitorsWords(prevention.monitors), size: 'Small' }),
    ]
  return advice === undefined
    ? []
    : [boxOf({ title: 'Do this', lead: prose(advice, near, 500), commands: [] })]
}

const monitorsWords = (monitors: readonly { readonly id: string; readonly on: boolean }[]): string =>
  `Monitors that tell of it: ${monitors.map(({ id, on }) => `${id} (${on ? 'on' : 'off'})`).join(', ')}`

const CONTINUED = 'Posted again. Nothing was lost; a card of this incident elsewhere is out of date.'

/** The one card of an incident, from the alarm to the lesson. Updated in place; its history is the thread below. */
export const alertCard = (view: IncidentView, button: IncidentButton, posting: AlertPosting = {}): Card => {
  const near = view.openedAt
  const { actions, more } = alertButtons(view, button)
  return cardOf(
    flat(`${view.severity} ${CHIPS[view.phase]}: ${view.title} (${view.name})`, 300),
    [
      headerOf({
        tone: toneOf(view),
        title: heading(view.title, near, 160),
        small: smallLine(view, near),
        chip: CHIPS[view.phase],
      }),
      posting.continuation === true ? lineOf({ text: CONTINUED, size: 'Small' }) : undefined,
      factsIn(view, near),
      ...(view.flow === undefined ? [] : flowChart(view.flow, posting.picture)),
      ...adviceIn(view, near),
      more,
    ],
    actions,
  )
}
