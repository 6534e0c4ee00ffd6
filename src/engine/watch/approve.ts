import type { IncidentOffer } from '../../model/incident.ts'
import type { Db } from '../../store/db.ts'
import { readMonitor, tickDone } from '../../store/monitors.ts'
import type { WatchingParts } from '../parts.ts'
import type { Acting } from './acting.ts'
import { takeIncidentTurn, takeSignals } from './incidents.ts'
import { memoryOf } from './memory.ts'

interface Approving extends Acting {
  readonly offer: Extract<IncidentOffer, { verb: 'approve' }>
}

/** What a monitor found is as it should be. Something else than what was drawn is not approved by that. */
export const approve = async (
  parts: WatchingParts,
  db: Db,
  { tenant, held, incoming, offer, at }: Approving,
): Promise<readonly string[]> => {
  const { monitor: id, what, mark } = offer
  const { by } = incoming
  const monitor = parts.watch.monitors[id]
  const known = await readMonitor(db, { tenant: tenant.tenant, monitor: id })
  if (monitor?.approve === undefined || known === undefined) return []
  const memory = memoryOf(parts, monitor, known)
  const approved = monitor.approve(memory, { what, mark, by: by.name, at }, { tenant: tenant.tenant })
  if (approved === undefined) return []
  if (!(await tickDone(db, known, { memory: approved.memory, at: known.lastDone ?? at }))) return []
  const event = { type: 'approved', monitor: id, what, by, at } as const
  const turn = await takeIncidentTurn(parts, db, tenant, held, { events: [event], at, clicked: true })
  return [...turn.cards, ...(await takeSignals(parts, db, tenant, { signals: approved.signals, at }))]
}
