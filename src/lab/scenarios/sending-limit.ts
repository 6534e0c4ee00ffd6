import type { Break, Scenario } from '../scenario.ts'
import { withRows } from '../tenant/alter.ts'

const usedUp: Break = {
  from: -110,
  alter: withRows('Get-LimitsEnforcementStatus', (rows) =>
    rows.map((row) => ({ ...row, ObservedValue: 16_350, Verdict: 'Blocked' })),
  ),
  mail: [
    {
      streams: ['outbound'],
      share: 0.97,
      fate: {
        kind: 'failed',
        reply:
          "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit for sending email to external recipients (tenant external recipient rate limit).",
      },
    },
  ],
}

export const sendingLimit: Scenario = {
  id: 'sending-limit',
  title: 'The tenant has used up its limit of external recipients',
  story:
    'A newsletter went out from ordinary mailboxes, and for the rest of the day Exchange Online refuses what the tenant sends to the world.',
  breaks: [usedUp],
  expected: { kind: 'found', causes: ['sending-limit'] },
}
