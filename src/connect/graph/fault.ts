import { Fault } from '../../model/fault.ts'
import { TRACE_PRINCIPAL } from '../../model/permissions.ts'
import type { Clock } from '../../model/ports.ts'
import { type Reply, retryAfterMs, type Silence } from '../http.ts'
import { permissionFor } from './permissions.ts'

/**
 * Microsoft Graph answered with trouble. Codes: `graph.not-configured`, `graph.unreachable`, `graph.late`,
 * `graph.token-rejected`, `graph.trace-principal-missing`, `graph.forbidden`, `graph.not-found`, `graph.no-mailbox`,
 * `graph.throttled`, `graph.budget-spent`, `graph.bad-request`, `graph.server-error`, `graph.malformed`.
 */
export class GraphFault extends Fault {}

/** What the service itself said (OData error). */
interface Said {
  readonly code: string
  readonly message: string
}

export const silenceFault = (silence: Silence, path: string): GraphFault =>
  new GraphFault(`Microsoft Graph did not answer ${nameOf(path)}: ${silence.why}.`, {
    code: silence.silent === 'late' ? 'graph.late' : 'graph.unreachable',
    kind: silence.silent,
    retry: { afterMs: 5000 },
    cause: silence.cause,
  })

/** The fault that a Graph answer of status 300 and more stands for. */
export const replyFault = (reply: Reply, path: string, clock: Clock): GraphFault => {
  const said = saidIn(reply)
  const words = `${nameOf(path)}: ${reply.status} ${said.code}${said.message === '' ? '' : `, "${said.message}"`}`
  switch (reply.status) {
    case 401:
      return unauthorised(said, path, words)
    case 403: {
      const need = permissionFor(path)
      return new GraphFault(`Graph refuses ${words}. The app lacks ${need.name}.`, {
        code: 'graph.forbidden',
        kind: 'refused',
        need,
      })
    }
    case 404:
      return said.code === 'MailboxNotEnabledForRESTAPI'
        ? new GraphFault(`No mailbox in Exchange Online, or the mailbox is on-premises (${words}).`, {
            code: 'graph.no-mailbox',
            kind: 'absent',
          })
        : new GraphFault(`Graph knows no ${words}.`, { code: 'graph.not-found', kind: 'absent' })
    case 429: {
      const afterMs = retryAfterMs(reply.headers, clock) ?? 60_000
      return new GraphFault(`Graph is throttling ${words}; ask again in ${Math.ceil(afterMs / 1000)} s.`, {
        code: 'graph.throttled',
        kind: 'unreachable',
        retry: { afterMs },
      })
    }
  }
  if (reply.status >= 500)
    return new GraphFault(`Graph failed at ${words}.`, {
      code: 'graph.server-error',
      kind: 'unreachable',
      retry: { afterMs: retryAfterMs(reply.headers, clock) ?? 30_000 },
    })
  return new GraphFault(`Graph did not accept ${words}.`, { code: 'graph.bad-request', kind: 'unsure' })
}

export const malformedFault = (path: string, why: string): GraphFault =>
  new GraphFault(`Graph's answer to ${nameOf(path)} makes no sense: ${why}.`, {
    code: 'graph.malformed',
    kind: 'unsure',
  })

/**
 * A bad token says `InvalidAuthenticationToken`. On the trace path, `Unauthorized` says that the tenant lacks the
 * service principal. Source: learn.microsoft.com/exchange/monitoring/trace-an-email-message/graph-api-message-trace
 */
const unauthorised = (said: Said, path: string, words: string): GraphFault =>
  /^\/admin\/exchange\/tracing/i.test(path) && said.code.toLowerCase() === 'unauthorized'
    ? new GraphFault(
        `Graph refuses ${words}. The tenant lacks the service principal of the trace service; it works some hours after it was created.`,
        { code: 'graph.trace-principal-missing', kind: 'refused', need: TRACE_PRINCIPAL },
      )
    : new GraphFault(`Graph does not accept our token for ${words}.`, {
        code: 'graph.token-rejected',
        kind: 'refused',
        need: { name: 'a valid access token', of: 'Microsoft Entra ID' },
      })

const saidIn = (reply: Reply): Said => {
  const body = parsed(reply.text)
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : {}
  return { code: textOf(error['code']), message: textOf(error['message']) }
}

const parsed = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

/** The path without its query, which may be long. */
const nameOf = (path: string): string => path.split('?', 1)[0] ?? path

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
