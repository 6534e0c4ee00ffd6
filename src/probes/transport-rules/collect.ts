import { mapOutcome, type Outcome, valueOf } from '../../model/outcome.ts'
import type { Ports } from '../../model/ports.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { type Aside, aside } from '../aside.ts'
import { askRows } from '../cmdlet.ts'
import { flagOf, textOf } from '../wire.ts'
import { analyse } from './analyse.ts'
import { recentMail } from './sample.ts'
import { type Connector, type Raw, type Rule, ruleOf } from './schema.ts'

const ASIDE_MS = 20_000

/** Reads the rules, and what their conditions and actions speak of: our domains, connectors, recent mail. */
export const collect = async (
  ports: Ports,
  input: ProbeInput,
  signal: AbortSignal,
): Promise<Outcome<Raw>> => {
  const [listed, domains] = await Promise.all([
    askRows(ports, 'Get-TransportRule', { ResultSize: 'Unlimited' }, signal),
    aside(ports.clock, { ms: ASIDE_MS, signal }, (signal) => acceptedDomains(ports, signal)),
  ])
  const rules = (valueOf(listed) ?? []).map(ruleOf)
  const connectors = rules.some(routes)
    ? flat(await aside(ports.clock, { ms: ASIDE_MS, signal }, (signal) => outboundConnectors(ports, signal)))
    : notAsked('no rule routes mail to a connector')
  const known = { rules, domains, connectors, sample: notAsked('the rules alone tell') }
  const sample = wantsSample(known, input)
    ? await aside(ports.clock, { ms: ASIDE_MS, signal }, (signal) =>
        recentMail(ports, rules, input.at, signal),
      )
    : known.sample
  return mapOutcome(listed, () => ({ ...known, sample }))
}

/** Only a rule that is in effect, and whose share is not certain, is worth a call; without our domains it is none. */
const wantsSample = (raw: Raw, input: ProbeInput): boolean =>
  raw.domains.known && analyse(raw, input).rules.some((rule) => rule.sureness !== 'certain')

const notAsked = (why: string): Aside<never> => ({ known: false, why })

const flat = <T>(aside: Aside<Aside<T>>): Aside<T> => (aside.known ? aside.value : aside)

const routes = (rule: Rule): boolean => 'RouteMessageOutboundConnector' in rule.actions

const acceptedDomains = async (
  ports: Ports,
  signal: AbortSignal,
): Promise<{ name: string; initial: boolean }[]> => {
  const { rows } = await ports.exchange.invoke('Get-AcceptedDomain', { ResultSize: 'Unlimited' }, { signal })
  return rows.flatMap((row) => {
    const name = textOf(row['DomainName'])?.toLowerCase()
    return name === undefined ? [] : [{ name, initial: flagOf(row['InitialDomain']) || isInitial(name) }]
  })
}

/** Also the routing domain `contoso.mail.onmicrosoft.com` of a hybrid tenant. */
const isInitial = (name: string): boolean => name.endsWith('.onmicrosoft.com')

/** Connectors for rules are a listing of their own, and so are those in test mode. */
const LISTINGS = [{}, { IsTransportRuleScoped: true }, { IncludeTestModeConnectors: true }]

const outboundConnectors = async (ports: Ports, signal: AbortSignal): Promise<Aside<Connector[]>> => {
  const listings = await Promise.all(
    LISTINGS.map((parameters) =>
      ports.exchange.invoke('Get-OutboundConnector', { ...parameters, ResultSize: 'Unlimited' }, { signal }),
    ),
  )
  if (listings.some(({ truncated }) => truncated)) return notAsked('the service left connectors out')
  const value = listings
    .flatMap(({ rows }) => rows)
    .map((row) => ({
      name: textOf(row['Name']) ?? '',
      guid: textOf(row['Guid']) ?? '',
      on: flagOf(row['Enabled']) && !flagOf(row['TestMode']),
    }))
  return { known: true, value }
}
