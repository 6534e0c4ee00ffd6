import type { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'

/** Carries out the jobs of one queue, many at a time, each on its own: a slow one holds up no other. */
export interface Worker {
  /** Look for jobs now. */
  wake(this: void): void
  /** Takes no more jobs, aborts those in hand and gives them back for somebody else to take at once. */
  stop(this: void): Promise<void>
}

export interface WorkerOptions {
  readonly boss: PgBoss
  readonly queue: string
  readonly run: (job: object, signal: AbortSignal) => Promise<void>
  readonly log: Logger
  /** Most jobs in hand at a time. */
  readonly most: number
  /** Look around this often without being woken, milliseconds. */
  readonly everyMs: number
}

/** Jobs in hand tell the queue this often that they live; must be well under the queue's `heartbeatSeconds`. */
const HEARTBEAT_MS = 3000

interface Taken {
  readonly id: string
  readonly retryCount: number
}

export const startWorker = ({ boss, queue, run, log, most, everyMs }: WorkerOptions): Worker => {
  const stopping = new AbortController()
  const inHand = new Map<string, Promise<void>>()
  const bell = createBell()

  const carryOut = async (taken: Taken, data: object): Promise<void> => {
    try {
      await run(data, stopping.signal)
      await boss.complete(queue, taken)
    } catch (error) {
      if (!stopping.signal.aborted) log.error({ err: error, queue, job: taken.id }, 'A job failed.')
      await boss.fail(queue, taken, { message: error instanceof Error ? error.message : String(error) })
    }
  }

  const take = async (): Promise<number> => {
    const free = most - inHand.size
    if (free === 0) return 0
    const jobs = await boss.fetch<object>(queue, { batchSize: free })
    for (const { id, retryCount, data } of jobs) {
      const done = carryOut({ id, retryCount }, data)
        .catch((error: unknown) => log.error({ err: error, queue, job: id }, 'A job could not be settled.'))
        .finally(() => {
          inHand.delete(id)
          if (inHand.size === most - 1) bell.ring()
        })
      inHand.set(id, done)
    }
    return jobs.length
  }

  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await take()
      } catch (error) {
        log.error({ err: error, queue }, 'The job queue could not be read.')
      }
      await bell.wait(everyMs)
    }
  }

  const heartbeat = setInterval(() => {
    if (inHand.size === 0) return
    boss
      .touch(queue, [...inHand.keys()])
      .catch((error: unknown) => log.warn({ err: error, queue }, 'No heartbeat.'))
  }, HEARTBEAT_MS)
  heartbeat.unref()
  const working = work()

  return {
    wake: bell.ring,
    stop: async () => {
      stopping.abort(new Error('Mailflow is stopping.'))
      bell.ring()
      await working
      await Promise.all(inHand.values())
      clearInterval(heartbeat)
    },
  }
}

/** Something to wait for: rings when told to, even when nobody waits yet, or after a while by itself. */
const createBell = () => {
  let rung = false
  let answer: (() => void) | undefined
  const ring = (): void => {
    rung = true
    answer?.()
  }
  const wait = async (ms: number): Promise<void> => {
    if (!rung)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        answer = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    rung = false
    answer = undefined
  }
  return { ring, wait }
}
