import { rowsOf, type Watching } from '../../incident/digest.ts'
import type { Incident } from '../../incident/state.ts'
import type { Card } from '../../model/card.ts'
import type { MonitorRow, MonitorsView, SwitchOffer } from '../../model/incident.ts'
import { MONITOR_IDS, type MonitorId } from '../../model/monitor.ts'
import type { Instant } from '../../model/time.ts'
import { wantCards } from '../../store/cards.ts'
import type { Db } from '../../store/db.ts'
import { readMonitors, switchMonitor } from '../../store/monitors.ts'
import { countUp, ensureTenant, readTenant } from '../../store/tenants.ts'
import { dropTimer, ensureTimer } from '../../store/timers.ts'
import { answering, showLive } from '../answering.ts'
import type { Incoming, MonitorsClick } from '../api.ts'
import type { Clicked } from '../diagnosis/clicks.ts'
import type { WatchingParts } from '../parts.ts'
import type { SubjectKind } from '../subjects.ts'
import { heldIncidents } from './incidents.ts'

/** How every monitor of a tenant stands now. */
export const monitorRows = async (
  { watch }: WatchingParts,
  db: Db,
  tenant: string,
  incidents: readonly Incident[],
): Promise<readonly MonitorRow[]> => {
  const known = await readMonitors(db, tenant)
  const watching = MONITOR_IDS.flatMap((id): readonly Watching[] => {
    const monitor = watch.monitors[id]
    const row = known.find((one) => one.monitor === id)
    if (monitor === undefined || row === undefined) return []
    const { on, lastDone, failures } = row
    return [
      {
        id,
        question: monitor.about.question,
        everyMs: monitor.everyMs,
        on,
        failures,
        ...(lastDone === undefined ? {} : { lastDone }),
      },
    ]
  })
  return rowsOf(watching, incidents)
}

export const openIncidents = async (db: Db, tenant: string, since: Instant): Promise<readonly Incident[]> =>
  (await heldIncidents(db, tenant, since)).map(({ incident }) => incident)

const viewMonitors = async (parts: WatchingParts, db: Db, tenant: string): Promise<MonitorsView> => {
  const at = parts.ports.clock.now()
  const rows = await monitorRows(parts, db, tenant, await openIncidents(db, tenant, at))
  // What is off comes first: that is what somebody may want to change.
  const offers = rows
    .map(({ id, on }): SwitchOffer => ({ verb: 'switch', monitor: id, on: !on }))
    .toSorted((one, other) => Number(other.on) - Number(one.on))
  return { tenant, at, rows, offers }
}

export const monitorsSubject = (parts: WatchingParts): SubjectKind => ({
  draw: async (db, id) => {
    const tenant = await readTenant(db, id)
    if (tenant === undefined) throw new Error(`The tenant ${id} is not watched.`)
    return { card: parts.drawing.monitors(await viewMonitors(parts, db, id)), version: tenant.version }
  },
})

export interface Switching {
  readonly tenant: string
  readonly monitor: MonitorId
  readonly on: boolean
  readonly at: Instant
}

/** Switches a monitor. Returns the cards that show the monitors of the tenant. */
export const switchOne = async (
  { watch }: WatchingParts,
  db: Db,
  { tenant, monitor, on, at }: Switching,
): Promise<readonly string[]> => {
  if (watch.monitors[monitor] === undefined) return []
  if (!(await switchMonitor(db, { tenant, monitor }, { on, at }))) return []
  const timer = { kind: 'watch', job: { tenant, monitor } }
  await (on ? ensureTimer(db, timer, at) : dropTimer(db, timer))
  const version = await countUp(db, tenant)
  return wantCards(db, { subject: { kind: 'monitors', id: tenant }, version, urgent: true })
}

/** Shows the monitors of a tenant, after switching one where that was asked for. */
export const sayMonitors = (
  parts: WatchingParts,
  incoming: Incoming,
  change: { readonly monitor: string; readonly on: boolean } | undefined,
): Promise<readonly string[]> =>
  answering(parts, incoming, async (db, at): Promise<readonly string[] | Card> => {
    const { tenant } = incoming.conversation
    const monitor = MONITOR_IDS.find((id) => id === change?.monitor && parts.watch.monitors[id] !== undefined)
    if (change !== undefined && monitor === undefined)
      return parts.drawing.notice({
        title: `There is no monitor ${change.monitor}`,
        text: `There are: ${Object.keys(parts.watch.monitors).join(', ')}.`,
        tone: 'attend',
      })
    await ensureTenant(db, tenant)
    const switched =
      change === undefined || monitor === undefined
        ? []
        : await switchOne(parts, db, { tenant, monitor, on: change.on, at })
    const version = (await readTenant(db, tenant))?.version ?? 1
    const subject = { kind: 'monitors', id: tenant } as const
    return [await showLive(parts, db, incoming.conversation, { subject, version }), ...switched]
  })

/** Acts on a switch of the card of monitors. Switching twice is switching once. */
export const clickMonitors = (
  parts: WatchingParts,
  { conversation: { tenant } }: Incoming,
  { offer: { monitor, on } }: MonitorsClick,
): Promise<Clicked> =>
  parts.store.transact(async (db) => {
    const at = parts.ports.clock.now()
    await ensureTenant(db, tenant)
    const cards = await switchOne(parts, db, { tenant, monitor, on, at })
    return { card: parts.drawing.monitors(await viewMonitors(parts, db, tenant)), cards }
  })
