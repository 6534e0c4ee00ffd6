import { types } from 'node:util'
import { PAUSE, PagerFault } from './fault.ts'
import type { SmtpPagerSettings } from './settings.ts'

/** What nodemailer adds to its errors. */
interface MailError {
  readonly code: string
  /** The code of the error underneath, e.g. `ECONNREFUSED`, `CERT_HAS_EXPIRED`. */
  readonly originalCode?: string
  readonly responseCode?: number
  readonly response?: string
}

const isMailError = (thrown: unknown): thrown is Error & MailError =>
  types.isNativeError(thrown) &&
  'code' in thrown &&
  typeof thrown.code === 'string' &&
  /^E[A-Z]/.test(thrown.code)

/**
 * The fault that an error of the mail library stands for; a bug is returned as it is. The library's error is not kept
 * as the cause: it may quote the password.
 */
export const smtpFault = (thrown: unknown, settings: SmtpPagerSettings): unknown => {
  if (!isMailError(thrown)) return thrown
  const at = `The mail server ${settings.host}:${settings.port}`
  if (isAboutTls(thrown)) return tlsFault(at, thrown)
  if (thrown.responseCode === undefined) return silenceFault(at, thrown)
  return replyFault(at, thrown, quoted(thrown.response, settings))
}

/** Some recipients were refused and the others have the page: sending it again would wake these once more. */
export const partlyFault = (refused: number, { host, port, to }: SmtpPagerSettings): PagerFault =>
  new PagerFault(
    `The mail server ${host}:${port} took the page for ${to.length - refused} of ${to.length} recipients.`,
    { code: 'pager.partly', kind: 'unsure' },
  )

/** RFC 5321 section 4.2.1: 4yz may be tried again, 5yz not as it is. */
const isTransient = ({ responseCode = 0 }: MailError): boolean => responseCode >= 400 && responseCode < 500

/** OpenSSL's reasons why a certificate is not trusted, and Node's that its name does not fit. */
const DISTRUST = /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/

const isAboutTls = (error: MailError): boolean =>
  !isTransient(error) && (error.code === 'ETLS' || DISTRUST.test(error.originalCode ?? ''))

const tlsFault = (at: string, { code, originalCode }: MailError): PagerFault => {
  const why =
    code === 'ETLS' ? 'offers no TLS' : `shows a certificate that is not trusted (${originalCode ?? code})`
  return new PagerFault(`${at} ${why}. Nothing was sent.`, { code: 'pager.tls', kind: 'refused' })
}

const replyFault = (at: string, error: MailError, said: string): PagerFault => {
  if (isTransient(error))
    return new PagerFault(`${at} does not take mail now${said}.`, {
      code: 'pager.failed',
      kind: 'unreachable',
      retry: { afterMs: PAUSE.failure },
    })
  return error.code === 'EAUTH'
    ? new PagerFault(`${at} does not accept our user name and password${said}.`, {
        code: 'pager.refused',
        kind: 'refused',
      })
    : new PagerFault(`${at} did not take the message${said}.`, { code: 'pager.rejected', kind: 'unsure' })
}

/** Errors in what we gave the library, not in what the server did. */
const OURS = new Set(['EENVELOPE', 'EMESSAGE', 'EAUTH', 'ENOAUTH', 'ECONFIG'])

const silenceFault = (at: string, { code, originalCode }: MailError): PagerFault => {
  if (OURS.has(code))
    return new PagerFault(`${at} cannot be used as it is set up (${code}).`, {
      code: 'pager.rejected',
      kind: 'unsure',
    })
  const late = code === 'ETIMEDOUT' || code === 'EABORT'
  return new PagerFault(
    late ? `${at} did not answer in time.` : `${at} cannot be reached (${originalCode ?? code}).`,
    {
      code: late ? 'pager.late' : 'pager.unreachable',
      kind: late ? 'late' : 'unreachable',
      retry: { afterMs: PAUSE.silence },
    },
  )
}

const quoted = (response: string | undefined, { login }: SmtpPagerSettings): string => {
  if (response === undefined) return ''
  const said = response.replaceAll(/\s+/g, ' ').slice(0, 200)
  return `: "${login === undefined ? said : said.replaceAll(login.password, '(password)')}"`
}
