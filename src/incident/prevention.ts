import type { CauseId } from '../model/ids.ts'
import type { Prevention } from '../model/incident.ts'
import type { MonitorId } from '../model/monitor.ts'
import { GENERAL_LESSON, PREVENTION } from '../model/prevention.ts'
import type { Incident } from './state.ts'

/** What is known or thought to have caused an incident, the best first. */
export const causeOf = ({ verdict, parts }: Pick<Incident, 'verdict' | 'parts'>): CauseId | undefined =>
  verdict?.cause ?? parts.flatMap(({ signal }) => signal.points ?? [])[0]

/** The lesson of an incident that is over, with the monitors that would have caught it. */
export const preventionOf = (incident: Incident, isOn: (monitor: MonitorId) => boolean): Prevention => {
  const cause = causeOf(incident)
  const { title, checklist, monitors } = cause === undefined ? GENERAL_LESSON : PREVENTION[cause]
  return { title, checklist, monitors: monitors.map((id) => ({ id, on: isOn(id) })) }
}
