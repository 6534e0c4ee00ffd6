import type { Probe } from '../../model/probe.ts'
import { READ_EXCHANGE } from '../cmdlet.ts'
import { analyse } from './analyse.ts'
import { collect } from './collect.ts'
import { Raw } from './schema.ts'

export const probe: Probe<'limits', Raw> = {
  id: 'limits',
  about: {
    question: 'May the tenant and its people still send?',
    reads: [
      'Get-BlockedSenderAddress: people who may not send',
      'Get-LimitsEnforcementStatus: external recipients in 24 hours against the limit of the tenant',
    ],
    permissions: [READ_EXCHANGE],
    usualMs: 1500,
    deadlineMs: 30_000,
    links: [
      'https://learn.microsoft.com/powershell/module/exchangepowershell/get-blockedsenderaddress',
      'https://techcommunity.microsoft.com/blog/exchange/introducing-exchange-online-tenant-outbound-email-limits/4372797',
      'https://microsoft.github.io/CSS-Exchange/Transport/Get-TerrlExternalRecipientEstimate/',
    ],
  },
  raw: Raw,
  collect,
  analyse,
}
