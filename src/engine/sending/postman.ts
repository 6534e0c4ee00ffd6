import { after } from '../../model/time.ts'
import { cardLost, endClaims, wantingCards } from '../../store/sending.ts'
import type { SendingParts } from './outbox.ts'
import { createRounds } from './rounds.ts'

/** A claim of another process that is older than this has been left by a crash. Longer than any send takes. */
const CLAIM_LAPSES_MS = 45_000
const SWEEP_MS = 2000
const MOST_AT_ONCE = 500

/** Sees to it that every card shows what it should: at once when told of it, and by looking around now and then. */
export interface Postman {
  /** These cards have just been asked for. */
  nudge(this: void, cards: readonly string[]): void
  /** Takes over what a dead process left, then looks around until stopped. */
  start(this: void): Promise<void>
  stop(this: void): Promise<void>
}

export const createPostman = (parts: SendingParts): Postman => {
  const { store, ports, log, newId } = parts
  const { clock } = ports
  const rounds = createRounds(parts, newId())
  const stopping = new AbortController()
  let sweeping: Promise<void> = Promise.resolve()

  const takeOver = async (lapsedMs: number): Promise<void> => {
    for (const id of await endClaims(store.db, after(clock.now(), -lapsedMs))) {
      const lost = { newId: newId(), trouble: 'the process ended while posting' }
      await store.transact((db) => cardLost(db, id, lost))
    }
  }

  const sweep = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        if (!store.alone) await takeOver(CLAIM_LAPSES_MS)
        rounds.begin(await wantingCards(store.db, MOST_AT_ONCE))
      } catch (error) {
        log.error({ err: error }, 'The outbox could not be read.')
      }
      await clock.sleep(SWEEP_MS, stopping.signal).catch(() => undefined)
    }
  }

  return {
    nudge: rounds.begin,
    start: async () => {
      if (store.alone) await takeOver(0)
      sweeping = sweep()
    },
    stop: async () => {
      stopping.abort()
      await sweeping
      await rounds.end()
    },
  }
}
