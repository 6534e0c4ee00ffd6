import { press } from '../../incident/press.ts'
import { phaseOf } from '../../incident/state.ts'
import { nameOf } from '../../incident/words.ts'
import type { Card } from '../../model/card.ts'
import { incidentIn, readIncident } from '../../store/incidents.ts'
import { holdTenant } from '../../store/tenants.ts'
import { answering } from '../answering.ts'
import type { Incoming, TypedVerb } from '../api.ts'
import type { WatchingParts } from '../parts.ts'
import { incidentInHand, takeIncidentTurn } from './incidents.ts'

/** Does to the incident of a thread what its button would. What came of it is told in the thread, as after a click. */
export const sayAct = (
  parts: WatchingParts,
  incoming: Incoming,
  verb: TypedVerb,
): Promise<readonly string[]> =>
  answering(parts, incoming, async (db, at): Promise<readonly string[] | Card> => {
    const { conversation, by } = incoming
    const id = await incidentIn(db, conversation)
    if (id === undefined)
      return parts.drawing.notice({
        title: 'There is no incident in this thread',
        text: 'Type it in the thread of an alarm, or use the buttons of its card.',
        tone: 'attend',
      })
    const tenant = await holdTenant(db, conversation.tenant)
    const stored = await readIncident(db, id)
    if (stored === undefined) throw new Error(`The incident ${id} is gone while it is held.`)
    const held = await incidentInHand(db, stored)
    const events = press(held.incident, { verb }, { by, at })
    if (events.length > 0)
      return (await takeIncidentTurn(parts, db, tenant, held, { events, at, clicked: true })).cards
    return parts.drawing.notice({
      title: `There is nothing to ${verb}`,
      text: `${nameOf(held.incident)} is ${phaseOf(held.incident)}.`,
      tone: 'working',
    })
  })
