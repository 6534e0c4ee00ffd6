import type { MxDomain, MxFinding } from '../../model/findings.ts'
import type { Severity } from '../../model/monitor.ts'
import type { Source } from '../../model/outcome.ts'
import type { Drifted, Sighting } from '../drift.ts'
import { factOf, type Trouble } from '../ledger.ts'

/** The records of a domain as one text, the same however the resolver shuffles them. */
export const valueOf = ({ state, found }: MxDomain): string => {
  if (state === 'no-such-domain') return 'no such domain'
  if (found.length === 0) return 'no MX record'
  return found
    .map(({ host, preference }) => ({ preference, text: `${preference} ${host === '' ? '.' : host}` }))
    .toSorted((one, other) => one.preference - other.preference || (one.text < other.text ? -1 : 1))
    .map(({ text }) => text)
    .join(', ')
}

/** Nobody answered for the domain: the probe is unsure and shows no record. */
export const isUnseen = ({ state, found }: MxDomain): boolean => state === 'unsure' && found.length === 0

/** What Microsoft expects, or a known gateway, is taken over without asking. */
export const sightingsIn = ({ domains }: MxFinding): readonly Sighting[] =>
  domains
    .filter((domain) => !isUnseen(domain))
    .map((domain) => ({
      what: domain.domain,
      value: valueOf(domain),
      fit: domain.state === 'right' || domain.state === 'gateway',
    }))

/** A change that leaves senders without the right host hurts now; any other change may be meant. */
const severityOf = ({ state }: MxDomain, approved: string | undefined): Severity => {
  const harmful = state === 'wrong' || state === 'missing' || state === 'no-such-domain'
  if (approved === undefined) return harmful ? 'P3' : 'P4'
  return harmful ? 'P2' : 'P3'
}

export const analyse = (
  finding: MxFinding,
  drifted: readonly Drifted[],
  source: Source,
): readonly Trouble[] =>
  drifted.flatMap(({ what, value, approved }) => {
    const domain = finding.domains.find((one) => one.domain === what)
    return domain === undefined ? [] : [troubleOf(domain, value, approved, source)]
  })

const troubleOf = (
  domain: MxDomain,
  value: string,
  approved: string | undefined,
  source: Source,
): Trouble => ({
  what: domain.domain,
  severity: severityOf(domain, approved),
  direction: 'inbound',
  domain: domain.domain,
  title:
    approved === undefined
      ? `The MX record of ${domain.domain} is not what Microsoft expects`
      : `The MX record of ${domain.domain} has changed`,
  facts: [
    factOf('Found', value, { ...source, asked: `MX ${domain.domain}`, of: domain.server }),
    ...(approved === undefined ? [] : [factOf('Approved', approved)]),
    factOf('Judged', domain.text),
    ...(domain.troubles ?? []).map(({ text }) => factOf('Also', text)),
  ],
  points: domain.state === 'no-such-domain' ? ['domain-expired', 'mx-wrong'] : ['mx-wrong'],
  advice: 'If this is meant, approve it as the new baseline. Otherwise correct it where the zone is kept.',
  mark: value,
})
