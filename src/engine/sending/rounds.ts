import { claimCard } from '../../store/sending.ts'
import { createGate } from './gate.ts'
import { type SendingParts, sendCard } from './outbox.ts'

/** Least time between two updates of one card, milliseconds: channels throttle per conversation. */
const PAUSE_MS = 1000

/** With more cards than these at once each is updated less often, so that a first card never stands in their queue. */
const UPDATES_A_SECOND = 10

/**
 * Most cards in hand at a time. A storm of them would starve the process until answers that have come look late, and
 * what is late may have arrived: it would be posted twice.
 */
const MOST_IN_HAND = 30

/** Cards being brought up to date in this process, each by a round of its own that ends when it shows what it should. */
export interface Rounds {
  /** Begins a round for each card, or tells the one that is going on to look again. */
  begin(this: void, cards: readonly string[]): void
  /** Lets what is being sent be sent, and begins no more. */
  end(this: void): Promise<void>
}

/** `wake` ends the wait of a round; `done` is its end. */
interface Round {
  wake: AbortController
  done: Promise<void>
}

export const createRounds = (parts: SendingParts, by: string): Rounds => {
  const { store, ports, log } = parts
  const { clock } = ports
  const ending = new AbortController()
  const rounds = new Map<string, Round>()
  const gate = createGate(MOST_IN_HAND)

  /** Looks once: sends what the card wants if its time has come. */
  const look = async (id: string): Promise<{ readonly waitMs: number } | 'sent' | 'nothing'> => {
    const pauseMs = PAUSE_MS * Math.max(1, rounds.size / UPDATES_A_SECOND)
    const claim = await claimCard(store.db, id, { by, at: clock.now(), pauseMs })
    if (claim === undefined) return 'nothing'
    if ('waitMs' in claim) return claim
    begin(await sendCard(parts, claim))
    return 'sent'
  }

  const serve = async (id: string, round: Round): Promise<void> => {
    // A card that begins its round is mostly a new one: people wait for it, as they do not for an update.
    let urgent = true
    while (!ending.signal.aborted) {
      round.wake = new AbortController()
      const came = await gate(() => look(id), urgent)
      urgent = false
      if (came === 'nothing') {
        if (round.wake.signal.aborted) continue
        return
      }
      if (came === 'sent') continue
      const woken = AbortSignal.any([ending.signal, round.wake.signal])
      await clock.sleep(came.waitMs, woken).catch(() => undefined)
    }
  }

  const go = async (id: string, round: Round): Promise<void> => {
    try {
      await serve(id, round)
    } catch (error) {
      log.error({ err: error, card: id }, 'A card is left for the next look around.')
    } finally {
      // In the same moment as the round ends, so that no word of more work falls between the two.
      rounds.delete(id)
    }
  }

  const begin = (cards: readonly string[]): void => {
    for (const id of cards) {
      const going = rounds.get(id)
      if (going !== undefined) going.wake.abort()
      else if (!ending.signal.aborted) {
        const round: Round = { wake: new AbortController(), done: Promise.resolve() }
        rounds.set(id, round)
        round.done = go(id, round)
      }
    }
  }

  const end = async (): Promise<void> => {
    ending.abort()
    await Promise.all([...rounds.values()].map((round) => round.done))
  }

  return { begin, end }
}
