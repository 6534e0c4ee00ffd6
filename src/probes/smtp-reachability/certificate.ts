import { between, type Instant } from '../../model/time.ts'
import { takesIn } from '../names.ts'
import type { Dialogue, Target } from './schema.ts'

const DAY_MS = 86_400_000
const SOON_DAYS = 14

/** What Node calls a certificate whose chain is sound and whose names are others. */
const OTHER_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID'

const REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'leads to an authority that nobody trusts',
  UNABLE_TO_GET_ISSUER_CERT: 'lacks an intermediate certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'lacks an intermediate certificate or comes from an authority that nobody trusts',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'lacks an intermediate certificate or comes from an authority that nobody trusts',
  CERT_REVOKED: 'is revoked',
}

/** Why a sender on this way would not accept the certificate; undefined where it would. */
export const certificateTrouble = (target: Target, at: Instant): string | undefined => {
  const { host, wants, tlsName = host, dialogue } = target
  const leaf = dialogue.tls?.chain[0]
  if (dialogue.tls === undefined || wants === 'nothing' || wants === 'encryption') return undefined
  if (leaf === undefined) return 'the server shows no certificate'
  const which = `the certificate ${leaf.subject} of ${leaf.issuer}`
  if (between(leaf.notAfter, at) > 0) return `${which} has expired on ${leaf.notAfter.slice(0, 10)}`
  const { trouble } = dialogue.tls
  if (trouble !== undefined && trouble !== OTHER_NAME) return `${which} ${REASONS[trouble] ?? trouble}`
  const named = leaf.names.length > 0 ? leaf.names : commonName(leaf.subject)
  const fits = named.some((name) => covers(name.toLowerCase(), tlsName))
  const mustFit = wants === 'named' || (target.role === 'tenant-mx' && trouble === OTHER_NAME)
  return fits || !mustFit ? undefined : `${which} is for ${named.join(', ')}, not for ${tlsName}`
}

/** A wildcard stands for one label (RFC 6125 section 6.4.3); a TlsDomain may itself be a pattern. */
const covers = (name: string, wanted: string): boolean => {
  if (name === wanted) return true
  if (wanted.startsWith('*.')) return takesIn(wanted, name)
  return name.startsWith('*.') && wanted.slice(wanted.indexOf('.') + 1) === name.slice(2)
}

const commonName = (subject: string): readonly string[] =>
  [/(?:^|, )CN=([^,]+)/.exec(subject)?.[1]].filter((name) => name !== undefined)

/** How the connection is protected, and until when. */
export const tlsFacts = ({ tls }: Dialogue, at: Instant): string => {
  if (tls === undefined) return 'without TLS'
  const [leaf] = tls.chain
  if (leaf === undefined) return tls.protocol
  const days = Math.floor(between(at, leaf.notAfter) / DAY_MS)
  const until = `certificate until ${leaf.notAfter.slice(0, 10)}`
  return `${tls.protocol}, ${until}${days < SOON_DAYS ? `, ${days} days left` : ''}`
}
