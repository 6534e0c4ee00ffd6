import { Fault } from '../../model/fault.ts'

/**
 * A text could not be had over HTTPS. Codes: `https.no-such-host`, `https.unreachable`, `https.late`,
 * `https.certificate` (somebody answered who could not prove to be that host), `https.too-large`, `https.redirects`
 * (more than were allowed, or away from HTTPS), `https.malformed`.
 */
export class HttpsFault extends Fault {}

const CERTIFICATE = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH)/
const NO_NAME: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA'])
/** Words that are neither TLS nor HTTP. */
const PROTOCOL = /^(HPE_|ERR_SSL_|EPROTO$)/

/** The fault that an error of a socket, of TLS or of the HTTP parser stands for. */
export const faultOf = (cause: Error, url: URL): HttpsFault => {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  const words = `${url.href}: ${cause.message || code || 'the connection failed'}`
  if (NO_NAME.has(code))
    return new HttpsFault(`${url.href}: the name ${url.hostname} has no address.`, {
      code: 'https.no-such-host',
      kind: 'absent',
      cause,
    })
  if (CERTIFICATE.test(code))
    return new HttpsFault(`${words}. The certificate does not prove the host.`, {
      code: 'https.certificate',
      kind: 'unsure',
      cause,
    })
  if (PROTOCOL.test(code))
    return new HttpsFault(`${words}.`, { code: 'https.malformed', kind: 'unsure', cause })
  return new HttpsFault(`${words}.`, {
    code: 'https.unreachable',
    kind: 'unreachable',
    retry: { afterMs: 5000 },
    cause,
  })
}

export const lateFault = (url: URL, why: string): HttpsFault =>
  new HttpsFault(`${url.href}: ${why}.`, { code: 'https.late', kind: 'late', retry: { afterMs: 5000 } })

export const tooLarge = (url: URL, bytes: number): HttpsFault =>
  new HttpsFault(`${url.href}: the answer is longer than ${bytes} bytes.`, {
    code: 'https.too-large',
    kind: 'unsure',
  })

export const redirected = (url: URL, why: string): HttpsFault =>
  new HttpsFault(`${url.href}: ${why}.`, { code: 'https.redirects', kind: 'unsure' })
