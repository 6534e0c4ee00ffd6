import type { Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import type { Scope } from '../../model/scope.ts'
import { type Aside, aside } from '../aside.ts'
import { askDns, recordsIn } from '../dns-reply.ts'
import { expectedMx } from '../expected-mx.ts'
import { isMicrosoft } from '../microsoft-hosts.ts'
import { domainsOf } from '../tenant-domains.ts'
import { flagOf, textOf, textsOf, type WireRow } from '../wire.ts'
import type { Target, Wants } from './schema.ts'

/** A host to talk to, before anybody has. */
export type Aim = Omit<Target, 'dialogue'> & { readonly rcptTo?: string }

/** All domains of a tenant share few hosts, and one open way to Microsoft tells of the others. */
const MOST_DOMAINS = 5
const MOST_SMART_HOSTS = 8
const ASIDE_MS = 8000

/** A domain whose mail hosts nobody told. */
interface Failed {
  readonly domain: string
  readonly why: string
}

export interface Aims {
  readonly aims: readonly Aim[]
  readonly failed: readonly Failed[]
  readonly connectors: Aside<number>
}

export const aimsOf = async (ports: Ports, { scope }: ProbeInput, signal: AbortSignal): Promise<Aims> => {
  const [exchangers, rows] = await Promise.all([
    mailExchangers(ports, scope, signal),
    aside(ports.clock, { ms: ASIDE_MS, signal }, async (signal) =>
      scope.directions.includes('outbound')
        ? (await ports.exchange.invoke('Get-OutboundConnector', { ResultSize: 'Unlimited' }, { signal })).rows
        : [],
    ),
  ])
  const smartHosts = rows.known ? rows.value.flatMap(smartHostsOf) : []
  return {
    aims: once([...exchangers.aims, ...smartHosts.slice(0, MOST_SMART_HOSTS)]),
    failed: exchangers.failed,
    connectors: rows.known ? { known: true, value: rows.value.length } : rows,
  }
}

/** Where Microsoft receives the mail of our domains: by its own record, or by DNS where that cannot be read. */
const mailExchangers = async (
  ports: Ports,
  scope: Scope,
  signal: AbortSignal,
): Promise<{ readonly aims: readonly Aim[]; readonly failed: readonly Failed[] }> => {
  const domains = (await domainsOf(ports, scope, signal)).slice(0, MOST_DOMAINS)
  const looked = await Promise.all(
    domains.map(async ({ name }) => ({ name, ...(await hostsFor(ports, name, signal)) })),
  )
  return {
    aims: looked.flatMap(({ name, hosts, byMicrosoft }) =>
      hosts.map((host) => ({
        host,
        role: 'tenant-mx' as const,
        serves: name,
        // Other receivers are sent to with whatever certificate they show.
        wants: byMicrosoft || isMicrosoft(host) ? ('trusted' as const) : ('nothing' as const),
        ...sample(scope, name),
      })),
    ),
    failed: looked.flatMap(({ name, why }) => (why === undefined ? [] : [{ domain: name, why }])),
  }
}

interface Hosts {
  readonly hosts: readonly string[]
  readonly byMicrosoft: boolean
  /** Why nobody told the hosts. */
  readonly why?: string
}

const hostsFor = async ({ graph, dns }: Ports, domain: string, signal: AbortSignal): Promise<Hosts> => {
  const expected = await expectedMx(graph, domain, signal)
  if (expected.known) return { hosts: expected.value.map(({ host }) => host), byMicrosoft: true }
  const mx = await askDns(dns, domain, 'MX', { signal })
  const hosts = recordsIn(mx).map(({ exchange }) => exchange)
  return {
    hosts: hosts.filter((host) => host !== ''),
    byMicrosoft: false,
    ...(mx.kind === 'failed' ? { why: mx.why } : {}),
  }
}

/** Somebody who was named is asked for at the host of their domain, as far as RCPT and no further. */
const sample = ({ address, directions }: Scope, domain: string): { rcptTo?: string } =>
  address?.toLowerCase().endsWith(`@${domain}`) === true && directions.includes('inbound')
    ? { rcptTo: address }
    : {}

const smartHostsOf = (row: WireRow): readonly Aim[] => {
  if (!flagOf(row['Enabled']) || flagOf(row['UseMXRecord'])) return []
  const tlsName = textOf(row['TlsDomain'])?.toLowerCase()
  return textsOf(row['SmartHosts'])
    .map((host) => host.toLowerCase().replace(/^\[(?:ipv6:)?(.*)\]$/, '$1'))
    .filter((host) => !host.includes('/'))
    .map((host) => ({
      host,
      role: 'smart-host',
      serves: textOf(row['Name']) ?? host,
      wants: WANTS[textOf(row['TlsSettings'])?.toLowerCase() ?? ''] ?? 'nothing',
      ...(tlsName === undefined ? {} : { tlsName }),
    }))
}

/** TlsSettings of an outbound connector. Source: learn.microsoft.com/powershell/module/exchange/new-outboundconnector */
const WANTS: Readonly<Record<string, Wants>> = {
  encryptiononly: 'encryption',
  certificatevalidation: 'trusted',
  domainvalidation: 'named',
}

/** Several domains may share a host; it is talked to once. */
const once = (aims: readonly Aim[]): readonly Aim[] =>
  aims.filter(
    (aim, index) => aims.findIndex((one) => one.host === aim.host && one.role === aim.role) === index,
  )
