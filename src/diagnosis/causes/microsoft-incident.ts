import type { Evidence } from '../../model/evidence.ts'
import type { ServiceIssue } from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import { between, inText } from '../../model/time.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { finding } from '../reading.ts'
import { inTrouble, symptomOf, symptoms } from '../symptoms.ts'
import { capital, ways } from '../words.ts'
import {
  advise,
  butFlows,
  byCodes,
  type Cause,
  DECIDED,
  doubtful,
  flowsAnyway,
  pointElsewhere,
  reason,
  type Weighed,
} from './cause.ts'
import { WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['microsoft-incident']
const HOUR = 3_600_000

/** Microsoft often posts an incident hours after mail stopped, and dates it roughly. */
const SLACK = { before: 6 * HOUR, after: 2 * HOUR } as const

/** Whether an issue began about when the trouble did; where that is not known, within the last two days. */
const timely = (evidence: Evidence, issue: ServiceIssue): boolean => {
  const began = symptoms(evidence)
    .filter(inTrouble)
    .flatMap((symptom) => (symptom.since === undefined ? [] : [symptom.since]))
    .toSorted()[0]
  if (began === undefined) {
    // A window without a single message: the trouble is older than the window.
    const from = symptoms(evidence).some(({ flow }) => flow?.state === 'none')
      ? finding(evidence, 'message-trace')?.value.window.from
      : undefined
    if (from !== undefined && between(from, issue.startedAt) > SLACK.after) return false
    return between(issue.startedAt, from ?? evidence.at) <= 48 * HOUR
  }
  const lead = between(issue.startedAt, began)
  return lead <= SLACK.before && lead >= -SLACK.after
}

/** The directions that an issue speaks of, by the words of its title; both where it names none. */
const directionsOf = (issue: ServiceIssue, open: readonly Direction[]): readonly Direction[] => {
  const words = `${issue.title} ${issue.impact ?? ''}`.toLowerCase()
  const outbound = /\b(send(ing)?|outbound|sent)\b/.test(words)
  const inbound = /\b(receiv(e|ing)|inbound|received)\b/.test(words)
  if (outbound === inbound) return open
  return open.filter((direction) => (direction === 'outbound') === outbound)
}

const weightOf = (evidence: Evidence, issue: ServiceIssue, open: readonly Direction[]): number => {
  if (!issue.mailFlow) return MINE.otherFeature
  const incident = issue.classification === 'incident'
  if (!timely(evidence, issue) || directionsOf(issue, open).length === 0)
    return incident ? MINE.otherTime : MINE.advisoryOtherTime
  return incident ? MINE.matching : MINE.advisory
}

const weigh = (evidence: Evidence): Weighed => {
  const open = doubtful(evidence)
  const found = finding(evidence, 'service-health')
  const issues = (found?.value.issues ?? [])
    .map((issue) => ({ issue, weight: weightOf(evidence, issue, open) * (found?.trust ?? 0) }))
    .toSorted((one, other) => other.weight - one.weight)
  const best = issues[0]?.issue
  const relevant = issues.filter(({ issue }) => issue.mailFlow)
  const none: Reason[] =
    found !== undefined && found.trust === 1 && relevant.length === 0
      ? [reason('No open Exchange Online incident speaks of mail flow', MINE.noneOpen, found.source)]
      : []
  const directions = best === undefined ? open : directionsOf(best, open)
  const others = directions.map((direction) => pointElsewhere(symptomOf(evidence, direction), DECIDED))
  const elsewhere = others.every((one) => one.length > 0) ? others.flat() : []
  const codes =
    relevant.length === 0 ? [] : byCodes(evidence, open, ['service'], { most: MINE.codes, some: MINE.codes })
  return {
    title:
      best === undefined
        ? 'Microsoft has an incident'
        : `Microsoft has an incident: ${best.id} ${best.title}`,
    step: 'beside',
    supports: [
      ...issues.map(({ issue, weight }) => reason(describe(issue), weight, found!.source)),
      ...codes,
    ],
    contradicts: [
      ...none,
      ...(relevant.length > 0 ? [...flowsAnyway(evidence, directions), ...elsewhere] : []),
    ],
    explains: directions,
    affected: `${best?.impact ?? `${capital(ways(directions))} mail.`}${butFlows(evidence)}`,
    guidance: guidance(best),
  }
}

const describe = (issue: ServiceIssue): string =>
  `${issue.id} (${issue.classification}, ${issue.status}) since ${inText(issue.startedAt)}: ${issue.title}`

const guidance = (issue: ServiceIssue | undefined): Guidance =>
  advise({
    whose: "Microsoft's: Exchange Online",
    instruction:
      'Change nothing of ours. Tell people what Microsoft says, follow the incident, and open a support case that names it.',
    commands: [
      {
        where: 'Microsoft 365 admin center',
        run:
          issue === undefined
            ? 'https://admin.cloud.microsoft/#/servicehealth'
            : `https://admin.cloud.microsoft/#/servicehealth/:/alerts/${encodeURIComponent(issue.id)}`,
      },
    ],
    next: issue?.latest ?? 'Mail is queued and follows when the incident ends.',
    prevention: 'Watch service health, so that the next one is known before people call.',
  })

/** Exchange Online itself is in trouble. */
export const cause: Cause = { id: 'microsoft-incident', needs: ['service-health'], weigh }
