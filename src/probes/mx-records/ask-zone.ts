import type { Dns } from '../../model/ports.ts'
import { askDns, type Reply, recordsIn } from '../dns-reply.ts'
import type { NameServer, Zone } from './schema.ts'

const MOST_NAME_SERVERS = 6
/** Servers of a zone above that are asked about a delegation before it counts as unknown. */
const MOST_PARENT_SERVERS = 3

/**
 * Finds the zone of a domain and asks its own name servers, because a resolver tells only what it remembers. Where the
 * domain is no zone to the resolver, the zone above says whether it is delegated, and to whom.
 */
export const askZone = async (dns: Dns, domain: string, signal: AbortSignal): Promise<Zone> => {
  const { name, servers } = await closestZone(dns, domain, signal)
  if (name === domain) return { name, servers: await askServers(dns, domain, servers, signal) }
  const delegation = await askParent(dns, domain, servers, signal)
  if (delegation === undefined) return { name, servers: [] }
  const own = hostsIn(delegation)
  // A name that the zone above holds itself is answered by the servers of that zone.
  const holders = own.length > 0 ? own : delegation.kind === 'nodata' ? servers : []
  return { name, delegation, servers: await askServers(dns, domain, holders, signal) }
}

/** In the same order every time: servers rotate their answers. */
const hostsIn = (ns: Reply<'NS'>): readonly string[] =>
  recordsIn(ns)
    .map(({ host }) => host)
    .toSorted()

const closestZone = async (
  dns: Dns,
  domain: string,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly servers: readonly string[] }> => {
  const labels = domain.split('.')
  for (let above = 0; above < labels.length && !signal.aborted; above++) {
    const name = labels.slice(above).join('.')
    const servers = hostsIn(await askDns(dns, name, 'NS', { signal }))
    if (servers.length > 0) return { name, servers }
  }
  return { name: '', servers: [] }
}

/** The first proper answer of a server of the zone above. */
const askParent = async (
  dns: Dns,
  domain: string,
  servers: readonly string[],
  signal: AbortSignal,
): Promise<Reply<'NS'> | undefined> => {
  let last: Reply<'NS'> | undefined
  for (const host of servers.slice(0, MOST_PARENT_SERVERS)) {
    const server = await addressOf(dns, host, signal)
    if (server === undefined) continue
    last = await askDns(dns, domain, 'NS', { signal, server })
    if (last.kind !== 'failed') return last
  }
  return last
}

const askServers = (
  dns: Dns,
  domain: string,
  servers: readonly string[],
  signal: AbortSignal,
): Promise<NameServer[]> =>
  Promise.all(
    servers.slice(0, MOST_NAME_SERVERS).map(async (host) => {
      const address = await addressOf(dns, host, signal)
      if (address === undefined) return { host }
      return { host, address, mx: await askDns(dns, domain, 'MX', { signal, server: address }) }
    }),
  )

const addressOf = async (dns: Dns, host: string, signal: AbortSignal): Promise<string | undefined> => {
  const [v4] = recordsIn(await askDns(dns, host, 'A', { signal }))
  if (v4 !== undefined) return v4.address
  return recordsIn(await askDns(dns, host, 'AAAA', { signal }))[0]?.address
}
