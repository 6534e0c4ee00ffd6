import type { Card } from '../model/card.ts'
import type { Element } from './template.ts'
import { cut } from './text.ts'

/** Puts a card together. `summary` is what a notification, and a client that shows no cards, will say. */
export const cardOf = (
  summary: string,
  body: readonly (Element | undefined)[],
  actions: readonly Element[] = [],
): Card => ({
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  fallbackText: cut(summary, 400),
  msteams: { width: 'Full' },
  body: body.filter((element) => element !== undefined),
  ...(actions.length > 0 && { actions }),
})
