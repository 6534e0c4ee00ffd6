import { types } from 'node:util'
import type { Clock } from '../model/ports.ts'
import { millis } from '../model/time.ts'

/** An answer read to its end. `text` is undefined where the body could not be read, e.g. a false Content-Encoding. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string | undefined
}

/** Nobody answered: `late` when time ran out or the caller gave up, otherwise `unreachable`. */
export interface Silence {
  readonly silent: 'late' | 'unreachable'
  readonly why: string
  readonly cause: unknown
}

/** How long and how often to try. */
export interface Patience {
  readonly clock: Clock
  /** Longest wait for one answer, milliseconds. */
  readonly timeoutMs: number
  /** How many times to ask in all. */
  readonly attempts: number
  /** A service that wants a longer pause than this gets none: its answer is returned as it is. Milliseconds. */
  readonly longestPauseMs: number
  /** True when asking twice does no harm. A 429 is repeated in any case, because it was not acted on. */
  readonly repeatable: boolean
  readonly signal: AbortSignal
}

/**
 * Sends a request and repeats it while the service is throttling (429, RFC 6585) or failing (5xx), with the pause
 * that Retry-After asks for (RFC 9110 section 10.2.3).
 */
export const insist = async (
  send: (signal: AbortSignal) => Promise<Response>,
  patience: Patience,
): Promise<Reply | Silence> => {
  for (let attempt = 1; ; attempt++) {
    const answer = await once(send, patience)
    if (attempt >= patience.attempts || !worthRepeating(answer, patience.repeatable)) return answer
    const pause = pauseBefore(answer, attempt, patience.clock)
    if (pause > patience.longestPauseMs) return answer
    try {
      await patience.clock.sleep(pause, patience.signal)
    } catch {
      return answer
    }
  }
}

/** Milliseconds until the service wants to be asked again, where it says so. */
export const retryAfterMs = (headers: Headers, clock: Clock): number | undefined => {
  const value = headers.get('retry-after')?.trim()
  if (value === undefined || value === '') return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const until = millis(value) - millis(clock.now())
  return Number.isNaN(until) ? undefined : Math.max(0, until)
}

export const isSilence = (answer: Reply | Silence): answer is Silence => 'silent' in answer

const once = async (
  send: (signal: AbortSignal) => Promise<Response>,
  { timeoutMs, signal }: Patience,
): Promise<Reply | Silence> => {
  const patient = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  try {
    const response = await send(patient)
    return { status: response.status, headers: response.headers, text: await bodyOf(response) }
  } catch (cause) {
    if (patient.aborted)
      return {
        silent: 'late',
        why: `no answer within ${Math.round(timeoutMs / 1000)} seconds or before the deadline`,
        cause,
      }
    if (!isNetworkError(cause)) throw cause
    return { silent: 'unreachable', why: reasonOf(cause), cause }
  }
}

/** An error answer counts even when its body is broken; a good answer without its body does not. */
const bodyOf = async (response: Response): Promise<string | undefined> => {
  if (response.ok) return response.text()
  return response.text().catch(() => undefined)
}

const worthRepeating = (answer: Reply | Silence, repeatable: boolean): boolean => {
  if (isSilence(answer)) return repeatable && answer.silent === 'unreachable'
  return answer.status === 429 || (repeatable && answer.status >= 500)
}

const pauseBefore = (answer: Reply | Silence, attempt: number, clock: Clock): number => {
  const told = isSilence(answer) ? undefined : retryAfterMs(answer.headers, clock)
  return told ?? 250 * 2 ** attempt
}

/** fetch throws a TypeError with a cause when the network fails; one without a cause is a bug of ours. */
const isNetworkError = (thrown: unknown): thrown is TypeError & { readonly cause: unknown } =>
  types.isNativeError(thrown) && thrown.name === 'TypeError' && thrown.cause !== undefined

/** The cause tells what happened: `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`. */
const reasonOf = ({ message, cause }: TypeError & { readonly cause: unknown }): string => {
  if (!types.isNativeError(cause)) return message
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
  return cause.message === '' ? code : `${code}: ${cause.message}`
}
