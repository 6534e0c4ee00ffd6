import type { Card } from '../../model/card.ts'
import type { Monitor } from '../../model/monitor.ts'
import type { DiagnosisView } from '../../model/view.ts'
import type { Db } from '../../store/db.ts'
import { readMonitor } from '../../store/monitors.ts'
import { isWatching, type Parts, type WatchingParts } from '../parts.ts'
import { memoryOf } from '../watch/memory.ts'
import { type Held, viewed } from './turn.ts'

/** The live card of a diagnosis as it is now. */
export const drawDiagnosis = async (
  parts: Parts,
  db: Db,
  held: Held,
  how: { readonly continuation: boolean },
): Promise<Card> => {
  const { id, token, tenant } = held.diagnosis
  const view = viewed(held)
  const shown = isWatching(parts) ? await withUsual(parts, db, tenant, view) : view
  return parts.drawing.diagnosis(shown, { diagnosis: id, token }, how)
}

/** The flow against what the watch has learned. It learns of whole tenants, so of one domain it knows nothing. */
const withUsual = async (
  parts: WatchingParts,
  db: Db,
  tenant: string,
  view: DiagnosisView,
): Promise<DiagnosisView> => {
  const { flow, scope } = view
  if (flow === undefined || scope.domain !== undefined || scope.address !== undefined) return view
  let known = flow
  for (const monitor of Object.values<Monitor<unknown>>(parts.watch.monitors)) {
    if (monitor.withUsual === undefined) continue
    const stored = await readMonitor(db, { tenant, monitor: monitor.id })
    if (stored !== undefined) known = monitor.withUsual(memoryOf(parts, monitor, stored), known)
  }
  return { ...view, flow: known }
}
