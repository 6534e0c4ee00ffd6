import type { Conversation } from '../../model/ports.ts'
import { after, type Instant } from '../../model/time.ts'
import { holdConversation } from '../../store/conversations.ts'
import { readIncident, recentIncidents } from '../../store/incidents.ts'
import { ensureMonitor, readMonitors } from '../../store/monitors.ts'
import { forgetPages } from '../../store/pages.ts'
import { changeTenant, holdTenant } from '../../store/tenants.ts'
import { ensureTimer } from '../../store/timers.ts'
import type { Click, Further, Incoming } from '../api.ts'
import type { Clicked } from '../diagnosis/clicks.ts'
import type { Monitors, WatchedTenant, WatchingParts } from '../parts.ts'
import type { Jobs, Workers } from '../queue.ts'
import type { Subjects } from '../subjects.ts'
import { sayAct } from './act.ts'
import { sayMaintenance, sayQuiet } from './calm.ts'
import { digestDue, sayDigest } from './digest.ts'
import { noteDesk, noteJoining, noteLeaving, sayHere } from './here.ts'
import { clickIncident } from './incident-clicks.ts'
import { conclude } from './incident-diagnosis.ts'
import { incidentSubject } from './incident-subject.ts'
import { incidentInHand, takeIncidentTurn } from './incidents.ts'
import { clickMonitors, monitorsSubject, sayMonitors } from './monitors.ts'
import { sendPage } from './pages.ts'
import { sayReport } from './report.ts'
import { tick } from './tick.ts'
import { createTimers } from './timers.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const SPREAD_MS = 10 * 60_000

type Nudge = (cards: readonly string[]) => void

type Watching = Required<Omit<Further, 'decode'>>

/** The part of an engine that watches: its words, its buttons, its jobs, and what runs between. */
export interface Watch {
  readonly words: Watching
  readonly click: (incoming: Incoming, clicked: Exclude<Click, { diagnosis: string }>) => Promise<Clicked>
  readonly workers: Omit<Workers, 'run-probes'>
  start(): Promise<void>
  stop(): Promise<void>
}

export const watchSubjects = (parts: WatchingParts): Pick<Subjects, 'incident' | 'monitors'> => ({
  incident: incidentSubject(parts),
  monitors: monitorsSubject(parts),
})

export const createWatch = (parts: WatchingParts, nudge: Nudge): Watch => {
  const timers = createTimers(parts)
  /** After each change cards may be sent, and timers be due. */
  const done = async (work: Promise<readonly string[]>): Promise<void> => {
    nudge(await work)
    timers.wake()
    parts.queue.wake()
  }
  return {
    words: wordsOf(parts, done),
    click: async (incoming, clicked) => {
      const acted = await ('incident' in clicked
        ? clickIncident(parts, incoming, clicked)
        : clickMonitors(parts, incoming, clicked))
      await done(Promise.resolve(acted.cards))
      return acted
    },
    workers: {
      watch: async (job, signal) => nudgeAll(parts, nudge, await tick(parts, job, signal)),
      attend: async (job) => nudgeAll(parts, nudge, await attendTo(parts, job)),
      page: async (job, signal) => nudgeAll(parts, nudge, await sendPage(parts, job, signal)),
      digest: async ({ tenant }) => nudgeAll(parts, nudge, await sayDigest(parts, tenant)),
      conclude: async ({ diagnosis }) => nudgeAll(parts, nudge, await conclude(parts, diagnosis)),
    },
    start: async () => {
      const at = parts.ports.clock.now()
      await forgetPages(parts.store.db, after(at, -90 * DAY_MS))
      const { tenants } = parts.watch
      for (const [index, tenant] of tenants.entries())
        await beginWatching(parts, tenant, { at, share: index / tenants.length })
      timers.start()
    },
    stop: () => timers.stop(),
  }
}

const nudgeAll = ({ queue }: WatchingParts, nudge: Nudge, cards: readonly string[]): void => {
  if (cards.length === 0) return
  nudge(cards)
  queue.wake()
}

const wordsOf = (
  parts: WatchingParts,
  done: (work: Promise<readonly string[]>) => Promise<void>,
): Watching => ({
  act: (incoming, verb) => done(sayAct(parts, incoming, verb)),
  here: (incoming) => done(sayHere(parts, incoming)),
  monitors: (incoming, change) => done(sayMonitors(parts, incoming, change)),
  report: (incoming) => done(sayReport(parts, incoming)),
  maintenance: (incoming, minutes, why) => done(sayMaintenance(parts, incoming, { minutes, why })),
  quiet: (incoming, hours) => done(sayQuiet(parts, incoming, hours)),
  desk: (conversation: Conversation) => done(noteDesk(parts, conversation)),
  left: (conversation: Conversation) => done(noteLeaving(parts, conversation)),
  joined: (conversation: Conversation) => done(noteJoining(parts, conversation)),
})

/** What time brings to an incident. */
const attendTo = (parts: WatchingParts, { incident: id }: Jobs['attend']): Promise<readonly string[]> =>
  parts.store.transact(async (db): Promise<readonly string[]> => {
    const known = await readIncident(db, id)
    if (known === undefined) return []
    const tenant = await holdTenant(db, known.tenant)
    const stored = (await readIncident(db, id)) ?? known
    const at = parts.ports.clock.now()
    const held = await incidentInHand(db, stored)
    return (await takeIncidentTurn(parts, db, tenant, held, { events: [], at })).cards
  })

/** Makes a tenant and its monitors known. What was known before goes on where it was. */
const beginWatching = (
  parts: WatchingParts,
  { tenant: name, channel }: WatchedTenant,
  { at, share }: { readonly at: Instant; readonly share: number },
): Promise<void> =>
  parts.store.transact(async (db) => {
    if (channel !== undefined) await holdConversation(db, channel, at)
    const tenant = await holdTenant(db, name)
    if (channel !== undefined && tenant.channel === undefined)
      await changeTenant(db, name, { channel: channel.key })
    for (const monitor of monitorsIn(parts.watch.monitors))
      await ensureMonitor(db, { tenant: name, monitor: monitor.id }, at)
    for (const { monitor, on } of await readMonitors(db, name)) {
      const known = parts.watch.monitors[monitor]
      const wait = Math.min(known?.everyMs ?? 0, parts.watch.firstLooksWithinMs ?? SPREAD_MS) * share
      if (known !== undefined && on)
        await ensureTimer(db, { kind: 'watch', job: { tenant: name, monitor } }, after(at, wait))
    }
    for (const { id } of await recentIncidents(db, name, at))
      await ensureTimer(db, { kind: 'attend', job: { incident: id } }, at)
    await ensureTimer(db, { kind: 'digest', job: { tenant: name } }, digestDue(parts, tenant.calm, at))
  })

const monitorsIn = (monitors: Monitors) => Object.values(monitors).filter((monitor) => monitor !== undefined)
