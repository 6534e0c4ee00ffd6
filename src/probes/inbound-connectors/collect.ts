import { mapOutcome, type Outcome, valueOf } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { type Aside, aside } from '../aside.ts'
import { askRows } from '../cmdlet.ts'
import { isMicrosoft } from '../microsoft-hosts.ts'
import { bareDomain } from '../names.ts'
import { lookAt, type Peer } from '../peers.ts'
import { flagOf, textOf, textsOf, type WireRow } from '../wire.ts'
import { locksEverybody } from './lock.ts'
import { blockedOf, outdatedOf, type Raw, type Row, rowOf } from './schema.ts'

const ASIDE_MS = 15_000

/** A bound on MX queries for tenants with very many accepted domains; the first ones stand for all. */
const MAX_DOMAINS = 20

/** Reads the connectors, what is blocked, and what the likely senders show to the world. */
export const collect = async (
  ports: Ports,
  { scope }: ProbeInput,
  signal: AbortSignal,
): Promise<Outcome<Raw>> => {
  const limit = { ms: ASIDE_MS, signal }
  const list = async (cmdlet: string, signal: AbortSignal): Promise<readonly WireRow[]> =>
    (await ports.exchange.invoke(cmdlet, {}, { signal })).rows
  const [listed, blocked, outdated] = await Promise.all([
    askRows(ports, 'Get-InboundConnector', { ResultSize: 'Unlimited' }, signal),
    aside(ports.clock, limit, async (signal) => (await list('Get-BlockedConnector', signal)).map(blockedOf)),
    aside(ports.clock, limit, async (signal) =>
      (await list('Get-OnPremServerReportInfo', signal)).map(outdatedOf),
    ),
  ])
  const rows = (valueOf(listed) ?? []).map(rowOf)
  const [mx, peers] = await Promise.all([
    rows.some(locksEverybody)
      ? aside(ports.clock, limit, (signal) => mxHosts(ports, list, scope.domain, signal))
      : notAsked('no connector restricts the whole world'),
    namesItsSender(rows)
      ? aside(ports.clock, limit, (signal) => onPremisesPeers(ports, list, signal))
      : notAsked('no connector of type OnPremises names its sender'),
  ])
  const gateways = await gatewayPeers(ports, rows, mx, signal)
  return mapOutcome(listed, () => ({ connectors: rows, blocked, outdated, mx, peers, gateways }))
}

type List = (cmdlet: string, signal: AbortSignal) => Promise<readonly WireRow[]>

const notAsked = (why: string): Aside<never> => ({ known: false, why })

/** The hosts that stand before Exchange Online, when a connector lets in nobody but their certificate. */
const gatewayPeers = async (
  ports: Ports,
  rows: readonly Row[],
  mx: Raw['mx'],
  signal: AbortSignal,
): Promise<Raw['gateways']> => {
  if (!mx.known || !rows.some((row) => locksEverybody(row) && row.RestrictDomainsToCertificate))
    return notAsked('no connector lets in a gateway by its certificate')
  const hosts = mx.value.flatMap(({ hosts }) => hosts).filter((host) => !isMicrosoft(host))
  return { known: true, value: [...(await lookAt(ports, hosts, signal))] }
}

const namesItsSender = (rows: readonly Row[]): boolean =>
  rows.some(
    (row) =>
      row.Enabled &&
      row.ConnectorType === 'OnPremises' &&
      (row.TlsSenderCertificateName !== undefined || row.SenderIPAddresses.length > 0),
  )

const mxHosts = async (
  ports: Ports,
  list: List,
  domain: string | undefined,
  signal: AbortSignal,
): Promise<{ domain: string; hosts: string[] }[]> => {
  const accepted = (await list('Get-AcceptedDomain', signal)).flatMap((row) => {
    const name = textOf(row['DomainName'])
    return name === undefined || flagOf(row['InitialDomain']) ? [] : [name.toLowerCase()]
  })
  const domains = domain === undefined ? accepted.slice(0, MAX_DOMAINS) : [domain]
  return Promise.all(
    domains.map(async (domain) => {
      const answer = await ports.dns.query(domain, 'MX', { signal })
      return { domain, hosts: answer.kind === 'records' ? answer.records.map((mx) => mx.exchange) : [] }
    }),
  )
}

/** The servers that outbound connectors of type OnPremises deliver to send from the same place, as a rule. */
const onPremisesPeers = async (ports: Ports, list: List, signal: AbortSignal): Promise<Peer[]> => {
  const hosts = (await list('Get-OutboundConnector', signal))
    .filter((row) => textOf(row['ConnectorType']) === 'OnPremises' && flagOf(row['Enabled']))
    .flatMap((row) => textsOf(row['SmartHosts']))
  return [...(await lookAt(ports, hosts.map(bareDomain), signal))]
}
