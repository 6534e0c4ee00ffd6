import type { Evidence } from '../../model/evidence.ts'
import type { Mx, MxDomain } from '../../model/findings.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { ownServers } from '../own-servers.ts'
import { finding } from '../reading.ts'
import { astray, badMx, carry, domainOf, microsoftHost, mxOf, mxSeen } from '../scoped.ts'
import { inTrouble, sentence, symptomOf } from '../symptoms.ts'
import { argument, count, few, span } from '../words.ts'
import { advise, answered, butFlows, type Cause, flowsAnyway, reason, type Weighed } from './cause.ts'
import { SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['mx-wrong']

const records = (all: readonly Mx[]): string => all.map((mx) => `${mx.preference} ${mx.host}`).join(', ')

/** Why an MX that looks bad is not sure to be the fault: it is meant like that, or only the consequence of another one. */
const doubtAbout = (
  evidence: Evidence,
  domain: MxDomain,
): { readonly text: string; readonly weight: number } | undefined => {
  if (domain.troubles?.some(({ kind }) => kind === 'registration' || kind === 'not-delegated'))
    return { text: 'its registration comes before its MX', weight: MINE.lapsed }
  if (domain.state === 'no-such-domain' && domain.unconfirmed === true)
    return {
      text: 'one resolver says so, and no name server with authority was heard',
      weight: MINE.oneResolver,
    }
  const best = Math.min(...domain.found.map(({ preference }) => preference))
  const first = domain.found.filter(({ preference }) => preference === best)
  return domain.state === 'wrong' &&
    !leadsNowhere(domain) &&
    first.length > 0 &&
    first.every(({ host }) => mayBeOurs(evidence, host))
    ? { text: 'that is a server of our own, so mail may be meant to come through it', weight: MINE.ownServer }
    : undefined
}

/** None of its hosts has an address. */
const leadsNowhere = ({ state, found, troubles = [] }: MxDomain): boolean =>
  state === 'wrong' &&
  found.length > 0 &&
  troubles.filter(({ kind }) => kind === 'host-unresolvable').length >= found.length

/** Nobody can deliver to the domain, whatever anybody has seen: there is nothing to deliver to. */
const isUnreachable = (evidence: Evidence, domain: MxDomain): boolean =>
  (domain.state !== 'wrong' || leadsNowhere(domain)) && doubtAbout(evidence, domain) === undefined

/** Many hybrid tenants take mail in through their own servers: those that a connector names, or may know by address. */
const mayBeOurs = (evidence: Evidence, host: string): boolean => {
  if (ownServers(evidence).has(host)) return true
  if (!mxSeen(evidence).some(({ domain }) => host === domain || host.endsWith(`.${domain}`))) return false
  const inbound = finding(evidence, 'inbound-connectors')
  return (
    inbound === undefined ||
    inbound.value.connectors.some(({ type, enabled }) => type === 'OnPremises' && enabled)
  )
}

const byDns = (
  evidence: Evidence,
): { supports: Reason[]; contradicts: Reason[]; bad: readonly MxDomain[] } => {
  const found = finding(evidence, 'mx-records')
  const all = mxOf(evidence)
  const bad = badMx(evidence)
  if (found === undefined || all.length === 0) return { supports: [], contradicts: [], bad }
  const supports = bad.map((one) => {
    const doubt = doubtAbout(evidence, one)
    const weight = carry(bad, all) ? MINE[one.state as 'wrong'] : MINE.besideOthers
    const text = doubt === undefined ? one.text : `${one.text}; ${doubt.text}`
    return reason(text, Math.min(weight, doubt?.weight ?? 1) * found.trust, found.source)
  })
  if (bad.length === 0 && all.every((one) => one.state === 'right'))
    return { supports, contradicts: [rightEverywhere(all, found)], bad }
  if (bad.length > 0 && !carry(bad, all))
    return {
      supports,
      contradicts: [
        reason(
          `The MX of ${count(all.length - bad.length, 'other domain')} is right`,
          MINE.othersRight,
          found.source,
        ),
      ],
      bad,
    }
  const gateways = all.filter((one) => one.state === 'gateway')
  if (bad.length > 0 || gateways.length === 0) return { supports, contradicts: [], bad }
  return {
    supports: gateways.map((one) => reason(one.text, MINE.gateway * found.trust, found.source)),
    contradicts: [
      reason(`A known mail gateway: mail may be meant to go there`, MINE.knownGateway, found.source),
    ],
    bad,
  }
}

const rightEverywhere = (
  all: readonly MxDomain[],
  found: { source: Reason['source']; trust: number },
): Reason =>
  reason(
    `The MX of ${few(all.map((one) => one.domain))} is what Microsoft expects`,
    SHARED.soundByProbe * found.trust,
    found.source,
  )

const weigh = (evidence: Evidence): Weighed => {
  const dns = byDns(evidence)
  const inbound = symptomOf(evidence, 'inbound')
  const yes = answered(evidence, 'mx', 'wrong', 'The MX record is not what Microsoft expects')
  const no = answered(evidence, 'mx', 'right', 'The MX record is right', SHARED.answeredAgainst)
  const holds = dns.bad.length > 0 || yes.length > 0
  const arrives =
    holds &&
    !inbound.byPerson &&
    inTrouble(inbound) &&
    inbound.trouble !== 'silent' &&
    inbound.source !== undefined
      ? [reason(sentence(inbound), MINE.mailArrives, inbound.source)]
      : []
  const apart = astray(evidence).length > 0
  const names = namesOf(evidence, dns.bad)
  return {
    title: titleOf(dns.bad, names),
    step: 'network-dns',
    supports: [...yes, ...dns.supports],
    contradicts: [
      ...no,
      ...dns.contradicts,
      ...arrives,
      ...(holds ? flowsAnyway(evidence, ['inbound'], apart ? MINE.othersFlow : SHARED.flowsAnyway) : []),
    ],
    explains: ['inbound'],
    apart,
    certain:
      dns.bad.length > 0 &&
      mxOf(evidence).every((one) => dns.bad.includes(one) && isUnreachable(evidence, one)),
    affected: `All inbound mail to ${few(names)}.${butFlows(evidence)}`,
    guidance: guidance(evidence, dns.bad, names),
  }
}

/** The domains in words: those that are wrong, else the one in question, else all that are known. */
const namesOf = (evidence: Evidence, bad: readonly MxDomain[]): readonly string[] => {
  if (bad.length > 0) return bad.map((one) => one.domain)
  const only = domainOf(evidence)
  const known = only === undefined ? mxSeen(evidence).map((one) => one.domain) : [only]
  return known.length > 0 ? known : ['our domains']
}

const titleOf = (bad: readonly MxDomain[], names: readonly string[]): string => {
  const states = new Set(bad.map((one) => one.state))
  const who = few(names, 2)
  if (states.has('no-such-domain')) return `The domain ${who} does not exist in DNS`
  if (states.has('missing')) return `${who} has no MX record`
  if (bad.length > 0 && bad.every(leadsNowhere)) return `The MX record of ${who} leads to no host`
  return `The MX record of ${who} points elsewhere`
}

const guidance = (evidence: Evidence, bad: readonly MxDomain[], names: readonly string[]): Guidance => {
  const domain = bad[0]?.domain ?? names[0] ?? ''
  const known = bad.length > 0 || domainOf(evidence) !== undefined || mxSeen(evidence).length > 0
  const expected = bad[0]?.expected ?? []
  const wanted = expected.length > 0 ? records(expected) : `0 ${microsoftHost(evidence, domain)}`
  const guessed = expected.length === 0
  const ttl = Math.max(0, ...bad.map((one) => one.ttl ?? 0))
  return advise({
    whose: 'Ours: DNS at the registrar or DNS host, not Microsoft',
    instruction: known
      ? `At the DNS host, set the MX of ${domain} to: ${wanted}${guessed ? ' (that is the usual name; ask Microsoft for the right one first, newer domains have another)' : ''}`
      : 'At the DNS host, set the MX of the domain to the value that Microsoft gives for it.',
    commands: [
      {
        where: 'Microsoft Graph PowerShell',
        run: known
          ? `Get-MgDomainServiceConfigurationRecord -DomainId ${argument(domain)}`
          : 'Get-MgDomain | ForEach-Object { Get-MgDomainServiceConfigurationRecord -DomainId $_.Id }',
      },
      ...(known && !guessed ? [{ where: 'DNS host', run: `${domain}. MX ${wanted}` }] : []),
    ],
    next:
      ttl > 0
        ? `The old record lives up to ${span(ttl / 60)} in caches; mail returns by then. Senders retry, so little is lost.`
        : 'Caches keep the old record for its time to live, often an hour; mail returns by then. Senders retry, so little is lost.',
    prevention: 'Watch MX and NS against an approved baseline, and lock the domain at the registrar.',
  })
}

/** The world is told to send our mail somewhere else, or nowhere. */
export const cause: Cause = { id: 'mx-wrong', needs: ['mx-records'], weigh }
