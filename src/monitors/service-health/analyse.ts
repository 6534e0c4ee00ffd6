import type { ServiceHealthFinding, ServiceIssue } from '../../model/findings.ts'
import type { Severity } from '../../model/monitor.ts'
import type { Source } from '../../model/outcome.ts'
import { inText } from '../../model/time.ts'
import { factOf, type Trouble } from '../ledger.ts'

/** Advisories about something else than mail flow are noise here. */
const severityOf = ({ classification, mailFlow }: ServiceIssue): Severity | undefined => {
  const incident = classification === 'incident'
  if (mailFlow) return incident ? 'P2' : 'P3'
  return incident ? 'P4' : undefined
}

/** The open issues of Exchange Online that people who watch mail should know of. */
export const analyse = ({ issues }: ServiceHealthFinding, source: Source): readonly Trouble[] =>
  issues.flatMap((issue) => {
    const severity = severityOf(issue)
    return severity === undefined ? [] : [troubleOf(issue, severity, source)]
  })

const troubleOf = (issue: ServiceIssue, severity: Severity, source: Source): Trouble => ({
  what: issue.id,
  severity,
  since: issue.startedAt,
  title: `Microsoft reports ${issue.id}: ${issue.title}`,
  facts: [
    factOf('Status', issue.status, source),
    ...(issue.impact === undefined ? [] : [factOf('Impact', issue.impact)]),
    ...(issue.latest === undefined ? [] : [factOf('Microsoft says', issue.latest)]),
    ...(issue.changedAt === undefined ? [] : [factOf('Last changed', inText(issue.changedAt))]),
  ],
  points: issue.mailFlow ? ['microsoft-incident'] : [],
  advice: 'Follow it in the Microsoft 365 admin center under Health > Service health.',
})
