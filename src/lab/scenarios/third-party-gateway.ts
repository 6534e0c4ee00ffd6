import type { Break, Scenario } from '../scenario.ts'
import { all, withMailHost, withMx, withRows } from '../tenant/alter.ts'
import { SECOND_DOMAIN } from '../tenant/directory.ts'
import { inboundConnector } from '../tenant/exchange.ts'
import { GATEWAY_ADDRESSES, GATEWAY_HOSTS } from '../tenant/network.ts'
import { DOMAIN } from '../tenant/people.ts'

const MONTH = 30 * 24 * 60
const TO_GATEWAY = GATEWAY_HOSTS.map((exchange, order) => ({ exchange, preference: 10 * (order + 1) }))

/** How the tenant is built: the world delivers to the gateway, and only the gateway is let in. */
const behindGateway: Break = {
  from: -MONTH,
  alter: all(
    withMx(DOMAIN, TO_GATEWAY),
    withMx(SECOND_DOMAIN, TO_GATEWAY),
    withRows('Get-InboundConnector', (rows) => [
      ...rows,
      inboundConnector('Inbound from the mail gateway', {
        ConnectorType: 'Partner',
        ConnectorSource: 'AdminUI',
        RestrictDomainsToIPAddresses: true,
        SenderIPAddresses: GATEWAY_ADDRESSES,
        CloudServicesMailEnabled: false,
        TlsSenderCertificateName: null,
      }),
    ]),
  ),
}

const gatewayDown: Break = {
  from: -140,
  alter: all(
    ...GATEWAY_HOSTS.map((host) =>
      withMailHost(host, {
        door: 'rejecting',
        reply: '421 4.3.2 Service not available, closing transmission channel',
      }),
    ),
  ),
  mail: [{ streams: ['inbound'], share: 1, fate: { kind: 'lost' } }],
}

export const thirdPartyGateway: Scenario = {
  id: 'third-party-gateway',
  title: 'The mail gateway before Exchange Online is down',
  story:
    'All inbound mail passes a filter of another provider, and that filter takes no mail: nothing of ours or of Microsoft is wrong.',
  breaks: [behindGateway, gatewayDown],
  expected: { kind: 'found', causes: ['third-party-gateway'] },
}
