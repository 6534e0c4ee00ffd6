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
      'MX and NS records of each domain, from the resolver, its own name servers and the zone above',
      'A, AAAA and TLSA of the MX hosts, and the certificates of those that have TLSA',
      'MTA-STS policy, and SPF where mail goes out',
      'Graph domains and their serviceConfigurationRecords',
      'Registration of a doubtful domain, at its registry (RDAP)',
    ],
    permissions: [graphPermission('Domain.Read.All')],
    usualMs: 1500,
    deadlineMs: 30_000,
    links: [
      'https://learn.microsoft.com/graph/api/domain-list-serviceconfigurationrecords',
      'https://learn.microsoft.com/microsoft-365/enterprise/external-domain-name-system-records',
      'https://www.rfc-editor.org/rfc/rfc8461',
      'https://www.rfc-editor.org/rfc/rfc7672',
      'https://www.rfc-editor.org/rfc/rfc9083',
    ],
  },
  raw: Raw,
  collect,
  analyse,
}
