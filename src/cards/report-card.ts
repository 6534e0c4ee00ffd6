import type { Card } from '../model/card.ts'
import { boxOf, headerOf } from './blocks.ts'
import { cardOf } from './card.ts'
import { code, flat, heading } from './text.ts'

export interface Report {
  /** What it is about, e.g. `INC-0042: No inbound mail for 17 minutes`. */
  readonly title: string
  readonly markdown: string
}

/** A card takes 100 KB in UTF-16; this leaves room for its older form beside it. */
const MOST_TEXT = 9000

/** The record of an incident, ready to copy. */
export const reportCard = ({ title, markdown }: Report): Card =>
  cardOf(flat(`Report: ${title}`), [
    headerOf({
      tone: 'working',
      title: heading(title, '', 160),
      small: 'Markdown; all times in UTC',
      chip: 'Report',
    }),
    boxOf({
      title: 'Copy this',
      commands: [{ run: code(markdown, MOST_TEXT), language: 'PlainText' }],
      then:
        markdown.length > MOST_TEXT
          ? 'It is longer than a card can show; the end is left out here.'
          : undefined,
    }),
  ])
