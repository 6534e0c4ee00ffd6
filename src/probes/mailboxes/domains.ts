import type { AcceptedDomain, AcceptedDomainTrouble, NotRead } from '../../model/findings.ts'
import type { ProbeInput } from '../../model/probe.ts'
import { present } from '../wire.ts'
import type { Accepted, Raw } from './schema.ts'

/** Tenants have up to 5,000 domains; those in trouble and those that changed last tell what is wrong. */
const MOST_DOMAINS = 100

/**
 * The domains as Exchange Online treats them, and those that it should take mail for and does not: the default one, the
 * one in question, those in trouble and those that changed last come first.
 */
export const domainsIn = (raw: Raw, { scope }: ProbeInput): readonly AcceptedDomain[] | undefined => {
  const only = scope.domain ?? scope.address?.split('@').at(-1)?.toLowerCase()
  return allOf(raw)
    ?.toSorted(
      (one, other) =>
        Number(other.isDefault === true) - Number(one.isDefault === true) ||
        Number(other.name === only) - Number(one.name === only) ||
        other.troubles.length - one.troubles.length ||
        (other.changedAt ?? '').localeCompare(one.changedAt ?? ''),
    )
    .slice(0, MOST_DOMAINS)
}

const allOf = ({ accepted, owned }: Raw): readonly AcceptedDomain[] | undefined => {
  if (!accepted.known) return undefined
  const { domains, complete } = accepted.value
  const known = new Set(domains.map((one) => one.DomainName))
  const missing = complete && owned.known ? owned.value.filter(({ name }) => !known.has(name)) : []
  return [...domains.map(domainOf), ...missing.map(notAccepted)]
}

const domainOf = (row: Accepted): AcceptedDomain =>
  present<AcceptedDomain>({
    name: row.DomainName,
    type: row.DomainType ?? 'unknown',
    isDefault: row.Default || undefined,
    changedAt: row.WhenChangedUTC,
    troubles: troublesOf(row),
  })

const troublesOf = (row: Accepted): readonly AcceptedDomainTrouble[] => {
  const of = (is: boolean, kind: AcceptedDomainTrouble['kind'], text: string): AcceptedDomainTrouble[] =>
    is ? [{ kind, text: `${row.DomainName} ${text}` }] : []
  return [
    ...of(row.SendingToDomainDisabled, 'receiving-off', 'takes no mail (SendingToDomainDisabled)'),
    ...of(row.OutboundOnly, 'outbound-only', 'is for sending only (OutboundOnly)'),
    ...of(row.SendingFromDomainDisabled, 'sending-off', 'may not send (SendingFromDomainDisabled)'),
    ...of(row.PendingRemoval, 'pending-removal', 'is being removed (PendingRemoval)'),
  ]
}

const notAccepted = ({
  name,
  isDefault,
}: {
  readonly name: string
  readonly isDefault?: boolean | undefined
}): AcceptedDomain =>
  present<AcceptedDomain>({
    name,
    type: 'none',
    isDefault: isDefault || undefined,
    troubles: [
      {
        kind: 'not-accepted',
        text: `${name} is verified for mail, but is no accepted domain of Exchange Online`,
      },
    ],
  })

export const domainsNotRead = ({ accepted, owned }: Raw): readonly NotRead[] => {
  const what = 'accepted domains'
  if (!accepted.known) return [{ what, why: accepted.why }]
  const left = accepted.value.domains.length - MOST_DOMAINS
  if (left > 0) return [{ what: `${left} accepted domains`, why: 'too many to keep them all' }]
  if (!accepted.value.complete) return [{ what, why: 'the service left some out' }]
  return owned.known ? [] : [{ what: 'domains of the tenant', why: owned.why }]
}
