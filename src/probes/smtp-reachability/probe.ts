import { graphPermission } from '../../model/permissions.ts'
import type { Probe } from '../../model/probe.ts'
import { READ_EXCHANGE } from '../cmdlet.ts'
import { analyse } from './analyse.ts'
import { collect } from './collect.ts'
import { Raw } from './schema.ts'

export const probe: Probe<'smtp-reachability', Raw> = {
  id: 'smtp-reachability',
  about: {
    question: 'Can the mail servers be talked to, and do they show a sound certificate?',
    reads: [
      'SMTP on port 25 of the tenant’s MX hosts: greeting, EHLO, STARTTLS, certificate; RCPT of a named address',
      'The same of the smart hosts of outbound connectors',
      'Get-OutboundConnector',
      'Well-known mail servers of others, only when a host of ours does not answer',
    ],
    permissions: [graphPermission('Domain.Read.All'), READ_EXCHANGE],
    usualMs: 2000,
    deadlineMs: 40_000,
    links: [
      'https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges',
      'https://learn.microsoft.com/troubleshoot/azure/virtual-network/troubleshoot-outbound-smtp-connectivity',
    ],
  },
  raw: Raw,
  collect,
  analyse,
}
