import { graphPermission } from '../../model/permissions.ts'
import type { Probe } from '../../model/probe.ts'
import { READ_EXCHANGE } from '../cmdlet.ts'
import { analyse } from './analyse.ts'
import { collect } from './collect.ts'
import { Raw } from './schema.ts'

export const probe: Probe<'transport-rules', Raw> = {
  id: 'transport-rules',
  about: {
    question: 'Does a transport rule stop mail, and how much of it?',
    reads: [
      'Get-TransportRule',
      'Get-AcceptedDomain',
      'Get-OutboundConnector, when a rule routes mail to one',
    ],
    permissions: [READ_EXCHANGE, graphPermission('ExchangeMessageTrace.Read.All')],
    usualMs: 3_000,
    deadlineMs: 45_000,
    links: [
      'https://learn.microsoft.com/powershell/module/exchangepowershell/get-transportrule',
      'https://learn.microsoft.com/exchange/security-and-compliance/mail-flow-rules/conditions-and-exceptions',
    ],
  },
  raw: Raw,
  collect,
  analyse,
}
