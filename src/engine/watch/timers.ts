import type { Db } from '../../store/db.ts'
import { type Timer, takeTimers, untilNextTimer } from '../../store/timers.ts'
import type { Parts } from '../parts.ts'
import type { JobKind, Jobs } from '../queue.ts'

/** Longest sleep, for timers that another process sets, milliseconds. */
const LOOK_MS = 2000
const MOST_AT_ONCE = 500

/** Turns timers that are due into jobs. Several processes may do so at a time: each timer is taken once. */
export interface Timers {
  start(this: void): void
  /** A timer may be due sooner than it seemed. */
  wake(this: void): void
  stop(this: void): Promise<void>
}

export const createTimers = (parts: Parts): Timers => {
  const { store, queue, ports, log } = parts
  const { clock } = ports
  const stopping = new AbortController()
  let bell = new AbortController()
  let working: Promise<void> = Promise.resolve()

  const fire = async (): Promise<number> => {
    const taken = await store.transact(async (db) => {
      const timers = await takeTimers(db, clock.now(), MOST_AT_ONCE)
      await enqueue(parts, db, timers)
      return timers.length
    })
    if (taken > 0) queue.wake()
    return taken
  }

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      bell = new AbortController()
      try {
        if ((await fire()) === MOST_AT_ONCE) continue
        const next = await untilNextTimer(store.db, clock.now())
        await pause(Math.min(LOOK_MS, next ?? LOOK_MS))
      } catch (error) {
        log.error({ err: error }, 'The timers could not be read.')
        await pause(LOOK_MS)
      }
    }
  }

  const pause = async (ms: number): Promise<void> => {
    const woken = AbortSignal.any([stopping.signal, bell.signal])
    if (ms > 0) await clock.sleep(ms, woken).catch(() => undefined)
  }

  return {
    start: () => {
      working = work()
    },
    wake: () => bell.abort(),
    stop: async () => {
      stopping.abort()
      await working
    },
  }
}

const KINDS: readonly JobKind[] = ['watch', 'attend', 'page', 'digest']

const enqueue = async ({ queue, log }: Parts, db: Db, timers: readonly Timer[]): Promise<void> => {
  for (const kind of KINDS) {
    const jobs = timers.filter((timer) => timer.kind === kind).map(({ job }) => job)
    await queue.enqueueAll(db, kind, jobs as readonly Jobs[typeof kind][])
  }
  const unknown = timers.filter(({ kind }) => !(KINDS as readonly string[]).includes(kind))
  if (unknown.length > 0) log.warn({ timers: unknown }, 'Timers of an unknown kind were dropped.')
}
