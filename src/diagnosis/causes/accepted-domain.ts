import type { Evidence } from '../../model/evidence.ts'
import type { AcceptedDomain, AcceptedDomainTrouble } from '../../model/findings.ts'
import type { Direction } from '../../model/scope.ts'
import { inText } from '../../model/time.ts'
import type { Guidance, Reason } from '../../model/verdict.ts'
import { type Finding, finding } from '../reading.ts'
import { domainOf } from '../scoped.ts'
import { type Symptom, symptomOf } from '../symptoms.ts'
import { argument, few, percent, ways } from '../words.ts'
import { advise, answered, butFlows, type Cause, flowsAnyway, onset, reason, type Weighed } from './cause.ts'
import { familyOf, tell } from './codes.ts'
import { CODE_COUNT, CODE_SHARE, SHARED, WEIGHTS } from './weights.ts'

const MINE = WEIGHTS['accepted-domain']

/** Every tenant has one of these; no mail of consequence goes there. */
const INITIAL = /\.onmicrosoft\.(com|us|de|cn)$/i

type Domains = Finding<readonly AcceptedDomain[]>

/** The domains in question as Exchange Online treats them; nothing where a person's answer stands in for the probe. */
const domainsIn = (evidence: Evidence): Domains | undefined => {
  const found = finding(evidence, 'mailboxes')
  if (found?.value.domains === undefined) return undefined
  const only = domainOf(evidence)
  const own = found.value.domains.filter((one) => !INITIAL.test(one.name))
  const mine = own.filter((one) => one.name === only)
  return { ...found, value: mine.length > 0 ? mine : own }
}

const directionOf = ({ kind }: AcceptedDomainTrouble): Direction =>
  kind === 'sending-off' ? 'outbound' : 'inbound'

/** A reason, the domain and the direction that it speaks of. */
export interface At {
  readonly domain: AcceptedDomain
  readonly direction: Direction
  readonly reason: Reason
}

const byTroubles = (evidence: Evidence, { value: domains, trust, source }: Domains): readonly At[] => {
  const bad = domains.filter((one) => one.troubles.length > 0)
  const carrying = bad.length === domains.length || bad.some((one) => one.isDefault === true)
  return bad.flatMap((domain) =>
    domain.troubles.map((trouble) => {
      const direction = directionOf(trouble)
      const old = onset(domain.changedAt, symptomOf(evidence, direction).since) === 'long-before'
      const most = old ? MINE.longSo : carrying ? 1 : MINE.besideOthers
      const text = old ? `${trouble.text}, and so since ${inText(domain.changedAt ?? '')}` : trouble.text
      return {
        domain,
        direction,
        reason: reason(text, Math.min(MINE[trouble.kind], most) * trust, source),
      }
    }),
  )
}

/** Of the failures of these families, those whose sample was written to the domain are most of all failures. */
const mostlyTo = (symptom: Symptom, domain: string, family: 'recipient' | 'loop'): number => {
  const { of } = tell(symptom, [family])
  const to = (symptom.flow?.failures ?? [])
    .filter((group) => familyOf(group) === family)
    .filter((group) => group.sample.recipient.toLowerCase().endsWith(`@${domain}`))
    .reduce((total, group) => total + group.count, 0)
  return of < CODE_COUNT ? 0 : to / of
}

/** Authoritative since just then, and from then on its recipients are unknown: they live elsewhere. */
const byChange = (symptom: Symptom, { value: domains, trust, source }: Domains): readonly At[] =>
  domains.flatMap((domain) => {
    const { type, changedAt, name } = domain
    const share = mostlyTo(symptom, name, 'recipient')
    if (!/^authoritative$/i.test(type) || onset(changedAt, symptom.since) !== 'fits') return []
    if (share < CODE_SHARE.proves || !symptom.sure || changedAt === undefined) return []
    const text = `${name} is Authoritative and was changed ${inText(changedAt)}; from then on ${percent(share)} of the failures are recipients of it that Exchange Online does not know`
    return [{ domain, direction: 'inbound', reason: reason(text, MINE.changed * trust, source) }]
  })

/** The same for the domains in question. */
export const domainChanges = (evidence: Evidence): readonly At[] => {
  const found = domainsIn(evidence)
  return found === undefined ? [] : byChange(symptomOf(evidence, 'inbound'), found)
}

/** Relayed on to where it came from. */
const byLoop = (symptom: Symptom, { value: domains, trust, source }: Domains): readonly At[] =>
  domains.flatMap((domain) => {
    const share = mostlyTo(symptom, domain.name, 'loop')
    if (!/relay$/i.test(domain.type) || share < CODE_SHARE.speaks) return []
    const weight = share >= CODE_SHARE.proves && symptom.sure ? MINE.loop : MINE.someLoop
    const text = `${domain.name} is ${domain.type}: what Exchange Online does not know is sent on, and ${percent(share)} of the failures are routing loops`
    return [{ domain, direction: 'inbound', reason: reason(text, weight * trust, source) }]
  })

