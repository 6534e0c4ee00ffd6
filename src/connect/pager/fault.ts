import { Fault } from '../../model/fault.ts'
import type { Clock } from '../../model/ports.ts'
import { type Reply, retryAfterMs, type Silence } from '../http.ts'

/**
 * A way out did not take a page. Codes: `pager.unreachable`, `pager.late`, `pager.throttled`, `pager.failed` (all may
 * be sent again), `pager.refused` (our proof of identity), `pager.rejected` (the page itself), `pager.partly` (some
 * recipients have it), `pager.tls`. The message names a host at most: addresses of webhooks are secrets.
 */
export class PagerFault extends Fault {}

/** Pauses where nobody says how long, milliseconds. */
export const PAUSE = { silence: 5000, failure: 15_000, throttle: 60_000 } as const

export const silenceFault = (silence: Silence, name: string, host: string): PagerFault =>
  new PagerFault(`The ${name} at ${host} did not answer: ${silence.why}.`, {
    code: silence.silent === 'late' ? 'pager.late' : 'pager.unreachable',
    kind: silence.silent,
    retry: { afterMs: PAUSE.silence },
  })

/** The fault that an answer outside 200 to 299 stands for. `said` is what the service said, without secrets. */
export const replyFault = (
  { status, headers }: Reply,
  place: { readonly name: string; readonly host: string; readonly said?: string },
  clock: Clock,
): PagerFault => {
  const words = place.said === undefined ? `${status}` : `${status}, "${place.said}"`
  const at = `The ${place.name} at ${place.host}`
  if (status === 429)
    return new PagerFault(`${at} is throttling (${words}).`, {
      code: 'pager.throttled',
      kind: 'unreachable',
      retry: { afterMs: retryAfterMs(headers, clock) ?? PAUSE.throttle },
    })
  if (status === 408 || status >= 500)
    return new PagerFault(`${at} failed (${words}).`, {
      code: 'pager.failed',
      kind: 'unreachable',
      retry: { afterMs: retryAfterMs(headers, clock) ?? PAUSE.failure },
    })
  if (status === 401 || status === 403)
    return new PagerFault(`${at} does not accept our key (${words}).`, {
      code: 'pager.refused',
      kind: 'refused',
    })
  return new PagerFault(`${at} did not take the page (${words}).`, {
    code: 'pager.rejected',
    kind: 'unsure',
  })
}
