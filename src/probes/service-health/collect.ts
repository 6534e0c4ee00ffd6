import { ask } from '../../model/ask.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { GRAPH, graphRow } from '../graph-row.ts'
import { Issue, Overview, type Raw } from './schema.ts'

const OVERVIEW = '/admin/serviceAnnouncement/healthOverviews/Exchange'
const OPEN = "service eq 'Exchange Online' and isResolved eq false"
const ISSUES = `/admin/serviceAnnouncement/issues?$filter=${encodeURIComponent(OPEN)}`

/** The state of Exchange Online as Microsoft tells it to this tenant, and its open issues. */
export const collect = (ports: Ports, _input: ProbeInput, signal: AbortSignal): Promise<Outcome<Raw>> =>
  ask(ports.clock, { asked: `GET ${OVERVIEW}, GET ${ISSUES}`, of: GRAPH }, async () => {
    const [overview, issues] = await Promise.all([
      ports.graph.get(OVERVIEW, { signal }),
      ports.graph.list(ISSUES, { signal }),
    ])
    const rows = issues.rows.map((row) => graphRow(Issue, row, 'A service health issue'))
    return { overview: graphRow(Overview, overview, 'The health overview'), issues: rows.filter(isOpen) }
  })

/** The filter is the service's business; the whole history has been seen to come back. */
const isOpen = (issue: Issue): boolean => !issue.isResolved && issue.service === 'Exchange Online'
