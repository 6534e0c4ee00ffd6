import type { Card } from '../../model/card.ts'
import type { Calm, QuietHours } from '../../model/incident.ts'
import { after, type Instant, inText } from '../../model/time.ts'
import type { Db } from '../../store/db.ts'
import { changeTenant, holdTenant, type StoredTenant } from '../../store/tenants.ts'
import { setTimer } from '../../store/timers.ts'
import { answering } from '../answering.ts'
import type { Incoming } from '../api.ts'
import type { WatchingParts } from '../parts.ts'
import { digestDue } from './digest.ts'
import { heldIncidents, takeIncidentTurn } from './incidents.ts'

/** Holds back all but P1 for so long; nothing but a P1 is told meanwhile. `0` minutes ends it. */
export const sayMaintenance = (
  parts: WatchingParts,
  incoming: Incoming,
  { minutes, why }: { readonly minutes: number; readonly why: string },
): Promise<readonly string[]> =>
  answering(parts, incoming, async (db, at): Promise<Card> => {
    const tenant = await holdTenant(db, incoming.conversation.tenant)
    const to = after(at, minutes * 60_000)
    const maintenance = minutes > 0 ? [{ from: at, to, by: incoming.by.name, why }] : []
    await changeCalm(parts, db, tenant, { calm: { ...tenant.calm, maintenance }, at })
    return parts.drawing.notice(
      minutes > 0
        ? {
            title: `Maintenance for ${minutes} minutes`,
            text: `Until then only a P1 is told. What is open by the end is told then (${inText(to).slice(11, 16)} UTC).`,
            tone: 'attend',
          }
        : { title: 'The maintenance is over', text: 'What is open is told now.', tone: 'good' },
    )
  })

/** Holds back P3 and P4 in these hours of each day; undefined ends that. */
export const sayQuiet = (
  parts: WatchingParts,
  incoming: Incoming,
  quiet: QuietHours | undefined,
): Promise<readonly string[]> =>
  answering(parts, incoming, async (db, at): Promise<Card> => {
    const tenant = await holdTenant(db, incoming.conversation.tenant)
    const { maintenance } = tenant.calm
    const calm: Calm = quiet === undefined ? { maintenance } : { quiet, maintenance }
    await changeCalm(parts, db, tenant, { calm, at })
    await setTimer(db, { kind: 'digest', job: { tenant: tenant.tenant } }, digestDue(parts, calm, at))
    return parts.drawing.notice(
      quiet === undefined
        ? { title: 'There are no quiet hours any more', text: 'Every alarm is told at once.', tone: 'good' }
        : {
            title: `Quiet hours are from ${quiet.from} to ${quiet.to} (${quiet.zone})`,
            text: 'P3 and P4 wait until their end, when the digest comes. P1 and P2 are told at any time.',
            tone: 'good',
          },
    )
  })

/** What was held back may be due now, and the other way round. */
const changeCalm = async (
  parts: WatchingParts,
  db: Db,
  tenant: StoredTenant,
  { calm, at }: { readonly calm: Calm; readonly at: Instant },
): Promise<void> => {
  await changeTenant(db, tenant.tenant, { calm })
  for (const held of await heldIncidents(db, tenant.tenant, at))
    if (held.incident.resolved === undefined)
      await takeIncidentTurn(parts, db, { ...tenant, calm }, held, { events: [], at })
}
