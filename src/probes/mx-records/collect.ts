import { ask } from '../../model/ask.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Dns, Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import type { Scope } from '../../model/scope.ts'
import { type Aside, aside } from '../aside.ts'
import { askDns, type Reply, recordsIn } from '../dns-reply.ts'
import { expectedMx } from '../expected-mx.ts'
import { type Domain, domainsOf } from '../tenant-domains.ts'
import { askDane, askMtaSts } from './ask-policies.ts'
import { askRegistration, type Registries, registriesOver } from './ask-registration.ts'
import { askZone } from './ask-zone.ts'
import type { Checked, Raw, Registration, Zone } from './schema.ts'

/** Tenants have up to 5,000 domains; the first ones tell what is wrong. */
const MOST_DOMAINS = 100
/** Domains that are looked at together. */
const ABREAST = 10
const MOST_HOSTS = 6
/** Longest look at name servers or at a registration; the MX itself stands without them. */
const ASIDE_MS = 12_000

interface Looking {
  readonly ports: Ports
  readonly scope: Scope
  readonly signal: AbortSignal
  /** Absent where nothing beyond mail and DNS may be asked. */
  readonly registries?: Registries
}

export const collect = (ports: Ports, { scope }: ProbeInput, signal: AbortSignal): Promise<Outcome<Raw>> => {
  const asking = {
    asked: `MX ${scope.domain ?? 'of every domain of the tenant'}; GET /domains, and serviceConfigurationRecords of each`,
    of: 'DNS and Microsoft Graph',
  }
  const { https } = ports
  const looking: Looking = {
    ports,
    scope,
    signal,
    ...(https === undefined ? {} : { registries: registriesOver(https, signal) }),
  }
  return ask(ports.clock, asking, async () => {
    const domains = await domainsOf(ports, scope, signal)
    const checked: Checked[] = []
    for (let next = 0; next < Math.min(domains.length, MOST_DOMAINS) && !signal.aborted; next += ABREAST) {
      const some = domains.slice(next, Math.min(next + ABREAST, MOST_DOMAINS))
      checked.push(...(await Promise.all(some.map((domain) => check(looking, domain)))))
    }
    const left = domains.slice(checked.length).map(({ name }) => name)
    return { domains: checked, ...(left.length > 0 ? { left } : {}) }
  })
}

const check = async (looking: Looking, { name, isDefault }: Domain): Promise<Checked> => {
  const { ports, scope, signal } = looking
  const { dns, graph, clock } = ports
  const [expected, mx, zone, mtaSts, txt] = await Promise.all([
    expectedMx(graph, name, signal),
    askDns(dns, name, 'MX', { signal }),
    aside(clock, { ms: ASIDE_MS, signal }, (signal) => askZone(dns, name, signal)),
    askMtaSts(ports, name, signal),
    scope.directions.includes('outbound') ? askDns(dns, name, 'TXT', { signal }) : undefined,
  ])
  const found: Checked = {
    domain: name,
    ...(isDefault === true ? { isDefault } : {}),
    expected: expected.known ? { known: true, value: [...expected.value] } : expected,
    mx,
    hosts: [],
    zone,
    mtaSts,
    ...(txt === undefined ? {} : { txt }),
  }
  const targets = targetsOf(mx, zone.known ? zone.value : undefined).slice(0, MOST_HOSTS)
  const [hosts, dane, rest] = await Promise.all([
    Promise.all(targets.map((host) => addressesOf(dns, host, signal))),
    askDane(ports, targets, signal),
    whereDoubtful(looking, found),
  ])
  return { ...found, hosts, dane, ...rest }
}

/** The hosts that any of the servers names. */
const targetsOf = (mx: Reply<'MX'>, zone: Zone | undefined): readonly string[] => {
  const replies = [mx, ...(zone?.servers ?? []).map((server) => server.mx)]
  const hosts = replies.flatMap((reply) => recordsIn<{ exchange: string }>(reply))
  return [...new Set(hosts.map(({ exchange }) => exchange))].filter((host) => host !== '')
}

/** What is asked only of a domain that does not look as Microsoft expects. */
const whereDoubtful = async (
  { ports: { dns, clock, https }, registries, signal }: Looking,
  { domain, mx, expected }: Checked,
): Promise<Pick<Checked, 'unchecked' | 'registration'>> => {
  const wanted = new Set(expected.known ? expected.value.map(({ host }) => host) : [])
  if (mx.kind === 'records' && mx.records.every(({ exchange }) => wanted.has(exchange))) return {}
  const [unchecked, registration] = await Promise.all([
    mx.kind === 'failed' && mx.code === 'dns.servfail'
      ? askDns(dns, domain, 'MX', { signal, unchecked: true })
      : undefined,
    https === undefined || registries === undefined
      ? undefined
      : aside(clock, { ms: ASIDE_MS, signal }, (signal) =>
          askRegistration(https, registries, domain, signal),
        ),
  ])
  return {
    ...(unchecked === undefined ? {} : { unchecked }),
    ...(registration === undefined ? {} : { registration: told(domain, registration) }),
  }
}

/** A registry that answers nobody is a part that could not be read. */
const told = (
  domain: string,
  read: Aside<Registration | undefined>,
): NonNullable<Checked['registration']> => {
  if (!read.known) return read
  const { value } = read
  return value === undefined
    ? { known: false, why: `the registry of ${domain} tells nothing over RDAP` }
    : { known: true, value }
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
