import type { Evidence } from '../../model/evidence.ts'
import type { Monitor, MonitorRun, Notice, Watched } from '../../model/monitor.ts'
import { EVERYTHING } from '../../model/scope.ts'
import { after, type Instant } from '../../model/time.ts'
import { insertCard } from '../../store/cards.ts'
import type { Db } from '../../store/db.ts'
import {
  type MonitorStanding,
  readMonitor,
  readMonitors,
  type StoredMonitor,
  tickDone,
  tickFailed,
} from '../../store/monitors.ts'
import { holdTenant, type StoredTenant } from '../../store/tenants.ts'
import { setTimer } from '../../store/timers.ts'
import { DeadlineExceeded, withDeadline } from '../deadline.ts'
import { runProbes } from '../diagnosis/probe-run.ts'
import type { WatchedTenant, WatchingParts } from '../parts.ts'
import type { Jobs } from '../queue.ts'
import { takeSignals } from './incidents.ts'
import { memoryOf } from './memory.ts'

interface Tick {
  readonly watched: WatchedTenant
  readonly monitor: Monitor<unknown>
  readonly rows: readonly MonitorStanding[]
  readonly known: StoredMonitor
  readonly at: Instant
}

/**
 * Lets a monitor look: outside a transaction, since that takes its time; then one transaction saves what it remembers,
 * folds its signals into incidents and sets the next look. Returns the cards to send. A monitor that is switched off or
 * gone does not look again.
 */
export const tick = async (
  parts: WatchingParts,
  { tenant, monitor: id }: Jobs['watch'],
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const watched = parts.watch.tenants.find((one) => one.tenant === tenant)
  const monitor = parts.watch.monitors[id]
  const rows = await readMonitors(parts.store.db, tenant)
  const known = await readMonitor(parts.store.db, { tenant, monitor: id })
  if (watched === undefined || monitor === undefined || known?.on !== true) return []
  const now: Tick = { watched, monitor, rows, known, at: parts.ports.clock.now() }
  try {
    const brought = await look(parts, now, signal)
    return await saveTick(parts, now, brought)
  } catch (error) {
    if (signal.aborted) throw error
    await saveFailure(parts, now, error)
    return []
  }
}

const look = async (
  parts: WatchingParts,
  { watched, monitor, rows, known, at }: Tick,
  signal: AbortSignal,
): Promise<Watched<unknown>> => {
  const probes = await probesFor(parts, { watched, monitor, at }, signal)
  const input = { tenant: watched.tenant, at, probes, runs: runsOf(parts, rows) }
  const clock = parts.patience ?? parts.ports.clock
  return withDeadline(clock, monitor.about.deadlineMs, (over) =>
    monitor.watch(watched.ports, memoryOf(parts, monitor, known), input, AbortSignal.any([signal, over])),
  )
}

/** What the probes that a monitor names bring, just now. */
const probesFor = async (
  { probes, patience, log, newId }: WatchingParts,
  { watched, monitor, at }: Pick<Tick, 'watched' | 'monitor' | 'at'>,
  signal: AbortSignal,
): Promise<Evidence['probes']> => {
  const brought: Record<string, unknown> = {}
  const onBug = (probe: string, error: unknown): string => {
    const incident = newId()
    log.error(
      { incident, probe, monitor: monitor.id, tenant: watched.tenant, err: error },
      'A probe failed by a bug.',
    )
    return incident
  }
  const run = { ports: watched.ports, patience, input: { scope: EVERYTHING, at }, signal, onBug }
  await runProbes(probes, monitor.probes, run, ({ probe, outcome }) => {
    brought[probe] = outcome
  })
  return brought
}

const runsOf = ({ watch }: WatchingParts, rows: readonly MonitorStanding[]): readonly MonitorRun[] =>
  rows
    .filter(({ on }) => on)
    .flatMap(({ monitor, onSince, lastDone, failures, why }) => {
      const everyMs = watch.monitors[monitor]?.everyMs
      if (everyMs === undefined) return []
      return [
        {
          monitor,
          everyMs,
          onSince,
          failures,
          ...(lastDone === undefined ? {} : { lastDone }),
          ...(why === undefined ? {} : { why }),
        },
      ]
    })

const saveTick = (
  parts: WatchingParts,
  { known, monitor, at }: Tick,
  { memory, signals, notices = [] }: Watched<unknown>,
): Promise<readonly string[]> =>
  parts.store.transact(async (db) => {
    const speaks = signals.length + notices.length > 0
    const tenant = speaks ? await holdTenant(db, known.tenant) : undefined
    if (!(await tickDone(db, known, { memory, at }))) return []
    await setNext(db, known, monitor, at)
    if (tenant === undefined) return []
    const now = parts.ports.clock.now()
    const cards = await takeSignals(parts, db, tenant, { signals, at: now })
    return [...cards, ...(await tellNotices(parts, db, tenant, notices))]
  })

const saveFailure = async (
  parts: WatchingParts,
  { known, monitor, at }: Tick,
  error: unknown,
): Promise<void> => {
  const incident = parts.newId()
  const { tenant } = known
  const isLate = error instanceof DeadlineExceeded
  parts.log.error({ incident, tenant, monitor: monitor.id, err: error }, 'A monitor brought nothing.')
  const why = isLate
    ? `It took longer than ${monitor.about.deadlineMs / 1000} seconds (incident ${incident})`
    : `Mailflow failed under incident ${incident}`
  await parts.store.transact(async (db) => {
    await tickFailed(db, known, why)
    await setNext(db, known, monitor, at)
  })
}

const setNext = (db: Db, { tenant }: StoredMonitor, { id, everyMs }: Monitor<unknown>, at: Instant) =>
  setTimer(db, { kind: 'watch', job: { tenant, monitor: id } }, after(at, everyMs))

/** What is no alarm is told in the channel. */
const tellNotices = async (
  { newId, drawing }: WatchingParts,
  db: Db,
  { tenant, channel }: StoredTenant,
  notices: readonly Notice[],
): Promise<readonly string[]> => {
  if (channel === undefined) return []
  const cards = notices.map(({ title, text, lines }) => ({
    id: newId(),
    content: drawing.notice({ title, text, lines, tone: 'working' }),
  }))
  for (const { id, content } of cards)
    await insertCard(db, { id, conversation: { tenant, key: channel }, shows: { content }, as: 'thread' })
  return cards.map(({ id }) => id)
}
