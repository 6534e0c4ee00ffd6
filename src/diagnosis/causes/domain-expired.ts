import type { Evidence } from '../../model/evidence.ts'
import type { MxDomain } from '../../model/findings.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { finding } from '../reading.ts'
import { carry, mxOf } from '../scoped.ts'
import { argument, count, few } from '../words.ts'
import { advise, answered, butFlows, type Cause, flowsAnyway, reason, type Weighed } from './cause.ts'
import { SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['domain-expired']

/** What DNS shows when a registration has lapsed, the most telling first. */
const SIGNS = ['registration', 'not-delegated', 'parked'] as const

interface Sign {
  readonly text: string
  readonly weight: number
}

const signOf = (domain: MxDomain): Sign | undefined => {
  const troubles = SIGNS.flatMap((kind) => domain.troubles?.find((one) => one.kind === kind) ?? [])
  const [worst] = troubles
  if (worst === undefined)
    return domain.state === 'no-such-domain' ? { text: domain.text, weight: MINE.gone } : undefined
  // Records that somebody still serves bear no expiry out: then the registry's word alone is no proof.
  const borneOut =
    domain.state === 'no-such-domain' ||
    domain.state === 'missing' ||
    troubles.some(({ kind }) => kind === 'parked')
  const weight = MINE[worst.kind as (typeof SIGNS)[number]]
  return { text: worst.text, weight: borneOut ? weight : Math.min(weight, MINE.served) }
}

const byDns = (
  evidence: Evidence,
): { supports: Reason[]; contradicts: Reason[]; lapsed: readonly MxDomain[] } => {
  const found = finding(evidence, 'mx-records')
  const all = mxOf(evidence)
  if (found === undefined || all.length === 0) return { supports: [], contradicts: [], lapsed: [] }
  const signs = all.map((domain) => ({ domain, sign: signOf(domain) }))
  const lapsed = signs.filter(({ sign }) => sign !== undefined).map(({ domain }) => domain)
  if (lapsed.length === 0) {
    const text = `${few(all.map((one) => one.domain))} ${all.length === 1 ? 'exists' : 'exist'} in DNS`
    const known = all.every((one) => one.state !== 'unsure') && found.trust === 1
    return {
      supports: [],
      contradicts: known ? [reason(text, SHARED.soundByProbe, found.source)] : [],
      lapsed,
    }
  }
  const carrying = carry(lapsed, all)
  const supports = signs.flatMap(({ sign }) =>
    sign === undefined
      ? []
      : [
          reason(
            sign.text,
            (carrying ? sign.weight : Math.min(sign.weight, MINE.besideOthers)) * found.trust,
            found.source,
          ),
        ],
  )
  const others = reason(
    `${count(all.length - lapsed.length, 'other domain')} of ours is still there`,
    MINE.othersRight,
    found.source,
  )
  return { supports, contradicts: carrying ? [] : [others], lapsed }
}

const weigh = (evidence: Evidence): Weighed => {
  const dns = byDns(evidence)
  const names = dns.lapsed.map((one) => one.domain)
  return {
    title:
      names.length === 0
        ? 'The registration of the domain has lapsed'
        : `The registration of ${few(names, 2)} has lapsed or is on hold`,
    step: 'network-dns',
    supports: dns.supports,
    contradicts: [
      ...answered(evidence, 'mx', 'right', 'The MX record is right', SHARED.answeredAgainst),
      ...dns.contradicts,
      ...(dns.supports.length > 0 ? flowsAnyway(evidence, ['inbound']) : []),
    ],
    explains: ['inbound'],
    certain: dns.lapsed.length > 0 && mxOf(evidence).every((one) => dns.lapsed.includes(one)),
    affected: `All inbound mail to ${names.length === 0 ? 'the domain' : few(names)}, and whatever else goes by its names.${butFlows(evidence)}`,
    guidance: guidance(names[0]),
  }
}

const guidance = (domain: string | undefined): Guidance =>
  advise({
    whose: 'Ours: the registration of the domain, at the registrar',
    instruction:
      'Renew the domain at the registrar now, or have its hold lifted (unpaid, or an address of the holder that was never confirmed). The records of the zone need no change unless the name servers were changed too.',
    commands: [
      ...(domain === undefined
        ? []
        : [
            {
              where: 'Any machine',
              run: `Invoke-RestMethod https://rdap.org/domain/${encodeURIComponent(domain)}`,
            },
            { where: 'Any machine', run: `Resolve-DnsName ${argument(domain)} -Type NS -Server 1.1.1.1` },
          ]),
      { where: 'Microsoft 365 admin center', run: 'https://admin.cloud.microsoft/#/Domains' },
    ],
    next: 'The registry publishes a renewal within minutes to hours, resolvers follow within a day. Mail that was refused because the domain did not exist has to be sent again. After 30 to 45 days a domain can be lost to others.',
    prevention:
      'Renew automatically with a card that does not run out, lock the domain, and watch its expiry and its name servers.',
  })

/** The domain is no longer ours, as far as the world can see. */
export const cause: Cause = { id: 'domain-expired', needs: ['mx-records'], weigh }
