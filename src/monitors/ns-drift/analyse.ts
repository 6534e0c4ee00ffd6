import type { Source } from '../../model/outcome.ts'
import type { Drifted, Sighting } from '../drift.ts'
import { factOf, type Trouble } from '../ledger.ts'
import type { Delegation } from './schema.ts'

const NO_SUCH_DOMAIN = 'no such domain'

/** Only name servers can be taken over as they are first seen; a domain that is gone cannot. */
export const sightingsIn = (delegations: readonly Delegation[]): readonly Sighting[] =>
  delegations.flatMap((delegation): readonly Sighting[] => {
    if (delegation.kind === 'unknown') return []
    const fit = delegation.kind === 'delegated'
    return [{ what: delegation.zone, value: fit ? listed(delegation.servers) : NO_SUCH_DOMAIN, fit }]
  })

const listed = (servers: readonly string[]): string => [...new Set(servers)].toSorted().join(', ')

export const isUnseen = (delegations: readonly Delegation[], what: string): boolean =>
  delegations.some(({ zone, kind }) => zone === what && kind === 'unknown')

export const analyse = (drifted: readonly Drifted[], source: Source): readonly Trouble[] =>
  drifted.map(({ what, value, approved }) => ({
    what,
    severity: value === NO_SUCH_DOMAIN ? 'P2' : 'P3',
    domain: what,
    title:
      value === NO_SUCH_DOMAIN
        ? `${what} does not exist in DNS any more`
        : `The name servers of ${what} have changed`,
    facts: [
      factOf('Found', value, { ...source, asked: `NS ${what}` }),
      ...(approved === undefined ? [] : [factOf('Approved', approved)]),
    ],
    points: value === NO_SUCH_DOMAIN ? ['domain-expired'] : ['mx-wrong', 'domain-expired'],
    advice:
      value === NO_SUCH_DOMAIN
        ? 'Look at the registrar whether the registration has expired, and renew it.'
        : 'If this is meant, approve it as the new baseline. Otherwise lock the domain at the registrar and restore it.',
    mark: value,
  }))
