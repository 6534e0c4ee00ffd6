import type { Card } from '../model/card.ts'
import { headerOf, lineOf, type Tone } from './blocks.ts'
import { cardOf } from './card.ts'
import { flat, heading, plain } from './text.ts'

export interface Notice {
  readonly title: string
  readonly text: string
  /** Above the text, each on a line of its own. */
  readonly lines?: readonly string[]
  readonly tone: Tone
}

const CHIPS: Readonly<Record<Tone, string>> = {
  working: 'Note',
  attend: 'Please read',
  broken: 'Trouble',
  good: 'Done',
}

/** One thing to say: a refusal, a confirmation, an explanation. */
export const noticeCard = ({ title, text, lines = [], tone }: Notice): Card =>
  cardOf(flat(`${title}. ${text}`, 300), [
    headerOf({ tone, title: heading(title, ''), small: 'Mailflow', chip: CHIPS[tone] }),
    ...lines.map((line) => lineOf({ text: plain(line, 300), subtle: false, spacing: 'Medium' })),
    lineOf({ text: plain(text, 1000), subtle: lines.length > 0, spacing: 'Medium' }),
  ])

/** A bug of ours. The incident id is what the log is searched for. */
export const troubleCard = ({ incident }: { readonly incident: string }): Card =>
  noticeCard({
    title: 'Something went wrong on our side',
    text: `Nothing is lost: what was decided and found so far is kept. Try again; if it happens again, tell whoever runs this bot the incident id ${plain(incident, 60)}.`,
    tone: 'broken',
  })
