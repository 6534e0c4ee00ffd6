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

export interface Aims {
  readonly aims: readonly Aim[]
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
    aims: once([...exchangers, ...smartHosts.slice(0, MOST_SMART_HOSTS)]),
    connectors: rows.known ? { known: true, value: rows.value.length } : rows,
  }
}

/** Where Microsoft receives the mail of our domains: by its own record, or by DNS where that cannot be read. */
const mailExchangers = async (ports: Ports, scope: Scope, signal: AbortSignal): Promise<readonly Aim[]> => {
  const domains = await domainsOf(ports, scope, signal)
  const aims = await Promise.all(
    domains.slice(0, MOST_DOMAINS).map(async ({ name }) => {
      const expected = await expectedMx(ports.graph, name, signal)
      const hosts = expected.known
        ? expected.value.map(({ host }) => host)
        : recordsIn(await askDns(ports.dns, name, 'MX', { signal })).map(({ exchange }) => exchange)
      return hosts
        .filter((host) => host !== '')
        .map(
          (host): Aim => ({
            host,
            role: 'tenant-mx',
            serves: name,
            // Other receivers are sent to with whatever certificate they show.
            wants: expected.known || isMicrosoft(host) ? 'trusted' : 'nothing',
            ...sample(scope, name),
          }),
        )
    }),
  )
  return aims.flat()
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
