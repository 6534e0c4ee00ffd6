import type { MxTrouble } from '../../model/findings.ts'
import { recordsIn } from '../dns-reply.ts'
import type { Dane } from './schema.ts'

const DANE_TA = 2
const DANE_EE = 3
const SHA_256 = 1

type Tlsa = Extract<Dane['tlsa'], { kind: 'records' }>['records'][number]
type Digests = Extract<NonNullable<Dane['shown']>, { known: true }>['value']

/**
 * MX hosts whose certificate fits none of their TLSA records: senders that honour DANE do not deliver to them (4.7.323).
 * The usages 0 and 1 do not count for mail (RFC 7672 section 3.1.3), and what was not compared proves nothing.
 */
export const daneTroubles = (hosts: readonly Dane[]): readonly MxTrouble[] =>
  hosts.filter(isBroken).map(({ host, tlsa }) => {
    const sure = tlsa.kind === 'records' && tlsa.validated === true
    const text = `The certificate of ${host} fits none of its TLSA records`
    return {
      kind: 'dane',
      text: sure
        ? `${text}: senders that honour DANE do not deliver`
        : `${text}; it matters where DNSSEC covers them, which our resolver does not tell`,
    }
  })

const isBroken = ({ tlsa, shown }: Dane): boolean => {
  if (shown?.known !== true || shown.value.length === 0) return false
  const usable = recordsIn(tlsa).filter(({ usage }) => usage === DANE_TA || usage === DANE_EE)
  if (usable.length === 0 || usable.some(({ matching }) => matching !== SHA_256)) return false
  return !usable.some((record) => fits(record, shown.value))
}

const fits = ({ usage, selector, data }: Tlsa, [leaf, ...issuers]: Digests): boolean =>
  (usage === DANE_EE ? [leaf] : [leaf, ...issuers]).some(
    (one) => one !== undefined && (selector === 0 ? one.sha256 : one.keySha256) === data.toLowerCase(),
  )