const weigh = (evidence: Evidence): Weighed => {
  const found = domainsIn(evidence)
  const inbound = symptomOf(evidence, 'inbound')
  const changed = domainChanges(evidence)
  const loops = found === undefined ? [] : byLoop(inbound, found)
  const seen =
    found === undefined
      ? []
      : [...byTroubles(evidence, found), ...changed, ...loops].filter((one) =>
          evidence.scope.directions.includes(one.direction),
        )
  const directions =
    seen.length === 0 ? (['inbound'] as const) : [...new Set(seen.map((one) => one.direction))]
  const names = [...new Set(seen.map((one) => one.domain.name))]
  const sound =
    found !== undefined && found.trust === 1 && seen.length === 0 && found.value.length > 0
      ? [
          reason(
            `Exchange Online takes mail for ${few(found.value.map((one) => `${one.name} (${one.type})`))}`,
            SHARED.soundByProbe,
            found.source,
          ),
        ]
      : []
  return {
    title:
      names.length === 0
        ? 'An accepted domain is not set up as its mail needs it'
        : `The accepted domain ${few(names, 2)} is not set up as its mail needs it`,
    step: 'mailboxes',
    supports: seen.map((one) => one.reason),
    contradicts: [
      ...answered(
        evidence,
        'mailboxes',
        'sound',
        'Mailboxes are licensed and provisioned',
        MINE.mailboxesSound,
      ),
      ...sound,
      ...(changed.length > 0 ? otherReasons(evidence) : []),
      ...(seen.length > 0 ? flowsAnyway(evidence, directions) : []),
    ],
    explains: directions,
    affected: `${ways(directions) === 'outbound' ? 'Mail from' : 'Mail to'} ${few(names) || 'the domain'}.${butFlows(evidence)}`,
    guidance: guidance(seen[0]?.domain, loops.length > 0),
  }
}

/** What else makes recipients unknown. */
const otherReasons = (evidence: Evidence): readonly Reason[] => {
  const mailboxes = finding(evidence, 'mailboxes')
  const sync = finding(evidence, 'directory-sync')
  const users = new Set(mailboxes?.value.troubled.map((one) => one.user)).size
  const many = mailboxes !== undefined && users * 2 >= mailboxes.value.sampled && users > 0
  return [
    ...(many
      ? [
          reason(
            `${users} of ${mailboxes.value.sampled} sampled mailboxes are in trouble`,
            MINE.otherReason,
            mailboxes.source,
          ),
        ]
      : []),
    ...(sync?.value.state === 'stale'
      ? [reason('The directory is not current', MINE.otherReason, sync.source)]
      : []),
  ]
}

const guidance = (domain: AcceptedDomain | undefined, loops: boolean): Guidance =>
  advise({
    whose: 'Ours: the accepted domain in Exchange Online',
    instruction: loops
      ? 'What Exchange Online does not know of this domain it sends on, and it comes back. See that an outbound connector leads to the server that has these recipients; where all of them are in Exchange Online, make the domain Authoritative.'
      : 'Take the domain in again where it is missing. Authoritative means that all its recipients are in Exchange Online; where some live elsewhere, make it InternalRelay and see that an outbound connector leads to them.',
    commands: [
      {
        where: 'Exchange Online PowerShell',
        run: `Get-AcceptedDomain${domain === undefined ? '' : ` ${argument(domain.name)}`} | Format-List DomainName, DomainType, Default, OutboundOnly, SendingFromDomainDisabled, SendingToDomainDisabled, PendingRemoval, WhenChangedUTC`,
      },
      ...(domain === undefined ? [] : [mend(domain, loops)]),
      {
        where: 'Exchange Online PowerShell',
        run: 'Get-OutboundConnector | Format-List Name, Enabled, RecipientDomains, AllAcceptedDomains, SmartHosts',
      },
    ],
    next: 'A change reaches all of Exchange Online within 30 to 60 minutes. What was refused has to be sent again.',
    prevention: 'Keep a weekly snapshot of the accepted domains, and note why each has its type.',
  })

/** What mends each trouble; a domain whose type alone is wrong has none of them. */
const SETTINGS: Readonly<Partial<Record<AcceptedDomainTrouble['kind'], string>>> = {
  'receiving-off': '-SendingToDomainDisabled $false',
  'sending-off': '-SendingFromDomainDisabled $false',
  'outbound-only': '-OutboundOnly $false',
}

const mend = (
  { name, troubles }: AcceptedDomain,
  loops: boolean,
): { readonly where: string; readonly run: string } => {
  const kinds = troubles.map(({ kind }) => kind)
  if (kinds.includes('not-accepted') || kinds.includes('pending-removal'))
    return { where: 'Microsoft 365 admin center', run: 'https://admin.cloud.microsoft/#/Domains' }
  const settings = kinds.flatMap((kind) => SETTINGS[kind] ?? [])
  const type = loops ? 'Authoritative' : 'InternalRelay'
  const what = settings.length > 0 ? settings.join(' ') : `-DomainType ${type}`
  return { where: 'Exchange Online PowerShell', run: `Set-AcceptedDomain ${argument(name)} ${what}` }
}

/** Exchange Online treats one of our domains as another kind of domain than it is. */
export const cause: Cause = { id: 'accepted-domain', needs: ['mailboxes'], weigh }
