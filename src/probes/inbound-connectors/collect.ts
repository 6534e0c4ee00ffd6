import { mapOutcome, type Outcome, valueOf } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { type Aside, aside } from '../aside.ts'
import { askRows } from '../cmdlet.ts'
import { bareDomain } from '../names.ts'
import { isRange, lookAt, type Peer } from '../peers.ts'
import { flagOf, textOf, textsOf, type WireRow } from '../wire.ts'
import { blockedOf, outdatedOf, type Raw, type Row, rowOf } from './schema.ts'

const ASIDE_MS = 20_000

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
    locksTheWayIn(rows)
      ? aside(ports.clock, limit, (signal) => mxHosts(ports, list, scope.domain, signal))
      : notAsked('no connector restricts the whole world'),
    namesItsSender(rows)
      ? aside(ports.clock, limit, (signal) => onPremisesPeers(ports, list, signal))
      : notAsked('no connector of type OnPremises names its sender'),
  ])
  return mapOutcome(listed, () => ({ connectors: rows, blocked, outdated, mx, peers }))
}

type List = (cmdlet: string, signal: AbortSignal) => Promise<readonly WireRow[]>

const notAsked = (why: string): Aside<never> => ({ known: false, why })

/** A Partner connector for every domain that takes mail from its own gateways only. */
const locksTheWayIn = (rows: readonly Row[]): boolean =>
  rows.some(
    (row) =>
      row.Enabled &&
      row.ConnectorType === 'Partner' &&
      row.SenderDomains.includes('*') &&
      (row.RestrictDomainsToIPAddresses || row.RestrictDomainsToCertificate),
  )

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
    .filter((host) => !isRange(host))
  return [...(await lookAt(ports, hosts.map(bareDomain), signal))]
}
