import type { Break, Scenario } from '../scenario.ts'
import { withRow } from '../tenant/alter.ts'
import { SECOND_DOMAIN } from '../tenant/directory.ts'
import { NOT_FOUND } from '../traffic/mail.ts'

const MONTH = 30 * 24 * 60

/** How the tenant is built: the mailboxes of the second domain are still on premises. */
const relayed: Break = {
  from: -MONTH,
  alter: withRow('Get-AcceptedDomain', SECOND_DOMAIN, { DomainType: 'InternalRelay' }),
}

const authoritative: Break = {
  from: -170,
  alter: withRow('Get-AcceptedDomain', SECOND_DOMAIN, { DomainType: 'Authoritative' }),
  mail: [
    {
      streams: ['inbound'],
      domain: SECOND_DOMAIN,
      share: 0.88,
      fate: { kind: 'failed', reply: NOT_FOUND },
    },
  ],
}

export const acceptedDomain: Scenario = {
  id: 'accepted-domain',
  title: 'An accepted domain has become authoritative',
  story:
    'Somebody tidied up the accepted domains: Exchange Online no longer relays the second domain to the servers on premises, where its mailboxes are, and refuses its recipients.',
  breaks: [relayed, authoritative],
  expected: { kind: 'found', causes: ['accepted-domain'] },
}
