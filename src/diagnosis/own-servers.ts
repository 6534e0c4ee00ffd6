import type { Evidence } from '../model/evidence.ts'
import { finding } from './reading.ts'

/**
 * The mail servers that our own connectors name, lower case: smart hosts, the sender that an inbound connector knows by
 * its certificate, and servers that Exchange Online has reported. Where an MX leads to one of them, it may be meant to.
 */
export const ownServers = (evidence: Evidence): ReadonlySet<string> => {
  const outbound = finding(evidence, 'outbound-connectors')?.value.connectors ?? []
  const inbound = finding(evidence, 'inbound-connectors')?.value
  return new Set(
    [
      ...outbound.filter((one) => one.type === 'OnPremises').flatMap((one) => one.smartHosts),
      ...(inbound?.connectors ?? [])
        .filter((one) => one.type === 'OnPremises')
        .flatMap((one) => (one.certificateName === undefined ? [] : [one.certificateName])),
      ...(inbound?.outdatedServers ?? []).map((one) => one.name),
    ].map((name) => name.toLowerCase()),
  )
}
