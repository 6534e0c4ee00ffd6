import type { Scope } from '../model/scope.ts'
import type { Instant } from '../model/time.ts'
import { plain, time } from './text.ts'

const directionsOf = ({ directions }: Scope): string =>
  directions.length === 1 ? `${directions[0]} only` : 'both directions'

/** What mail a diagnosis is about, e.g. `contoso.com`. */
export const subject = ({ address, domain }: Scope): string | undefined => {
  const name = address ?? domain
  return name === undefined ? undefined : plain(name, 80)
}

/** The scope as one line: whose mail, which way, since when. */
export const scopeLine = (scope: Scope, near: Instant): string =>
  [
    subject(scope) ?? 'all domains',
    directionsOf(scope),
    ...(scope.since === undefined ? [] : [`since ${time(scope.since, near)}`]),
  ].join(' · ')
