import type { IncidentEvent, IncidentView } from '../model/incident.ts'
import { between, withTimes } from '../model/time.ts'
import { isTurn } from './effects.ts'
import { begin, fold } from './fold.ts'
import type { Incident } from './state.ts'
import { lasting, told } from './words.ts'

/** The record of an incident as Markdown: what it was, how long it took, and all that happened, in UTC. */
export const reportOf = (view: IncidentView, events: readonly IncidentEvent[]): string =>
  [
    `# ${view.name}: ${safe(view.title)}`,
    '',
    ...table([
      ['Severity', view.severity],
      ['State', view.phase],
      ['Began', utc(view.since)],
      ['Noticed', `${utc(view.openedAt)} (after ${lasting(view.times.detectMs)})`],
      ['Acknowledged', acknowledged(view)],
      ['Resolved', resolved(view)],
      ['Cause', view.verdict?.title ?? 'not diagnosed'],
    ]),
    ...section('Also part of it', view.also),
    ...section(
      'Facts',
      view.facts.map(({ label, text }) => `${label}: ${text}`),
    ),
    ...section('What could not be seen', view.unseen),
    '',
    '## Timeline (UTC)',
    '',
    ...timeline(view.id, events),
    ...section(view.prevention?.title ?? '', view.prevention?.checklist ?? []),
    '',
  ].join('\n')

const acknowledged = ({ times, owner }: IncidentView): string =>
  times.acknowledgeMs === undefined
    ? 'never'
    : `after ${lasting(times.acknowledgeMs)}${owner === undefined ? '' : `, owner ${owner}`}`

const resolved = ({ resolvedAt, resolvedBy, times }: IncidentView): string => {
  if (resolvedAt === undefined) return 'not yet'
  const who = resolvedBy === undefined ? 'seen to be clear' : `by ${resolvedBy}`
  return `${utc(resolvedAt)}, ${who}; repaired after ${lasting(times.repairMs ?? 0)}`
}

const timeline = (id: string, events: readonly IncidentEvent[]): readonly string[] => {
  let now: Incident | undefined
  return events.flatMap((event) => {
    const before = now
    now =
      before === undefined ? (event.type === 'opened' ? begin(id, event) : undefined) : fold(before, event)
    // What goes on as it was is on the record, and says nothing here.
    const isNothing =
      before !== undefined && now !== undefined && event.type === 'signalled' && !isTurn(before, now)
    return now === undefined || isNothing
      ? []
      : [`- ${utc(event.at)} ${passed(events, event.at)}: ${safe(told(event, before, now))}`]
  })
}

/** `+17 min` after the first event. */
const passed = (events: readonly IncidentEvent[], at: string): string => {
  const first = events[0]
  return `(+${Math.round(between(first?.at ?? at, at) / 60_000)} min)`
}

const table = (rows: readonly (readonly [string, string])[]): readonly string[] => [
  '| | |',
  '|---|---|',
  ...rows.map(([name, value]) => `| ${name} | ${safe(value)} |`),
]

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines.map((line) => `- ${safe(line)}`)]

const utc = (at: string): string => at.replace('T', ' ').slice(0, 19)

/** Names and values that others wrote start nothing of Markdown's own: no table cell, no link, no markup. */
const safe = (text: string): string =>
  withTimes(text, utc)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .replaceAll(/[\\`*_[\]<>|#~!]/g, (character) => `\\${character}`)
    .trim()
