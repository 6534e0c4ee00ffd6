import { dnsOver } from '../../../src/connect/dns/dns.ts'
import { exchangeNotConfigured, exchangeOver } from '../../../src/connect/exchange/exchange.ts'
import { graphNotConfigured, graphOver } from '../../../src/connect/graph/graph.ts'
import { smtpOver } from '../../../src/connect/smtp/smtp.ts'
import type { Lab } from '../../../src/lab/lab.ts'
import type { Clock, Ports } from '../../../src/model/ports.ts'

/** The adapters of production, told where the lab is. */
export const portsOf = (lab: Lab, clock: Clock): Ports => {
  const { graphUrl, exchangeUrl, token = '', dnsServers, dnsConnectTo, smtpConnectTo, ca } = lab.settings
  const bearer = (): Promise<string> => Promise.resolve(token)
  return {
    clock,
    graph:
      graphUrl === undefined
        ? graphNotConfigured('Graph is not set up.')
        : graphOver({ baseUrl: graphUrl, token: bearer, clock }),
    exchange:
      exchangeUrl === undefined
        ? exchangeNotConfigured('Exchange is not set up.')
        : exchangeOver({ baseUrl: exchangeUrl, tenant: lab.tenantId, token: bearer, clock }),
    dns: dnsOver({
      ...(dnsServers === undefined ? {} : { servers: dnsServers }),
      ...(dnsConnectTo === undefined ? {} : { connectTo: dnsConnectTo }),
      timeoutMs: 500,
      clock,
    }),
    smtp: smtpOver({
      ...(smtpConnectTo === undefined ? {} : { connectTo: smtpConnectTo }),
      ...(ca === undefined ? {} : { ca: [ca] }),
      clock,
    }),
  }
}
