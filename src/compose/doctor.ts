import { ask } from '../model/ask.ts'
import { mapOutcome, type Outcome, type Permission } from '../model/outcome.ts'
import { graphPermission, READ_EXCHANGE } from '../model/permissions.ts'
import type { Ports } from '../model/ports.ts'
import { PROBES } from '../probes/registry.ts'
import type { Reach } from './reach.ts'

/**
 * - `works`: tried, and it worked. - `missing`: tried, and it did not. - `off`: not set up, which may be meant.
 * - `unsure`: could not be tried.
 */
export type Health = 'works' | 'missing' | 'off' | 'unsure'

/** One thing that was looked at, and what its lack costs. */
export interface Finding {
  readonly area: string
  readonly what: string
  readonly health: Health
  /** What was seen, in a sentence. */
  readonly detail: string
  /** What cannot be told without it. */
  readonly costs?: string
  /** The command or page that mends it. */
  readonly fix?: string
}

/** The cheapest call that needs each Graph permission that a probe names. */
export const GRAPH_CALLS: Readonly<Record<string, (now: string) => string>> = {
  'ExchangeMessageTrace.Read.All': (now) =>
    `/admin/exchange/tracing/messageTraces?$top=1&$filter=${encodeURIComponent(
      `receivedDateTime ge ${new Date(Date.parse(now) - 3_600_000).toISOString()} and receivedDateTime le ${now}`,
    )}`,
  'Domain.Read.All': () => '/domains',
  'Organization.Read.All': () => '/organization?$select=id',
  'OnPremDirectorySynchronization.Read.All': () => '/directory/onPremisesSynchronization',
  'User.Read.All': () => '/users?$top=1&$select=id',
  'LicenseAssignment.Read.All': () => '/subscribedSkus?$select=id',
  'ServiceHealth.Read.All': () =>
    "/admin/serviceAnnouncement/issues?$filter=service eq 'Exchange Online'&$top=1",
}

/** Cmdlets whose roles differ: Security Reader may read rules and no connectors. */
const CMDLETS = ['Get-InboundConnector', 'Get-OutboundConnector', 'Get-TransportRule', 'Get-AcceptedDomain']

/** The questions that stay unanswered without a permission. */
const costOf = (permission: Permission): string => {
  const questions = Object.values(PROBES)
    .filter(({ about }) => about.permissions.some(({ name }) => name === permission.name))
    .map(({ about }) => about.question)
  return questions.length === 0 ? '' : `Mailflow cannot tell by itself: ${questions.join(' ')}`
}

const findingOf = (
  area: string,
  what: string,
  outcome: Outcome<string>,
  cost: { readonly costs: string; readonly fix?: string },
): Finding => {
  if (outcome.kind === 'found') return { area, what, health: 'works', detail: outcome.value }
  const fix = outcome.kind === 'refused' ? (outcome.need.grant ?? cost.fix) : cost.fix
  return {
    area,
    what,
    health: outcome.kind === 'refused' || outcome.kind === 'unreachable' ? 'missing' : 'unsure',
    detail: outcome.why,
    costs: cost.costs,
    ...(fix === undefined ? {} : { fix }),
  }
}

const took = (ms: number): string => `answered in ${ms} ms`

