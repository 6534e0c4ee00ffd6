import { evidenceOf } from '../../diagnosis/machine.ts'
import type { Card } from '../../model/card.ts'
import type { DiagnosisEvent } from '../../model/event.ts'
import type { Scope } from '../../model/scope.ts'
import type { Instant } from '../../model/time.ts'
import type { Offer } from '../../model/view.ts'
import { takeActivity } from '../../store/activities.ts'
import { adoptCard, takeChoice, turnCard } from '../../store/cards.ts'
import { holdConversation } from '../../store/conversations.ts'
import type { Db } from '../../store/db.ts'
import { holdDiagnosis } from '../../store/diagnoses.ts'
import type { DiagnosisClick, Incoming } from '../api.ts'
import type { Parts } from '../parts.ts'
import { beginDiagnosis } from './begin.ts'
import { show } from './commands.ts'
import { drawDiagnosis } from './draw.ts'
import { type Held, inHand, takeTurn, viewed } from './turn.ts'

/** What a click did: the card to show in its place, the cards to send, and a diagnosis that is over, if one is. */
export interface Clicked {
  readonly card: Card
  readonly cards: readonly string[]
  readonly over?: string
}

/** Acts on a button of a diagnosis in one transaction. A click that is stale, repeated or not ours changes nothing. */
export const click = (parts: Parts, incoming: Incoming, clicked: DiagnosisClick): Promise<Clicked> =>
  parts.store.transact(async (db) => {
    const { drawing, ports } = parts
    const at = ports.clock.now()
    const { conversation, activityId } = incoming
    const current = await holdConversation(db, conversation, at)
    const diagnosis = await holdDiagnosis(db, clicked.diagnosis)
    if (diagnosis?.tenant !== conversation.tenant || diagnosis.conversation !== conversation.key)
      return { card: drawing.foreign(), cards: [] }
    const held = await inHand(db, diagnosis)
    const key = { tenant: conversation.tenant, conversation: conversation.key, id: activityId }
    if (!(await takeActivity(db, key, at))) return { card: await cardOf(parts, db, held), cards: [] }
    const subject = { kind: 'diagnosis', id: diagnosis.id } as const
    const choice = await takeChoice(db, { subject, token: clicked.token })
    if (choice !== undefined)
      return choose(parts, db, held, {
        incoming,
        clicked,
        choice,
        at,
        isCurrent: current.diagnosis === diagnosis.id,
      })
    if (clicked.cardId !== undefined)
      await adoptCard(db, { subject, activityId: clicked.cardId, conversation })
    if (clicked.token !== diagnosis.token || !isOffered(held, clicked.offer))
      return { card: await cardOf(parts, db, held), cards: [] }
    return act(parts, db, held, { incoming, offer: clicked.offer, at })
  })

const isOffered = (held: Held, offer: Offer): boolean =>
  viewed(held).offers.some((one) => sameOffer(one, offer))

/** Labels are for reading only. */
const sameOffer = (one: Offer, other: Offer): boolean => idOf(one) === idOf(other)

const idOf = (offer: Offer): string => {
  if (offer.verb === 'answer') return JSON.stringify([offer.verb, offer.question, offer.choice])
  if (offer.verb === 'take-back') return JSON.stringify([offer.verb, offer.question])
  if (offer.verb === 'reject') return JSON.stringify([offer.verb, offer.cause])
  return JSON.stringify([offer.verb])
}

const cardOf = (parts: Parts, db: Db, held: Held): Promise<Card> =>
  drawDiagnosis(parts, db, held, { continuation: false })

interface Acting {
  readonly incoming: Incoming
  readonly offer: Offer
  readonly at: Instant
}

const act = async (parts: Parts, db: Db, held: Held, { incoming, offer, at }: Acting): Promise<Clicked> => {
  if (offer.verb === 'restart') {
    const begun = await restart(parts, db, held, { incoming, at })
    const card = await show(parts, db, begun.fresh.diagnosis)
    return {
      card: await cardOf(parts, db, begun.old),
      cards: [...begun.cards, card],
      over: held.diagnosis.id,
    }
  }
  const event = eventOf(offer, incoming, at)
  if (event === undefined) return { card: await cardOf(parts, db, held), cards: [] }
  const turn = await takeTurn(parts, db, held, [event], { at, clicked: true })
  const over = turn.diagnosis.phase === 'stopped' ? { over: turn.diagnosis.id } : {}
  return { card: await cardOf(parts, db, turn), cards: turn.cards, ...over }
}

const eventOf = (offer: Offer, { by }: Incoming, at: Instant): DiagnosisEvent | undefined => {
  if (offer.verb === 'answer')
    return { type: 'answered', answer: { question: offer.question, choice: offer.choice, by, at }, at }
  if (offer.verb === 'reject') return { type: 'rejected', cause: offer.cause, by, at }
  if (offer.verb === 'take-back') return { type: 'taken-back', question: offer.question, by, at }
  if (offer.verb === 'stop') return { type: 'stopped', by, at }
  return undefined
}

/** Ends a diagnosis and begins another, with the same scope where none is given. */
const restart = async (
  parts: Parts,
  db: Db,
  held: Held,
  {
    incoming,
    at,
    scope = evidenceOf(held.snapshot).scope,
  }: Pick<Acting, 'incoming' | 'at'> & { readonly scope?: Scope },
): Promise<{ readonly old: Held; readonly fresh: Held; readonly cards: readonly string[] }> => {
  const { by, conversation } = incoming
  const old = await takeTurn(parts, db, held, [{ type: 'stopped', by, at }], { at, clicked: true })
  const fresh = await beginDiagnosis(parts, db, { conversation, scope, by, at })
  return { old, fresh, cards: old.cards }
}

interface Choosing {
  readonly incoming: Incoming
  readonly clicked: DiagnosisClick
  /** The card that offered the choice. */
  readonly choice: string
  readonly at: Instant
  /** The diagnosis that the choice is about still is the conversation's own. */
  readonly isCurrent: boolean
}

/** Join or start afresh: either way the card that asked becomes a live card of the diagnosis. */
const choose = async (
  parts: Parts,
  db: Db,
  held: Held,
  { incoming, clicked, choice, at, isCurrent }: Choosing,
): Promise<Clicked> => {
  const { offer } = clicked
  const afresh = offer.verb === 'restart' && isCurrent
  const begun = afresh ? await restart(parts, db, held, { ...offer, incoming, at }) : undefined
  const shown = begun?.fresh ?? held
  const { id, sequence } = shown.diagnosis
  await turnCard(db, choice, {
    subject: { kind: 'diagnosis', id },
    version: sequence,
    activityId: clicked.cardId,
  })
  const cards = [choice, ...(begun?.cards ?? [])]
  return { card: await cardOf(parts, db, shown), cards, ...(afresh ? { over: held.diagnosis.id } : {}) }
}
