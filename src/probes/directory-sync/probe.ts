import { graphPermission } from '../../model/permissions.ts'
import type { Probe } from '../../model/probe.ts'
import { analyse } from './analyse.ts'
import { collect } from './collect.ts'
import { Raw } from './schema.ts'

export const probe: Probe<'directory-sync', Raw> = {
  id: 'directory-sync',
  about: {
    question: 'Is the directory in the cloud current with the one on-premises?',
    reads: [
      'Graph organization: onPremisesSyncEnabled, onPremisesLastSyncDateTime',
      'Graph onPremisesSynchronization: deletion guard',
      'Graph users: onPremisesProvisioningErrors',
    ],
    permissions: [
      graphPermission('Organization.Read.All'),
      graphPermission('OnPremDirectorySynchronization.Read.All'),
      graphPermission('User.Read.All'),
    ],
    usualMs: 2000,
    deadlineMs: 30_000,
    links: [
      'https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-feature-scheduler',
      'https://learn.microsoft.com/graph/api/resources/onpremisesdirectorysynchronization',
    ],
  },
  raw: Raw,
  collect,
  analyse,
}
