import type { Break, Scenario } from '../scenario.ts'
import { withRows } from '../tenant/alter.ts'
import { transportRule as rule } from '../tenant/exchange.ts'

const NAME = 'Quarterly lockdown'
const TEXT = 'Mail is closed for maintenance.'

export const rejectAll: Break = {
  from: -95,
  alter: withRows('Get-TransportRule', (rows, since) => [
    rule(NAME, 0, {
      Description: `If the message:\r\n\tApply to all messages\r\nTake the following actions:\r\n\treject the message and include the explanation '${TEXT}' with the status code: '5.7.1'\r\n`,
      Actions: ['Microsoft.Exchange.MessagingPolicies.Rules.Tasks.RejectMessageAction'],
      RejectMessageReasonText: TEXT,
      RejectMessageEnhancedStatusCode: '5.7.1',
      LastModifiedBy: 'Exchange Admin',
      WhenChanged: since,
      WhenChangedUTC: since,
      WhenCreatedUTC: since,
    }),
    ...rows.map((row) => ({ ...row, Priority: (row['Priority'] as number) + 1 })),
  ]),
  mail: [
    {
      streams: ['inbound', 'outbound', 'internal'],
      share: 1,
      fate: {
        kind: 'failed',
        reply: `550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy: ${TEXT}`,
        rule: NAME,
      },
    },
  ],
}

export const transportRule: Scenario = {
  id: 'transport-rule',
  title: 'A transport rule rejects everything',
  story: 'An admin saved a rule without conditions that rejects every message.',
  breaks: [rejectAll],
  expected: { kind: 'found', causes: ['transport-rule'] },
}
