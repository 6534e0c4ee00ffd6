import type { CallOptions, Clock } from '../../model/ports.ts'
import { insist, isSilence } from '../http.ts'
import { replyFault, silenceFault } from './fault.ts'

/** Longest wait for one answer, milliseconds. */
const TIMEOUT_MS = 10_000

export interface Posting {
  readonly name: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** What the service said in an answer, without our secrets. */
  readonly said?: (text: string) => string | undefined
}

/** Posts JSON once and takes any 2xx for a yes. Redirects are not followed: a page goes where it was meant to. */
export const post = async (posting: Posting, clock: Clock, options: CallOptions = {}): Promise<void> => {
  const { name, url, headers, body } = posting
  const { host } = new URL(url)
  const reply = await insist(
    (signal) =>
      fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json', 'user-agent': 'Mailflow', ...headers },
        body,
        signal,
      }),
    {
      clock,
      timeoutMs: TIMEOUT_MS,
      attempts: 1,
      longestPauseMs: 0,
      repeatable: true,
      signal: options.signal ?? new AbortController().signal,
    },
  )
  if (isSilence(reply)) throw silenceFault(reply, name, host)
  if (reply.status >= 200 && reply.status < 300) return
  const said = posting.said?.(reply.text ?? '')
  throw replyFault(reply, { name, host, ...(said === undefined ? {} : { said }) }, clock)
}
