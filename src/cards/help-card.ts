import type { Card } from '../model/card.ts'
import { boxOf, factsOf, headerOf, lineOf } from './blocks.ts'
import { cardOf } from './card.ts'
import { flat, heading, plain } from './text.ts'
import { count } from './words.ts'

/** A verb that the caller may use. */
export interface VerbHelp {
  readonly verb: string
  /** What it does, as a sentence. */
  readonly about: string
  /** A whole line that can be typed, e.g. `diagnose contoso.com inbound`. */
  readonly example?: string
}

export interface Help {
  readonly verbs: readonly VerbHelp[]
  /** What was not understood, when that is why help is shown. */
  readonly unclear?: { readonly said: string; readonly nearest?: string; readonly why?: string }
}

const MOST = 16

const unclearTitle = ({ said, nearest }: NonNullable<Help['unclear']>): string => {
  // The word itself is known; what came with it is not.
  if (nearest === said) return `I did not understand what to do with "${plain(said, 60)}"`
  return nearest === undefined
    ? `I did not understand "${plain(said, 60)}"`
    : `I did not understand "${plain(said, 60)}". Did you mean "${plain(nearest, 40)}"?`
}

/** What can be asked, in one card; also the answer to words that were not understood. */
export const helpCard = ({ verbs, unclear }: Help): Card => {
  const title = unclear === undefined ? 'When mail stops, say diagnose' : unclearTitle(unclear)
  const examples = verbs.flatMap(({ example }) => (example === undefined ? [] : [example])).slice(0, 4)
  const hidden = verbs.length - MOST
  return cardOf(flat(title), [
    headerOf({
      tone: unclear === undefined ? 'working' : 'attend',
      title: heading(title, '', 200),
      small:
        unclear?.why === undefined
          ? 'In a channel mention me first; in a chat the word alone is enough'
          : plain(unclear.why, 300),
      chip: 'Help',
    }),
    factsOf(
      verbs
        .slice(0, MOST)
        .map(({ verb, about }) => ({ title: plain(verb, 24), values: [{ text: plain(about, 200) }] })),
    ),
    hidden > 0 ? lineOf({ text: `and ${count(hidden, 'more word')}`, size: 'Small' }) : undefined,
    examples.length > 0
      ? boxOf({
          title: 'For example',
          commands: [
            {
              run: examples.map((line) => `@mailflow ${plain(line, 120)}`).join('\n'),
              language: 'PlainText',
            },
          ],
        })
      : undefined,
  ])
}
