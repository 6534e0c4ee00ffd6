import { ask } from '../../model/ask.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Dns, Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { askDns, recordsIn } from '../dns-reply.ts'
import { expectedMx } from '../expected-mx.ts'
import { type Domain, domainsOf } from '../tenant-domains.ts'
import type { Checked, NameServer, Raw } from './schema.ts'

/** Tenants have up to 5,000 domains; the first ones tell what is wrong. */
const MOST_DOMAINS = 100
/** Domains that are looked at together. */
const ABREAST = 10
const MOST_HOSTS = 6
const MOST_NAME_SERVERS = 6

export const collect = (ports: Ports, { scope }: ProbeInput, signal: AbortSignal): Promise<Outcome<Raw>> => {
  const asking = {
    asked: `MX ${scope.domain ?? 'of every domain of the tenant'}, and GET /domains/{domain}/serviceConfigurationRecords`,
    of: 'DNS and Microsoft Graph',
  }
  return ask(ports.clock, asking, async () => {
    const domains = await domainsOf(ports, scope, signal)
    const checked: Checked[] = []
    for (let next = 0; next < Math.min(domains.length, MOST_DOMAINS) && !signal.aborted; next += ABREAST) {
      const some = domains.slice(next, Math.min(next + ABREAST, MOST_DOMAINS))
      checked.push(...(await Promise.all(some.map((domain) => check(ports, domain, signal)))))
    }
    const left = domains.slice(checked.length).map(({ name }) => name)
    return { domains: checked, ...(left.length > 0 ? { left } : {}) }
  })
}

const check = async (ports: Ports, domain: Domain, signal: AbortSignal): Promise<Checked> => {
  const { dns, graph } = ports
  const [expected, mx, nameServers] = await Promise.all([
    expectedMx(graph, domain.name, signal),
    askDns(dns, domain.name, 'MX', { signal }),
    askNameServers(dns, domain.name, signal),
  ])
  const targets = [...new Set(recordsIn(mx).map(({ exchange }) => exchange))].filter((host) => host !== '')
  return {
    domain: domain.name,
    ...(domain.isDefault === true ? { isDefault: true } : {}),
    expected: expected.known ? { known: true, value: [...expected.value] } : expected,
    mx,
    hosts: await Promise.all(targets.slice(0, MOST_HOSTS).map((host) => addressesOf(dns, host, signal))),
    nameServers,
  }
}

const addressesOf = async (
  dns: Dns,
  host: string,
  signal: AbortSignal,
): Promise<Checked['hosts'][number]> => {
  const [a, aaaa] = await Promise.all([
    askDns(dns, host, 'A', { signal }),
    askDns(dns, host, 'AAAA', { signal }),
  ])
  return { host, a, aaaa }
}

/** Asks the domain's own name servers, because a resolver tells only what it remembers. */
const askNameServers = async (dns: Dns, domain: string, signal: AbortSignal): Promise<NameServer[]> => {
  const servers = recordsIn(await askDns(dns, domain, 'NS', { signal }))
  return Promise.all(
    servers.slice(0, MOST_NAME_SERVERS).map(async ({ host }) => {
      const addresses = recordsIn(await askDns(dns, host, 'A', { signal }))
      const address = addresses[0]?.address
      if (address === undefined) return { host }
      return { host, address, mx: await askDns(dns, domain, 'MX', { signal, server: address }) }
    }),
  )
}
