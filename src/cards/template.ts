import { Template } from 'adaptivecards-templating'

/** A part of a card. */
export type Element = Readonly<Record<string, unknown>>

/**
 * A template to be filled again and again: parsing it is the dear part. Every value must be given: the engine leaves
 * `${name}` in the card for one that is missing, and repeats an element once for a list that is.
 */
export const template = (json: unknown): ((data: object) => Element) => {
  const parsed = new Template(json)
  return (data) => parsed.expand({ $root: data }) as Element
}
