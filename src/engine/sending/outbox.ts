import type { Card } from '../../model/card.ts'
import { Fault, type Retry } from '../../model/fault.ts'
import type { Conversation } from '../../model/ports.ts'
import type { Instant } from '../../model/time.ts'
import { after } from '../../model/time.ts'
import { holdConversation } from '../../store/conversations.ts'
import {
  type Claim,
  cardDelayed,
  cardLost,
  cardSent,
  cardSkipped,
  cardStopped,
  cardVanished,
} from '../../store/sending.ts'
import { channelWorks } from '../../store/tenants.ts'
import { withDeadline } from '../deadline.ts'
import type { Parts } from '../parts.ts'
import type { Subjects } from '../subjects.ts'

/** Longest wait for the channel to take one card, milliseconds. */
const SEND_DEADLINE_MS = 15_000
/** So many posts in a row may have arrived or not; one more would only add to the heap. */
const MOST_LOST = 4
/** So many updates in a row were not taken; the next change tries again. */
const MOST_UPDATES = 12
const LONGEST_PAUSE_MS = 15_000

/** What sending needs besides the parts of the engine: the things that cards show. */
export interface SendingParts extends Parts {
  readonly subjects: Subjects
}

/** Sends a claimed card and writes down what came of it. Returns the cards that may be sent because of that. */
export const sendCard = async (parts: SendingParts, claim: Claim): Promise<readonly string[]> => {
  const { ports, log, newId } = parts
  const content = await drawn(parts, claim)
  if (content === undefined) return []
  let put: Put
  try {
    put = await withDeadline(parts.patience ?? ports.clock, SEND_DEADLINE_MS, (signal) =>
      putCard(parts, claim, content.card, signal),
    )
  } catch (error) {
    if (!(error instanceof Fault)) log.error({ incident: newId(), err: error }, 'A card could not be sent.')
    return writeDown(parts, claim, judge(claim, error), error)
  }
  return insisting(parts, () => writeSent(parts, claim, put, content.version))
}

const MOST_WRITES = 5
const BETWEEN_WRITES_MS = 200

/** The card is there: what is not written down now would be posted again. */
const insisting = async <T>({ patience, ports }: Parts, write: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1)
    try {
      return await write()
    } catch (error) {
      if (tries === MOST_WRITES) throw error
      await (patience ?? ports.clock).sleep(BETWEEN_WRITES_MS)
    }
}

interface Put {
  readonly activityId: string
  readonly conversation: Conversation
}

const putCard = async (
  { messenger, watch }: Parts,
  { conversation, activityId, opens }: Claim,
  card: Card,
  signal: AbortSignal,
): Promise<Put> => {
  if (activityId !== undefined) {
    await messenger.update(conversation, activityId, card, { signal })
    return { activityId, conversation }
  }
  if (opens && watch !== undefined) return watch.threads.open(conversation, card, { signal })
  return { activityId: await messenger.post(conversation, card, { signal }), conversation }
}

const writeSent = async (
  { store, ports }: Parts,
  claim: Claim,
  { activityId, conversation }: Put,
  shown: number,
): Promise<readonly string[]> => {
  const at = ports.clock.now()
  const sent = { activityId, conversation: conversation.key, shown, at }
  if (!claim.opens) return cardSent(store.db, claim, sent)
  const next = await store.transact(async (db) => {
    await holdConversation(db, conversation, at)
    return cardSent(db, claim, sent)
  })
  await channelWorks(store.db, conversation.tenant)
  return next
}

/** The card as it should look now, and which version that is; undefined when it cannot be drawn. */
const drawn = async (
  { store, subjects, log, newId }: SendingParts,
  claim: Claim,
): Promise<{ readonly card: Card; readonly version: number } | undefined> => {
  if (claim.content !== undefined) return { card: claim.content, version: claim.wanted }
  try {
    if (claim.subject === undefined) throw new Error(`The card ${claim.id} shows nothing.`)
    const { kind, id } = claim.subject
    return await subjects[kind].draw(store.db, id, { continuation: claim.continues !== undefined })
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
  | Exclude<Retry, 'no'>
  /** Certainly not there; not again with the same content. */
  | 'skipped'
  /** The channel will not have it. */
  | 'stopped'

const judge = (claim: Claim, error: unknown): Judgement => {
  const fault = error instanceof Fault ? error : undefined
  const uncertain = fault === undefined || fault.kind === 'late' || fault.kind === 'unsure'
  const posting = claim.activityId === undefined
  if (posting && uncertain) return claim.attempts < MOST_LOST ? 'lost' : 'stopped'
  if (fault !== undefined && fault.retry !== 'no') return fault.retry
  if (fault?.kind === 'absent') return posting ? 'stopped' : 'vanished'
  if (fault?.kind === 'refused') return 'stopped'
  return uncertain && claim.attempts < MOST_UPDATES ? { afterMs: 0 } : 'skipped'
}

const writeDown = async (
  parts: SendingParts,
  claim: Claim,
  judgement: Judgement,
  error: unknown,
): Promise<readonly string[]> => {
  const { store, ports, newId, log } = parts
  const trouble = error instanceof Fault ? error.code : 'bug'
  // Where the service names the time it is that; else each try waits longer than the one before.
  const retryAt = ({ afterMs, told = false }: Exclude<Retry, 'no'>): Instant =>
    after(ports.clock.now(), told ? afterMs : Math.max(afterMs, pauseAfter(claim.attempts)))
  log.warn({ card: claim.id, trouble, judgement }, 'A card was not sent.')
  if (judgement === 'lost') {
    const lost = { newId: newId(), trouble, notBefore: retryAt({ afterMs: 0 }) }
    const continuation = await store.transact((db) => cardLost(db, claim.id, lost))
    return continuation === undefined ? [] : [continuation]
  }
  if (judgement === 'stopped') return writeStopped(parts, claim, trouble)
  if (judgement === 'vanished') await cardVanished(store.db, claim, trouble)
  else if (judgement === 'skipped') await cardSkipped(store.db, claim, trouble)
  else await cardDelayed(store.db, claim, { notBefore: retryAt(judgement), trouble })
  return []
}

/** What the channel will not have may have to be told elsewhere. */
const writeStopped = ({ store, subjects }: SendingParts, claim: Claim, trouble: string) =>
  store.transact(async (db): Promise<readonly string[]> => {
    // The subject before its card, as in every turn: two that wait for each other would be stuck.
    const subject = claim.subject === undefined ? undefined : subjects[claim.subject.kind]
    const elsewhere = await subject?.stopped?.(db, claim, trouble)
    await cardStopped(db, claim, trouble)
    return elsewhere ?? []
  })

const pauseAfter = (attempts: number): number => Math.min(LONGEST_PAUSE_MS, 500 * 2 ** attempts)
