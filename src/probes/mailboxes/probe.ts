import { graphPermission } from '../../model/permissions.ts'
import type { Probe } from '../../model/probe.ts'
import { READ_EXCHANGE } from '../cmdlet.ts'
import { analyse } from './analyse.ts'
import { collect } from './collect.ts'
import { Raw } from './schema.ts'

export const probe: Probe<'mailboxes', Raw> = {
  id: 'mailboxes',
  about: {
    question: 'Can mailboxes receive: licensed, provisioned, subscription paid, domain accepted?',
    reads: [
      'Graph users: licences, service plans, provisioning errors of the sample user and a spread',
      'Graph subscribedSkus: state of the subscriptions',
      'Get-Recipient of those in doubt, and of a few others',
      'Get-AcceptedDomain, and Graph domains: which domains take mail, and how',
    ],
    permissions: [
      graphPermission('User.Read.All'),
      graphPermission('LicenseAssignment.Read.All'),
      graphPermission('Domain.Read.All'),
      READ_EXCHANGE,
    ],
    usualMs: 2500,
    deadlineMs: 40_000,
    links: [
      'https://learn.microsoft.com/graph/api/resources/user',
      'https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference',
    ],
  },
  raw: Raw,
  collect,
  analyse,
}
