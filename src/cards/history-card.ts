import type { Card } from '../model/card.ts'
import type { Instant } from '../model/time.ts'
import { lineOf } from './blocks.ts'
import { cardOf } from './card.ts'
import { flat, prose } from './text.ts'

/** One line of the history of an incident, below its card. */
export const historyCard = ({ text, at }: { readonly text: string; readonly at: Instant }): Card =>
  cardOf(flat(text, 300), [lineOf({ text: prose(text, at, 500), subtle: false })])
