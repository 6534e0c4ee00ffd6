import type { Evidence } from '../model/evidence.ts'
import type { MxDomain } from '../model/findings.ts'
import { valueOf } from '../model/outcome.ts'
import { finding } from './reading.ts'

/** The domain that the diagnosis is about, where it is about one. */
export const domainOf = (evidence: Evidence): string | undefined =>
  evidence.scope.domain ?? evidence.scope.address?.split('@').at(-1)

/** What the MX probe found for the domains in question; nothing where a person's answer stands in for it. */
export const mxOf = (evidence: Evidence): readonly MxDomain[] =>
  within(evidence, finding(evidence, 'mx-records')?.value.domains ?? [])

/** The same, for names and values only: whatever the probe brought, answered or not. */
export const mxSeen = (evidence: Evidence): readonly MxDomain[] =>
  within(evidence, valueOf(evidence.probes['mx-records'])?.domains ?? [])

const within = (evidence: Evidence, domains: readonly MxDomain[]): readonly MxDomain[] => {
  const only = domainOf(evidence)
  const mine = domains.filter((one) => one.domain === only)
  return mine.length > 0 ? mine : domains
}

/**
 * The MX host that Microsoft gives a domain: from Microsoft's own record where it could be read, else the classic form,
 * in which dots become dashes.
 */
export const microsoftHost = (evidence: Evidence, domain: string): string =>
  mxSeen(evidence).find((one) => one.domain === domain)?.expected?.[0]?.host ??
  `${domain.replaceAll('.', '-')}.mail.protection.outlook.com`

/** Whether some domains carry most of the mail: all of them, half of them, or the default one is among them. */
export const carry = (
  some: readonly { readonly isDefault?: boolean }[],
  all: readonly { readonly isDefault?: boolean }[],
): boolean => some.length * 2 >= all.length || some.some((one) => one.isDefault === true)

const BAD: ReadonlySet<string> = new Set(['wrong', 'missing', 'no-such-domain'])

/** The domains in question whose MX leads nowhere, or to somebody else. */
export const badMx = (evidence: Evidence): readonly MxDomain[] =>
  mxOf(evidence).filter(({ state }) => BAD.has(state))

/**
 * Domains whose MX points elsewhere and that carry much of the mail, while others are right: that mail of the whole
 * tenant flows says little of them. A domain without an MX is parked, as a rule, unless it is the default one.
 */
export const astray = (evidence: Evidence): readonly MxDomain[] => {
  const all = mxOf(evidence)
  const bad = badMx(evidence).filter(({ state, isDefault }) => state === 'wrong' || isDefault === true)
  return bad.length < all.length && carry(bad, all) ? bad : []
}
