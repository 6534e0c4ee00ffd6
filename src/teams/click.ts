import { z } from 'zod'
import type { Click } from '../engine/api.ts'
import { CAUSE_IDS, QUESTION_IDS } from '../model/ids.ts'
import { CHOICES, type Choice } from '../model/question.ts'
import { Id } from './activity.ts'

const EVERY_CHOICE = [...new Set<Choice>(Object.values(CHOICES).flat())]

/** Only for reading, so that one that is odd is no reason to refuse a click. */
const Label = Id.max(200).catch('')

/** What a button asks for, in the words of `model/view.ts`. */
const Offer = z.discriminatedUnion('verb', [
  z.object({
    verb: z.literal('answer'),
    question: z.enum(QUESTION_IDS),
    choice: z.enum(EVERY_CHOICE),
    label: Label,
  }),
  z.object({ verb: z.literal('reject'), cause: z.enum(CAUSE_IDS) }),
  z.object({
    verb: z.literal('take-back'),
    question: z.enum(QUESTION_IDS),
    label: Label,
  }),
  z.object({ verb: z.literal('restart') }),
  z.object({ verb: z.literal('join') }),
  z.object({ verb: z.literal('stop') }),
])

/** The data of one of our buttons; inputs of the card may lie beside it. */
const ButtonData = z.object({
  mailflow: z.literal(1),
  diagnosis: Id.max(100),
  token: Id.max(200),
  offer: Offer,
})

/** Reads the data that came back with a click; undefined when it is none of ours. */
export const clickOf = (data: unknown, cardId: string | undefined): Click | undefined => {
  const read = ButtonData.safeParse(data)
  if (!read.success) return undefined
  const { diagnosis, token, offer } = read.data
  return { diagnosis, token, offer, ...(cardId === undefined ? {} : { cardId }) }
}

const CardAction = z.object({
  action: z.object({ data: z.unknown().optional() }),
  trigger: z.string().optional().catch(undefined),
})

/** The value of an `adaptiveCard/action` invoke. `automatic` is a client that refreshes by itself, not a person. */
export const cardActionOf = (value: unknown): { data: unknown; automatic: boolean } | undefined => {
  const read = CardAction.safeParse(value)
  if (!read.success) return undefined
  return { data: read.data.action.data, automatic: read.data.trigger?.toLowerCase() === 'automatic' }
}
