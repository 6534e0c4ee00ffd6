import type { Break, Scenario } from '../scenario.ts'
import { withRow } from '../tenant/alter.ts'
import { OUTBOUND_CONNECTOR } from '../tenant/exchange.ts'

export const outboundOff: Break = {
  from: -160,
  alter: withRow('Get-OutboundConnector', OUTBOUND_CONNECTOR, { Enabled: false }),
  mail: [
    {
      streams: ['outbound'],
      share: 1,
      fate: {
        kind: 'deferred',
        reply:
          '450 4.4.312 DNS query failed [Message=InfoDomainNonexistent] [LastAttemptedServerName=contoso.mail.onmicrosoft.com]',
        connector: OUTBOUND_CONNECTOR,
      },
    },
  ],
}

export const connectorOffline: Scenario = {
  id: 'connector-offline',
  title: 'The outbound connector is off',
  story:
    'Somebody switched off the connector that all outbound mail goes through; it waits in the queue of Exchange Online.',
  breaks: [outboundOff],
  expected: { kind: 'found', causes: ['connector-offline'] },
}
