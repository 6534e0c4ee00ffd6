import type { Probe } from '../../model/probe.ts'
import { READ_EXCHANGE } from '../cmdlet.ts'
import { analyse } from './analyse.ts'
import { collect } from './collect.ts'
import { Raw } from './schema.ts'

export const probe: Probe<'inbound-connectors', Raw> = {
  id: 'inbound-connectors',
  about: {
    question: 'Is the way in switched on, and does it know its senders?',
    reads: [
      'Get-InboundConnector',
      'Get-BlockedConnector',
      'Get-OnPremServerReportInfo',
      'Get-AcceptedDomain and MX, when a connector restricts every sender',
      'Get-OutboundConnector, A, AAAA, SMTP greeting and STARTTLS of on-premises smart hosts',
    ],
    permissions: [READ_EXCHANGE],
    usualMs: 4_000,
    deadlineMs: 45_000,
    links: [
      'https://learn.microsoft.com/powershell/module/exchangepowershell/get-inboundconnector',
      'https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/use-connectors-to-configure-mail-flow',
    ],
  },
  raw: Raw,
  collect,
  analyse,
}
