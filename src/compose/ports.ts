import { dnsOver } from '../connect/dns/dns.ts'
import { exchangeNotConfigured, exchangeOver } from '../connect/exchange/exchange.ts'
import { graphNotConfigured, graphOver } from '../connect/graph/graph.ts'
import { httpsOver } from '../connect/https/https.ts'
import { resolveBy } from '../connect/smtp/resolve.ts'
import { smtpOver } from '../connect/smtp/smtp.ts'
import type { Clock, Ports, TraceBudget, TraceCaller } from '../model/ports.ts'
import { wallClock } from './clock.ts'
import type { Reach } from './reach.ts'

/** Longest wait for one DNS server, milliseconds; resolvers retry by themselves within less. */
const DNS_TIMEOUT_MS = 3000
/** Longest wait for one public text, milliseconds; nothing of a diagnosis hangs on it. */
const HTTPS_TIMEOUT_MS = 8000

const NOT_SET_UP = (what: string): string =>
  `${what} is not set up. Set AZURE_TENANT_ID, AZURE_CLIENT_ID and a credential; mailflow doctor says what each brings.`

export interface PortsOptions {
  /** What time it is, for all judgement. Patience with the network is always measured on the wall. */
  readonly clock: Clock
  readonly budget: TraceBudget
  readonly caller: TraceCaller
}

/** The production adapters behind the ports. */
export const portsTo = (reach: Reach, { clock, budget, caller }: PortsOptions): Ports => {
  const { tenant, graph, exchange, dnsServers, dnsConnectTo, smtpConnectTo, heloName, ca, web } = reach
  const dns = dnsOver({
    servers: dnsServers,
    connectTo: dnsConnectTo,
    timeoutMs: DNS_TIMEOUT_MS,
    clock: wallClock,
  })
  return {
    clock,
    dns,
    graph:
      graph === undefined
        ? graphNotConfigured(NOT_SET_UP('Microsoft Graph'))
        : graphOver({
            baseUrl: graph.url,
            token: graph.token,
            clock: wallClock,
            ...(tenant === undefined ? {} : { trace: { budget, tenant, caller } }),
          }),
    exchange:
      exchange === undefined || tenant === undefined
        ? exchangeNotConfigured(NOT_SET_UP('Exchange Online'))
        : exchangeOver({ baseUrl: exchange.url, tenant, token: exchange.token, clock: wallClock }),
    smtp: smtpOver({
      connectTo: smtpConnectTo,
      ca,
      resolve: resolveBy(dns),
      clock: wallClock,
      ...(heloName === undefined ? {} : { heloName }),
    }),
    ...(web ? { https: httpsOver({ ca, timeoutMs: HTTPS_TIMEOUT_MS, clock: wallClock }) } : {}),
  }
}
