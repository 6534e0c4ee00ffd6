import type { AcceptedDomain, AcceptedDomainTrouble, NotRead } from '../../model/findings.ts'
import { present } from '../wire.ts'
import type { Accepted, Raw } from './schema.ts'

/** The domains as Exchange Online treats them, and those that it should take mail for and does not; default first. */
export const domainsIn = ({ accepted, owned }: Raw): readonly AcceptedDomain[] | undefined => {
  if (!accepted.known) return undefined
  const { domains, complete } = accepted.value
  const known = new Set(domains.map((one) => one.DomainName))
  const missing = complete && owned.known ? owned.value.filter(({ name }) => !known.has(name)) : []
  return [...domains.map(domainOf), ...missing.map(notAccepted)].toSorted(
    (one, other) => Number(other.isDefault === true) - Number(one.isDefault === true),
  )
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
  if (!accepted.value.complete) return [{ what, why: 'the service left some out' }]
  return owned.known ? [] : [{ what: 'domains of the tenant', why: owned.why }]
}
