import type { Sighting } from '../model/incident.ts'
import { READING, type Severity } from '../model/monitor.ts'
import { millis } from '../model/time.ts'
import { SAME_CAUSE_WITHIN } from './policy.ts'
import { firingParts, type Incident, isStop, type Part } from './state.ts'

/**
 * Whether something that fires belongs to an incident that is open: people get one alarm for one cause. It does when
 * both are about the same mail and began about the same time, and they point to a common cause, or one of them says
 * that mail has stopped and the other may be why. A warning is never why. What hits mail is never put below what did
 * not: words in the thread of a small thing wake nobody.
 */
export const isAkin = (incident: Incident, signal: Sighting): boolean => {
  if (incident.resolved !== undefined || signal.what === READING) return false
  if (hitsMail(signal.severity) && !hitsMail(incident.severity)) return false
  return firingParts(incident).some((part) => isRelated(incident, part, signal))
}

const hitsMail = (severity: Severity): boolean => severity === 'P1' || severity === 'P2'

const isRelated = (incident: Incident, part: Part, signal: Sighting): boolean =>
  part.signal.what !== READING &&
  overlaps(part.signal.domain, signal.domain) &&
  isNear(part.signal, signal) &&
  (bothStopped(part.signal, signal) ||
    (overlaps(part.signal.direction, signal.direction) &&
      (shareCause(incident, part.signal, signal) ||
        explains(part.signal, signal) ||
        explains(signal, part.signal))))

/** The same, or one of them is about all. */
const overlaps = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other

const isNear = (one: Sighting, other: Sighting): boolean =>
  Math.abs(millis(one.since) - millis(other.since)) <= SAME_CAUSE_WITHIN

const bothStopped = (one: Sighting, other: Sighting): boolean => isStop(one) && isStop(other)

const explains = (stop: Sighting, reason: Sighting): boolean =>
  isStop(stop) && !isStop(reason) && reason.severity !== 'P4' && (reason.points ?? []).length > 0

const shareCause = ({ verdict }: Incident, one: Sighting, other: Sighting): boolean => {
  const causes = new Set([
    ...(one.points ?? []).slice(0, 1),
    ...(verdict?.cause === undefined ? [] : [verdict.cause]),
  ])
  const [likeliest] = other.points ?? []
  return likeliest !== undefined && causes.has(likeliest)
}
