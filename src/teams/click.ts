import { z } from 'zod'
import type { Click } from '../engine/api.ts'
import { CAUSE_IDS, QUESTION_IDS } from '../model/ids.ts'
import { MONITOR_IDS } from '../model/monitor.ts'
import { CHOICES, type Choice } from '../model/question.ts'
import { DIRECTIONS } from '../model/scope.ts'
import { Id } from './activity.ts'
import { asAddress, asDomain } from './mail-names.ts'
import type { Role } from './settings.ts'

const EVERY_CHOICE = [...new Set<Choice>(Object.values(CHOICES).flat())]

/** Only for reading, so that one that is odd is no reason to refuse a click. */
const Label = Id.max(200).catch('')

/** Said by a person and read once already; a button is no way around that. */
const AskedScope = z.object({
  directions: z.array(z.enum(DIRECTIONS)).min(1).max(DIRECTIONS.length),
  domain: z
    .string()
    .refine((text) => asDomain(text) === text)
    .exactOptional(),
  address: z
    .string()
    .refine((text) => asAddress(text) === text)
    .exactOptional(),
})

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
  z.object({ verb: z.literal('restart'), scope: AskedScope.exactOptional() }),
  z.object({ verb: z.literal('join') }),
  z.object({ verb: z.literal('stop') }),
])

const SwitchOffer = z.object({ verb: z.literal('switch'), monitor: z.enum(MONITOR_IDS), on: z.boolean() })

/** What a button of an alert asks for, in the words of `model/incident.ts`. */
const IncidentOffer = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('acknowledge') }),
  z.object({ verb: z.literal('diagnose') }),
  z.object({ verb: z.literal('snooze') }),
  z.object({ verb: z.literal('escalate') }),
  z.object({ verb: z.literal('resolve') }),
  z.object({ verb: z.literal('reopen') }),
  z.object({
    verb: z.literal('approve'),
    monitor: z.enum(MONITOR_IDS),
    what: Id.max(500),
    mark: z.string().max(4000),
  }),
  SwitchOffer,
])

const Ours = { mailflow: z.literal(1) }
const Token = Id.max(200)

/** The data of one of our buttons; inputs of the card may lie beside it. What it is about is told by its shape. */
const ButtonData = z.union([
  z.object({ ...Ours, diagnosis: Id.max(100), token: Token, offer: Offer }),
  z.object({ ...Ours, incident: Id.max(100), token: Token, offer: IncidentOffer }),
  z.object({ ...Ours, monitors: z.literal('switch'), offer: SwitchOffer }),
])

/** Reads the data that came back with a click; undefined when it is none of ours. */
export const clickOf = (data: unknown, cardId: string | undefined): Click | undefined => {
  const read = ButtonData.safeParse(data)
  if (!read.success) return undefined
  const { mailflow: _, ...click } = read.data
  return { ...click, ...(cardId === undefined ? {} : { cardId }) }
}

/** The least that one must be to press a button. */
export const roleToPress = ({ offer }: Click): Role => {
  if (offer.verb === 'switch') return 'admin'
  return offer.verb === 'approve' ? 'approver' : 'responder'
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
