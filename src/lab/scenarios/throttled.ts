import type { Break, Scenario } from '../scenario.ts'
import { all, withRows } from '../tenant/alter.ts'
import { STAFF } from '../tenant/people.ts'

const CULPRIT = STAFF[6] as string

const threshold: Break = {
  from: -75,
  alter: all(
    withRows('Get-BlockedSenderAddress', (_, since) => [
      {
        SenderAddress: CULPRIT,
        Reason:
          'OutboundSpamLast24Hours=0;OutboundMailLast24Hours=11480;ExceedingLimitType=ExternalRecipients;InternalRecipientCountToday=12;ExternalRecipientCountToday=11480',
        CreatedDatetime: since,
        ChangedDatetime: since,
        TemporaryBlock: false,
      },
    ]),
    withRows('Get-LimitsEnforcementStatus', (rows) =>
      rows.map((row) => ({ ...row, ObservedValue: 16_350, Verdict: 'Blocked' })),
    ),
  ),
  mail: [
    {
      streams: ['outbound'],
      share: 0.97,
      fate: {
        kind: 'failed',
        reply:
          '550 5.7.705 Access denied, tenant has exceeded threshold. For more information please go to https://aka.ms/EXOErrorcode. AS(7711)',
      },
    },
  ],
}

export const throttled: Scenario = {
  id: 'throttled',
  title: 'The tenant has exceeded its sending threshold',
  story: 'A taken-over account sent bulk mail, and Exchange Online now refuses what the tenant sends.',
  breaks: [threshold],
  expected: { kind: 'found', causes: ['throttled'] },
}
