import type { Probe } from '../../model/probe.ts'
import { READ_EXCHANGE } from '../cmdlet.ts'
import { analyse } from './analyse.ts'
import { collect } from './collect.ts'
import { Raw } from './schema.ts'

export const probe: Probe<'outbound-connectors', Raw> = {
  id: 'outbound-connectors',
  about: {
    question: 'Is the way out switched on, validated, and do its smart hosts answer?',
    reads: [
      'Get-OutboundConnector',
      'A, AAAA and MX of the smart hosts',
      'SMTP greeting and STARTTLS of the smart hosts',
    ],
    permissions: [READ_EXCHANGE],
    usualMs: 4_000,
    deadlineMs: 45_000,
    links: [
      'https://learn.microsoft.com/powershell/module/exchangepowershell/get-outboundconnector',
      'https://learn.microsoft.com/exchange/mail-flow-best-practices/use-connectors-to-configure-mail-flow/use-connectors-to-configure-mail-flow',
    ],
  },
  raw: Raw,
  collect,
  analyse,
}
