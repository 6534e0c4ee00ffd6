import type { SmtpFailure } from '../../model/smtp.ts'

/** How a dialogue broke off; the dialogue adds the phase. */
export type Break = Omit<SmtpFailure, 'phase'>

const REFUSED = new Set(['ECONNREFUSED'])
const RESET = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_DESTROYED'])
const TIMED_OUT = new Set(['ETIMEDOUT', 'ESOCKETTIMEDOUT'])

/** What an error of a socket means for the dialogue. */
export const breakOf = (error: Error): Break => {
  const code = codeOf(error)
  const detail = error.message
  if (REFUSED.has(code)) return { kind: 'refused', detail }
  if (TIMED_OUT.has(code)) return { kind: 'timed-out', detail }
  if (RESET.has(code)) return { kind: 'reset', detail }
  return { kind: 'unreachable', detail }
}

export const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : ''

/** One break for several addresses that were tried in vain: an answer, even a bad one, tells more than silence. */
export const tellingMost = (breaks: readonly Break[]): Break | undefined =>
  (['refused', 'reset', 'timed-out', 'unreachable'] as const)
    .map((kind) => breaks.find((one) => one.kind === kind))
    .find((one) => one !== undefined)
