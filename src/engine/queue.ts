import type { MonitorId } from '../model/monitor.ts'
import type { Db } from '../store/db.ts'

/** The kinds of work that outlive the request that asked for them, and what each needs to know. */
export interface Jobs {
  /** Run the probes of a diagnosis that have not answered yet. */
  'run-probes': { readonly diagnosis: string }
  /** Let a monitor look. */
  watch: { readonly tenant: string; readonly monitor: MonitorId }
  /** See what time brings to an incident. */
  attend: { readonly incident: string }
  /** Send a page by one way out. */
  page: { readonly id: string; readonly pager: string }
  /** Say how everything stands. */
  digest: { readonly tenant: string }
  /** Tell the incident whose thread it was in what a diagnosis came to. */
  conclude: { readonly diagnosis: string }
}
export type JobKind = keyof Jobs

/** What carries out each kind of job. It may run again after a crash, and must not mind. */
export type Workers = {
  readonly [K in JobKind]: (job: Jobs[K], signal: AbortSignal) => Promise<void>
}

/** Where jobs are kept until they are done. */
export interface JobQueue {
  /** Adds a job inside a transaction: it exists if and only if the transaction commits. */
  enqueue<K extends JobKind>(db: Db, kind: K, job: Jobs[K]): Promise<void>
  /** The same for many jobs of a kind. */
  enqueueAll<K extends JobKind>(db: Db, kind: K, jobs: readonly Jobs[K][]): Promise<void>
  /** Says that jobs were just committed, so that nobody waits for the next look. */
  wake(): void
}
