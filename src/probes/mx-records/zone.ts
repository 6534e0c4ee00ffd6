import type { MxTrouble } from '../../model/findings.ts'
import { isPublic } from '../addresses.ts'
import { inside, type Reply } from '../dns-reply.ts'
import { PARKING, providerOf } from './providers.ts'
import type { NameServer, Zone } from './schema.ts'

/** An answer that means what it says, given by who has authority. */
export interface Authority {
  readonly host: string
  readonly mx: Exclude<Reply<'MX'>, { kind: 'failed' }>
  /** Reached inside our own network, whose zones may differ from those of the world. */
  readonly private: boolean
}

export const authoritiesOf = ({ servers }: Zone): readonly Authority[] =>
  servers.flatMap(({ host, address, mx }) =>
    mx !== undefined && mx.kind !== 'failed' && mx.authoritative === true
      ? [{ host, mx, private: address !== undefined && !isPublic(address) }]
      : [],
  )

/** Codes by which a server itself says that it does not keep the zone; silence may be our own firewall's. */
const DISOWNED: ReadonlySet<string> = new Set(['dns.refused', 'dns.servfail', 'dns.referral'])
const SILENT: ReadonlySet<string> = new Set(['dns.late', 'dns.unreachable'])

/** Whether servers answered, and every one of them that it does not keep the zone. */
export const allDisown = ({ servers }: Zone): boolean =>
  servers.length > 0 && servers.every(({ mx }) => mx?.kind === 'failed' && DISOWNED.has(mx.code))

/** Whether not one of its servers was heard, which our own firewall may be to blame for. */
export const allSilent = ({ servers }: Zone): boolean =>
  servers.length > 0 && servers.every(({ mx }) => mx?.kind === 'failed' && SILENT.has(mx.code))

export const zoneTroubles = (domain: string, zone: Zone): readonly MxTrouble[] => [
  ...undelegated(domain, zone),
  ...lame(domain, zone),
  ...parkedAt(
    domain,
    zone.servers.map(({ host }) => host),
  ),
]

/** Top-level domains, and those under which country registries register. */
const REGISTRY = /^(?:[^.]+|(?:ac|co|com|edu|gob|gov|go|gv|ltd|me|mil|ne|net|nom|or|org|plc|sch)\.[a-z]{2})$/

/** The registry's own servers do not know the name: nobody in the world can find it. */
const undelegated = (domain: string, { name, delegation }: Zone): readonly MxTrouble[] =>
  delegation?.kind === 'nxdomain' && delegation.authoritative === true && REGISTRY.test(name)
    ? [
        {
          kind: 'not-delegated',
          text: `The zone ${name} has no delegation of ${domain}, says its server ${delegation.server}`,
        },
      ]
    : []

/** Servers that the delegation names and that do not serve the zone (RFC 8499, "lame delegation"). */
const lame = (domain: string, zone: Zone): readonly MxTrouble[] => {
  const heard = authoritiesOf(zone).length > 0
  return zone.servers.flatMap((server) => {
    const why = lameness(server, heard)
    return why === undefined
      ? []
      : [{ kind: 'lame-delegation', text: `${server.host}, a name server of ${domain}, ${why}` }]
  })
}

const lameness = ({ address, mx }: NameServer, heard: boolean): string | undefined => {
  if (address === undefined) return 'has no address'
  if (mx === undefined) return undefined
  if (mx.kind !== 'failed')
    // A network that answers all DNS by itself makes every server look like this.
    return mx.authoritative === true || !heard ? undefined : 'answers without authority'
  if (DISOWNED.has(mx.code)) return `does not serve it (${inside(mx.why)})`
  return heard && SILENT.has(mx.code) ? `does not answer (${inside(mx.why)})` : undefined
}

/** Servers of registrars and traders for names that nobody pays for. */
export const parkedAt = (domain: string, hosts: readonly string[]): readonly MxTrouble[] => {
  const found = hosts.map((host) => providerOf(host, PARKING)).find((name) => name !== undefined)
  return found === undefined
    ? []
    : [{ kind: 'parked', text: `${domain} is parked: ${[...new Set(hosts)].join(', ')} is ${found}` }]
}
