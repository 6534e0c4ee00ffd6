import type { MxTrouble } from '../../model/findings.ts'
import { type Instant, inText, millis } from '../../model/time.ts'
import type { Registration } from './schema.ts'

/** In these the registry takes the name out of DNS, or soon will. Source: RFC 3915, RFC 5731, mapped by RFC 8056. */
const LAPSED: ReadonlySet<string> = new Set(['redemption period', 'pending delete', 'pending restore'])
const HELD: ReadonlySet<string> = new Set(['client hold', 'server hold'])

/** What DNS shows of the name, against which a registry's word is weighed. */
export interface Signs {
  /** Its MX is as it should be. */
  readonly right: boolean
  /** It has no MX, or is parked. */
  readonly dead: boolean
  /** It does not exist. */
  readonly gone: boolean
}

/**
 * What is wrong with the registration. An expiry that DNS does not bear out proves nothing: the auto-renew period
 * follows every one, also of names that are paid, and a name that is delegated is registered whatever a service says.
 */
export const registrationTroubles = (
  { name, registered, status, expires }: Registration,
  at: Instant,
  { right, dead, gone }: Signs,
): readonly MxTrouble[] => {
  if (!registered) return gone ? [trouble(`The registry knows no registration of ${name}`)] : []
  const bad = status.filter((one) => LAPSED.has(one) || HELD.has(one))
  const until = expires === undefined ? '' : `, expiry ${inText(expires)}`
  if (bad.length > 0)
    return [trouble(`The registry has ${name} as ${bad.join(', ')}, so it is not in DNS${until}`)]
  if (!right && expires !== undefined && millis(expires) <= millis(at))
    return [trouble(`The registration of ${name} expired at ${inText(expires)}`)]
  if (dead && status.includes('auto renew period'))
    return [trouble(`The registration of ${name} has run out and is kept only in the auto renew period`)]
  return []
}

const trouble = (text: string): MxTrouble => ({ kind: 'registration', text })
