import { graphPermission } from '../../model/permissions.ts'
import type { Probe } from '../../model/probe.ts'
import { analyse } from './analyse.ts'
import { collect } from './collect.ts'
import { Raw } from './schema.ts'

export const probe: Probe<'mx-records', Raw> = {
  id: 'mx-records',
  about: {
    question: 'Does the world know where to send our mail?',
    reads: [
      'MX records of each domain, from the resolver and from its own name servers',
      'Addresses of the MX hosts',
      'Graph domains and their serviceConfigurationRecords',
    ],
    permissions: [graphPermission('Domain.Read.All')],
    usualMs: 1500,
    deadlineMs: 30_000,
    links: [
      'https://learn.microsoft.com/graph/api/domain-list-serviceconfigurationrecords',
      'https://learn.microsoft.com/microsoft-365/enterprise/external-domain-name-system-records',
    ],
  },
  raw: Raw,
  collect,
  analyse,
}
