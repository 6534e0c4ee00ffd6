import type { Card } from '../model/card.ts'
import type { MonitorsView } from '../model/incident.ts'
import { switchButtons } from './alert-buttons.ts'
import { headerOf, lineOf, stepsOf } from './blocks.ts'
import { cardOf } from './card.ts'
import { monitorLine } from './monitor-rows.ts'
import { flat } from './text.ts'
import { count } from './words.ts'

/** What is watched, how it stands, and the switches. Updated in place. */
export const monitorsCard = ({ at, rows, offers }: MonitorsView): Card => {
  const on = rows.filter((row) => row.on).length
  const title = `${count(on, 'monitor')} of ${rows.length} ${on === 1 ? 'is' : 'are'} on`
  const { actions, more } = switchButtons(offers)
  return cardOf(
    flat(title),
    [
      headerOf({
        tone: on === rows.length ? 'good' : 'attend',
        title,
        small: 'Type monitors off mx-drift, or use the buttons; admins only',
        chip: 'Monitors',
      }),
      rows.length > 0
        ? stepsOf(rows.map((row) => monitorLine(row, at, { isDated: true })))
        : lineOf({ text: 'Nothing is watched here.', subtle: false }),
      more,
    ],
    actions,
  )
}
