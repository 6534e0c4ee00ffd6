import type { Card } from '../model/card.ts'
import type { DigestView } from '../model/incident.ts'
import { type Fact, factsOf, headerOf, lineOf, stepsOf, type Tone } from './blocks.ts'
import { cardOf } from './card.ts'
import { monitorLine } from './monitor-rows.ts'
import { flat, plain, prose, time } from './text.ts'
import { count } from './words.ts'

const TONES: Readonly<Record<DigestView['health'], Tone>> = { good: 'good', amber: 'attend', red: 'broken' }
const CHIPS: Readonly<Record<DigestView['health'], string>> = { good: 'Green', amber: 'Amber', red: 'Red' }
const MOST = 10

const titleOf = ({ health, rows }: DigestView): string => {
  if (health === 'good') return 'Mail is healthy today'
  const red = rows.filter((row) => row.health === 'red').length
  const amber = rows.filter((row) => row.health === 'amber').length
  if (red > 0) return `${count(red, 'monitor')} ${red === 1 ? 'sees' : 'see'} mail hit`
  return `${count(amber, 'monitor')} ${amber === 1 ? 'asks' : 'ask'} for attention`
}

const incidentFacts = ({ incidents, at }: DigestView): readonly Fact[] => {
  const hidden = incidents.length - MOST
  const facts = incidents.slice(0, MOST).map(({ name, severity, text, hushed }) => ({
    title: `${plain(name, 40)} ${severity}`,
    values: [{ text: `${prose(text, at, 240)}${hushed ? ' (held back until now)' : ''}` }],
  }))
  return hidden > 0 ? [...facts, { title: 'And', values: [{ text: `${hidden} more` }] }] : facts
}

/** One a day: green, amber, red and what to do, and what came and went. */
export const digestCard = (view: DigestView): Card => {
  const title = titleOf(view)
  const { at, since, rows, incidents } = view
  return cardOf(flat(`Daily check: ${title}`), [
    headerOf({
      tone: TONES[view.health],
      title,
      small: `Daily check · since ${time(since, at)}`,
      chip: CHIPS[view.health],
    }),
    rows.length > 0 ? stepsOf(rows.map((row) => monitorLine(row, at, { isDated: false }))) : undefined,
    incidents.length > 0
      ? factsOf(incidentFacts(view))
      : lineOf({ text: 'No incident since the last check.', spacing: 'Medium' }),
  ])
}
