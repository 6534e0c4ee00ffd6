import type { Break, Scenario } from '../scenario.ts'
import { all, withMailHost } from '../tenant/alter.ts'
import { TENANT_MX } from '../tenant/directory.ts'
import { OUTBOUND_CONNECTOR, SMART_HOST } from '../tenant/exchange.ts'

/** The firewall stands before the on-premises network, where the diagnosis runs too: it sees no mail host at all. */
export const port25Closed: Break = {
  from: -130,
  alter: all(
    ...[SMART_HOST, ...Object.values(TENANT_MX)].map((host) => withMailHost(host, { door: 'refused' })),
  ),
  mail: [
    {
      streams: ['outbound'],
      share: 1,
      fate: {
        kind: 'deferred',
        reply: '450 4.4.316 Connection refused [Message=Socket error code 10061]',
        connector: OUTBOUND_CONNECTOR,
      },
    },
  ],
}

export const networkBlocked: Scenario = {
  id: 'network-blocked',
  title: 'The firewall blocks port 25',
  story:
    'A new firewall rule refuses TCP 25 in both directions between the on-premises network and the world.',
  breaks: [port25Closed],
  expected: { kind: 'found', causes: ['network-blocked'] },
}
