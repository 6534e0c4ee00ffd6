import { reportOf } from '../../incident/report.ts'
import type { Card } from '../../model/card.ts'
import type { IncidentEvent } from '../../model/incident.ts'
import { readEvents } from '../../store/events.ts'
import { incidentIn, newestIncident, readIncident } from '../../store/incidents.ts'
import { readTenant } from '../../store/tenants.ts'
import { answering } from '../answering.ts'
import type { Incoming } from '../api.ts'
import type { WatchingParts } from '../parts.ts'
import { incidentInHand, viewIncident } from './incidents.ts'

/** The record of the incident of a conversation as Markdown; elsewhere that of the newest one. */
export const sayReport = (parts: WatchingParts, incoming: Incoming): Promise<readonly string[]> =>
  answering(parts, incoming, async (db, at): Promise<Card> => {
    const { conversation } = incoming
    const here = await incidentIn(db, conversation)
    const stored = await (here === undefined
      ? newestIncident(db, conversation.tenant)
      : readIncident(db, here))
    const tenant = await readTenant(db, conversation.tenant)
    if (stored === undefined || tenant === undefined)
      return parts.drawing.notice({
        title: 'There has been no incident yet',
        text: 'A report is made in the thread of an incident.',
        tone: 'working',
      })
    const view = await viewIncident(db, await incidentInHand(db, stored), { tenant, at })
    const events = (await readEvents(db, stored.id)) as IncidentEvent[]
    return parts.drawing.report({ title: `${view.name}: ${view.title}`, markdown: reportOf(view, events) })
  })
