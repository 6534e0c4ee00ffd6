import { nextAt } from '../../incident/calm.ts'
import { digestOf } from '../../incident/digest.ts'
import type { Calm } from '../../model/incident.ts'
import { after, type Instant } from '../../model/time.ts'
import { insertCard } from '../../store/cards.ts'
import { holdTenant } from '../../store/tenants.ts'
import { setTimer } from '../../store/timers.ts'
import type { WatchingParts } from '../parts.ts'
import { monitorRows, openIncidents } from './monitors.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const MORNING = { time: '08:00', zone: 'UTC' } as const

/** When the next digest is due: at the end of the quiet hours, so that it tells what they held back. */
export const digestDue = ({ watch }: Pick<WatchingParts, 'watch'>, { quiet }: Calm, at: Instant): Instant => {
  const { time, zone } = watch.digestAt ?? MORNING
  return quiet === undefined ? nextAt(time, zone, at) : nextAt(quiet.to, quiet.zone, at)
}

/** Says once a day in the channel how everything stands. Returns the cards to send. */
export const sayDigest = (parts: WatchingParts, name: string): Promise<readonly string[]> =>
  parts.store.transact(async (db): Promise<readonly string[]> => {
    if (!parts.watch.tenants.some(({ tenant }) => tenant === name)) return []
    const at = parts.ports.clock.now()
    const tenant = await holdTenant(db, name)
    await setTimer(db, { kind: 'digest', job: { tenant: name } }, digestDue(parts, tenant.calm, at))
    if (tenant.channel === undefined) return []
    const since = after(at, -DAY_MS)
    const incidents = await openIncidents(db, name, since)
    const rows = await monitorRows(parts, db, name, incidents)
    const id = parts.newId()
    await insertCard(db, {
      id,
      conversation: { tenant: name, key: tenant.channel },
      shows: { content: parts.drawing.digest(digestOf(rows, incidents, { since, at })) },
      as: 'thread',
    })
    return [id]
  })
