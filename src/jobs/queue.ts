import { type ConstructorOptions, fromKysely, fromPglite, type PGliteLike, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { JobKind, JobQueue, Workers } from '../engine/queue.ts'
import { startWorker, type Worker } from './worker.ts'

/** Where the queue's tables are: in the database inside this process, or on a server. */
export type Backing = { readonly embedded: PGliteLike } | { readonly url: string }

export interface Queue extends JobQueue {
  /** Begins to carry out jobs in this process. */
  start(workers: Workers): Promise<void>
  /** Gives back what is in hand and ends. */
  stop(): Promise<void>
}

export interface QueueOptions {
  readonly backing: Backing
  readonly log: Logger
}

interface Policy {
  /** Most jobs of the kind at a time in this process. */
  readonly most: number
  /** Longest life of one attempt, seconds. */
  readonly expireInSeconds: number
  /** How long the row of a job that is done is kept, seconds. */
  readonly keepSeconds: number
}

const DAY = 24 * 60 * 60
/** What comes again every minute leaves nothing to look up. */
const SHORT = 10 * 60

const POLICIES: Readonly<Record<JobKind, Policy>> = {
  // More at a time take as long in all, and the first cards of later ones stand behind their evidence.
  'run-probes': { most: 16, expireInSeconds: 600, keepSeconds: DAY },
  watch: { most: 100, expireInSeconds: 300, keepSeconds: SHORT },
  attend: { most: 20, expireInSeconds: 60, keepSeconds: SHORT },
  page: { most: 50, expireInSeconds: 300, keepSeconds: DAY },
  digest: { most: 5, expireInSeconds: 60, keepSeconds: DAY },
  conclude: { most: 20, expireInSeconds: 60, keepSeconds: DAY },
}
const KINDS = Object.keys(POLICIES) as JobKind[]

/** A job that outlives this many processes is what ends them. */
const MOST_RETRIES = 100
/** A process on a server that is silent for so long has died: another one takes its jobs. */
const HEARTBEAT_SECONDS = 10
const LOOK_AROUND_MS = 2000

/** Opens the job queue (pg-boss) in the same database as the tables. */
export const openQueue = async ({ backing, log }: QueueOptions): Promise<Queue> => {
  const boss = new PgBoss(optionsFor(backing))
  boss.on('error', (error) => log.error({ err: error }, 'The job queue reported an error.'))
  boss.on('warning', ({ message, data }) => log.warn({ data }, message))
  await boss.start()
  for (const kind of KINDS) await prepare(boss, kind)
  let workers: Worker[] = []
  return {
    enqueue: async (db, kind, job) => {
      await boss.send(kind, job, { db: fromKysely(db) })
    },
    enqueueAll: async (db, kind, jobs) => {
      if (jobs.length === 0) return
      await boss.insert(
        kind,
        jobs.map((data) => ({ data })),
        { db: fromKysely(db) },
      )
    },
    wake: () => {
      for (const worker of workers) worker.wake()
    },
    start: async (handlers) => {
      if ('embedded' in backing) await giveBackAll(boss)
      workers = KINDS.map((kind) => work(boss, kind, handlers, log))
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.stop()))
      await boss.stop({ graceful: false, close: 'url' in backing })
    },
  }
}

const optionsFor = (backing: Backing): ConstructorOptions => {
  const common = { schedule: false, registerInstance: false, monitorVacuum: false }
  return 'url' in backing
    ? {
        ...common,
        connectionString: backing.url,
        max: 4,
        superviseIntervalSeconds: 5,
        monitorIntervalSeconds: 5,
      }
    : { ...common, db: fromPglite(backing.embedded), backend: 'pglite', reindex: false }
}

/** Creates the queue, or brings its settings up to date; and has pg-boss know it before a transaction needs it. */
const prepare = async (boss: PgBoss, kind: JobKind): Promise<void> => {
  const { expireInSeconds, keepSeconds } = POLICIES[kind]
  const settings = {
    expireInSeconds,
    retryLimit: MOST_RETRIES,
    retryDelay: 0,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    deleteAfterSeconds: keepSeconds,
  }
  await boss.createQueue(kind, settings)
  await boss.updateQueue(kind, settings)
  await boss.findJobs(kind, { limit: 1 })
}

const work = (boss: PgBoss, kind: JobKind, handlers: Workers, log: Logger): Worker => {
  const handler = handlers[kind] as (job: object, signal: AbortSignal) => Promise<void>
  return startWorker({
    boss,
    queue: kind,
    run: handler,
    log,
    most: POLICIES[kind].most,
    everyMs: LOOK_AROUND_MS,
  })
}

/** Nobody else can be using an embedded database: the jobs that are in hand in it were a dead process's. */
const giveBackAll = async (boss: PgBoss): Promise<void> => {
  const { rows } = await boss.getDb().executeSql(`select name, id from pgboss.job where state = 'active'`)
  for (const { name, id } of rows as { name: string; id: string }[])
    await boss.fail(name, id, { message: 'The process ended while it had this job in hand.' })
}
