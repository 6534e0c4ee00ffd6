import type { Card } from '../model/card.ts'
import { Fault } from '../model/fault.ts'
import type { Instant } from '../model/time.ts'
import { after } from '../model/time.ts'
import { readDiagnosis } from '../store/diagnoses.ts'
import {
  type Claim,
  cardDelayed,
  cardLost,
  cardSent,
  cardSkipped,
  cardStopped,
  cardVanished,
} from '../store/sending.ts'
import { withDeadline } from './deadline.ts'
import type { Parts } from './parts.ts'
import { inHand, viewed } from './turn.ts'

/** Longest wait for the channel to take one card, milliseconds. */
const SEND_DEADLINE_MS = 15_000
/** So many posts in a row may have arrived or not; one more would only add to the heap. */
const MOST_LOST = 4
/** So many updates in a row were not taken; the next change tries again. */
const MOST_UPDATES = 12
const LONGEST_PAUSE_MS = 60_000

/** Sends a claimed card and writes down what came of it. Returns the id of a card that continues it, if it got lost. */
export const sendCard = async (parts: Parts, claim: Claim): Promise<string | undefined> => {
  const { store, messenger, ports, log, newId } = parts
  const content = await drawn(parts, claim)
  if (content === undefined) return undefined
  try {
    const activityId = await withDeadline(ports.clock, SEND_DEADLINE_MS, (signal) =>
      put(messenger, claim, content.card, signal),
    )
    await cardSent(store.db, claim, { activityId, shown: content.shown, at: ports.clock.now() })
    return undefined
  } catch (error) {
    if (!(error instanceof Fault)) log.error({ incident: newId(), err: error }, 'A card could not be sent.')
    return writeDown(parts, claim, judge(claim, error), error)
  }
}

const put = async (
  messenger: Parts['messenger'],
  { conversation, activityId }: Claim,
  card: Card,
  signal: AbortSignal,
): Promise<string> => {
  if (activityId === undefined) return messenger.post(conversation, card, { signal })
  await messenger.update(conversation, activityId, card, { signal })
  return activityId
}

/** The card as it should look now, and up to which event; undefined when it cannot be drawn. */
const drawn = async (
  { store, drawing, log, newId }: Parts,
  claim: Claim,
): Promise<{ readonly card: Card; readonly shown: number } | undefined> => {
  if (claim.content !== undefined) return { card: claim.content, shown: claim.wanted }
  try {
    const diagnosis = await readDiagnosis(store.db, claim.diagnosis ?? '')
    if (diagnosis === undefined) throw new Error(`The card ${claim.id} shows nothing.`)
    const view = viewed(await inHand(store.db, diagnosis))
    const button = { diagnosis: diagnosis.id, token: diagnosis.token }
    const card = drawing.diagnosis(view, button, { continuation: claim.continues !== undefined })
    return { card, shown: diagnosis.sequence }
  } catch (error) {
    const incident = newId()
    log.error({ incident, err: error }, 'A card could not be drawn.')
    await cardSkipped(store.db, claim, `could not be drawn, incident ${incident}`)
    return undefined
  }
}

type Judgement =
  /** May or may not be there. */
  | 'lost'
  /** The activity to update is gone. */
  | 'vanished'
  /** Certainly not there; later. */
  | { readonly afterMs: number }
  /** Certainly not there; not again with the same content. */
  | 'skipped'
  /** The channel will not have it. */
  | 'stopped'

const judge = (claim: Claim, error: unknown): Judgement => {
  const fault = error instanceof Fault ? error : undefined
  const uncertain = fault === undefined || fault.kind === 'late' || fault.kind === 'unsure'
  const posting = claim.activityId === undefined
  if (posting && uncertain) return claim.attempts < MOST_LOST ? 'lost' : 'stopped'
  if (fault !== undefined && fault.retry !== 'no') return { afterMs: fault.retry.afterMs }
  if (fault?.kind === 'absent') return posting ? 'stopped' : 'vanished'
  if (fault?.kind === 'refused') return 'stopped'
  return uncertain && claim.attempts < MOST_UPDATES ? { afterMs: 0 } : 'skipped'
}

const writeDown = async (
  { store, ports, newId, log }: Parts,
  claim: Claim,
  judgement: Judgement,
  error: unknown,
): Promise<string | undefined> => {
  const trouble = error instanceof Fault ? error.code : 'bug'
  const retryAt = (afterMs: number): Instant =>
    after(ports.clock.now(), Math.max(afterMs, pauseAfter(claim.attempts)))
  log.warn({ card: claim.id, trouble, judgement }, 'A card was not sent.')
  if (judgement === 'lost') {
    const lost = { newId: newId(), trouble, notBefore: retryAt(0) }
    return store.transact((db) => cardLost(db, claim.id, lost))
  }
  if (judgement === 'vanished') await cardVanished(store.db, claim, trouble)
  else if (judgement === 'skipped') await cardSkipped(store.db, claim, trouble)
  else if (judgement === 'stopped') await cardStopped(store.db, claim, trouble)
  else await cardDelayed(store.db, claim, { notBefore: retryAt(judgement.afterMs), trouble })
  return undefined
}

const pauseAfter = (attempts: number): number => Math.min(LONGEST_PAUSE_MS, 500 * 2 ** attempts)