/** Tries every permission of Graph and Exchange that a probe names, by the cheapest call that needs it. */
export const askMicrosoft = async (reach: Reach, ports: Ports): Promise<readonly Finding[]> => {
  const { clock, graph, exchange } = ports
  const off = (area: string, costs: string): Finding => ({
    area,
    what: 'sign-in',
    health: 'off',
    detail: 'Not set up.',
    costs,
    fix: 'Set AZURE_TENANT_ID, AZURE_CLIENT_ID and one of AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH, AZURE_FEDERATED_TOKEN_FILE or MAILFLOW_MANAGED_IDENTITY.',
  })
  const graphFindings = Object.entries(GRAPH_CALLS).map(async ([name, path]) => {
    const call = path(clock.now())
    const outcome = await ask(clock, { asked: `GET ${call}`, of: 'Microsoft Graph' }, async () => {
      const began = performance.now()
      await graph.get(call)
      return took(Math.round(performance.now() - began))
    })
    return findingOf('Microsoft Graph', name, outcome, { costs: costOf(graphPermission(name)) })
  })
  const exchangeFindings = CMDLETS.map(async (cmdlet) => {
    const outcome = await ask(clock, { asked: cmdlet, of: 'Exchange Online' }, async () => {
      const { rows } = await exchange.invoke(cmdlet, {})
      return `${rows.length} found`
    })
    return findingOf('Exchange Online', cmdlet, outcome, { costs: costOf(READ_EXCHANGE) })
  })
  return [
    ...(reach.graph === undefined
      ? [
          off(
            'Microsoft Graph',
            'Message trace, domains, licences, directory sync and service health have to be read by hand.',
          ),
        ]
      : await Promise.all(graphFindings)),
    ...(reach.exchange === undefined
      ? [off('Exchange Online', 'Connectors and transport rules have to be read by hand.')]
      : await Promise.all(exchangeFindings)),
  ]
}

/** The domain that DNS and SMTP are tried with: one of the tenant's own, or Microsoft's where none is known. */
const domainFor = async ({ clock, graph }: Ports): Promise<string> => {
  const domains = await ask(clock, { asked: 'GET /domains', of: 'Microsoft Graph' }, () =>
    graph.list('/domains'),
  )
  const rows = domains.kind === 'found' ? (domains.value.rows as { id?: string; isDefault?: boolean }[]) : []
  return (rows.find(({ isDefault }) => isDefault === true) ?? rows[0])?.id ?? 'outlook.com'
}

/** Tries DNS, and SMTP to the mail host that DNS names. */
export const askNetwork = async (ports: Ports): Promise<readonly Finding[]> => {
  const { clock, dns, smtp } = ports
  const domain = await domainFor(ports)
  const mx = await ask(clock, { asked: `MX ${domain}`, of: 'DNS' }, () => dns.query(domain, 'MX'))
  const hosts = mx.kind === 'found' && mx.value.kind === 'records' ? mx.value.records : []
  const host = hosts.toSorted((one, other) => one.preference - other.preference)[0]?.exchange
  return [dnsFinding(domain, mx, host), host === undefined ? untried(domain) : await askSmtp(smtp, host)]
}

/** A name without an MX is an answer; whether it is the true one cannot be told from here. */
const dnsFinding = (
  domain: string,
  mx: Outcome<{ readonly kind: string; readonly server: string }>,
  host: string | undefined,
): Finding => {
  const told =
    mx.kind === 'found' && host === undefined
      ? ({
          ...mx,
          kind: 'unsure',
          why: `${mx.value.server} says of MX ${domain}: ${mx.value.kind}.`,
        } as const)
      : mx
  const words = mapOutcome(told, ({ server }) => `MX ${domain}: ${host} (asked ${server})`)
  return findingOf('Network', 'DNS', words, {
    costs: 'Mailflow cannot compare the MX records with what Microsoft expects.',
    fix: 'Allow UDP and TCP port 53 from here to a resolver, or name one in MAILFLOW_DNS_SERVERS.',
  })
}

const untried = (domain: string): Finding => ({
  area: 'Network',
  what: 'SMTP, port 25 out',
  health: 'unsure',
  detail: `Not tried: DNS names no mail host of ${domain}.`,
})

const askSmtp = async (smtp: Ports['smtp'], host: string): Promise<Finding> => {
  const { failure, greeting, connectMs } = await smtp.converse({
    host,
    port: 25,
    startTls: 'if-offered',
    phaseTimeoutMs: 8000,
  })
  const what = 'SMTP, port 25 out'
  if (failure === undefined)
    return {
      area: 'Network',
      what,
      health: 'works',
      detail: `${host}: ${greeting?.code ?? ''} after ${connectMs ?? 0} ms`,
    }
  return {
    area: 'Network',
    what,
    health: failure.phase === 'connect' ? 'missing' : 'unsure',
    detail: `${host}: ${failure.detail} (${failure.phase}).`,
    costs: 'Mailflow cannot test from here whether mail hosts answer, nor their certificates.',
    fix: 'Allow TCP port 25 out; many clouds block it until it is asked for.',
  }
}
