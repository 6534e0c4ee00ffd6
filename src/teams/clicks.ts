import type { Logger } from 'pino'
import type { Click, Engine, Incoming } from '../engine/api.ts'
import type { Messenger } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import type { Activity } from './activity.ts'
import { type InvokeAnswer, notOffered, sentenceCard, showCard, showSentence } from './answers.ts'
import { cardActionOf, clickOf, roleToPress } from './click.ts'
import { incomingOf } from './conversation.ts'
import { attempt, explain } from './explain.ts'
import { type createRoles, mayNot } from './roles.ts'
import { within } from './within.ts'

export interface TurnParts {
  readonly engine: Engine
  readonly messenger: Messenger
  readonly log: Logger
  readonly now: () => Instant
  /** Longest wait for the engine before a click is answered without it, milliseconds. */
  readonly clickWithinMs: number
  readonly may: ReturnType<typeof createRoles>
  /** Nobody signs in: the client is on this machine. */
  readonly local: boolean
}

const OLD_BUTTON = 'This button is not one of mine any more. Type status to see where things stand.'
const STILL_WORKING = 'Your click has arrived and is being worked on. The card follows by itself.'

const answerClick = async (parts: TurnParts, incoming: Incoming, click: Click): Promise<InvokeAnswer> => {
  const working = parts.engine.click(incoming, click)
  try {
    const card = await within(parts.clickWithinMs, working)
    if (card !== 'late') return showCard(card)
    working.catch((thrown: unknown) => explain(parts.log, thrown))
    return showSentence(STILL_WORKING)
  } catch (thrown) {
    return showSentence(explain(parts.log, thrown))
  }
}

/** A click on an Action.Execute: answered at once with the card to show, or with a sentence. */
export const onInvoke = async (
  parts: TurnParts,
  activity: Activity,
  tenant: string,
): Promise<InvokeAnswer> => {
  if (activity.name !== 'adaptiveCard/action') return notOffered(activity.name)
  const action = cardActionOf(activity.value)
  const click = action === undefined ? undefined : clickOf(action.data, activity.replyToId)
  // A client that refreshes by itself decides nothing, whatever the data says.
  if (action === undefined || click === undefined || action.automatic) return showSentence(OLD_BUTTON)
  const incoming = incomingOf(activity, tenant, activity.id ?? JSON.stringify(click), parts.now())
  const role = roleToPress(click)
  if (!parts.may(incoming.by, role)) return showSentence(mayNot(role))
  return answerClick(parts, incoming, click)
}

/** A click on an Action.Submit, which older clients use: it has no answer, so that the card is updated instead. */
export const onSubmit = async (parts: TurnParts, incoming: Incoming, activity: Activity): Promise<void> => {
  const { engine, messenger } = parts
  const click = clickOf(activity.value, activity.replyToId)
  await attempt(parts, incoming, async () => {
    const role = click === undefined ? 'responder' : roleToPress(click)
    const allowed = parts.may(incoming.by, role)
    if (click === undefined || !allowed) {
      const sentence = allowed ? OLD_BUTTON : mayNot(role)
      await messenger.post(incoming.conversation, sentenceCard(sentence))
      return
    }
    const card = await engine.click(incoming, click)
    if (click.cardId !== undefined) await messenger.update(incoming.conversation, click.cardId, card)
  })
}
