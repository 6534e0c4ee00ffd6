import { graphPermission } from '../../model/permissions.ts'
import type { Probe } from '../../model/probe.ts'
import { analyse } from './analyse.ts'
import { collect } from './collect.ts'
import { Raw } from './schema.ts'

export const probe: Probe<'service-health', Raw> = {
  id: 'service-health',
  about: {
    question: 'Does Microsoft report an open issue of Exchange Online?',
    reads: ['Graph service health of Exchange Online', 'Graph service issues that are not resolved'],
    permissions: [graphPermission('ServiceHealth.Read.All')],
    usualMs: 1500,
    deadlineMs: 30_000,
    links: ['https://learn.microsoft.com/graph/api/resources/service-communications-api-overview'],
  },
  raw: Raw,
  collect,
  analyse,
}
