import { Fault } from '../../model/fault.ts'
import type { Permission } from '../../model/outcome.ts'
import type { Clock } from '../../model/ports.ts'
import { type Reply, retryAfterMs, type Silence } from '../http.ts'

/**
 * Exchange Online administration answered with trouble. Codes: `exchange.not-configured`, `exchange.unreachable`,
 * `exchange.late`, `exchange.no-app-role`, `exchange.forbidden`, `exchange.not-found`, `exchange.throttled`,
 * `exchange.bad-request`, `exchange.server-error`, `exchange.malformed`.
 */
export class ExchangeFault extends Fault {}

export const silenceFault = (silence: Silence, cmdlet: string): ExchangeFault =>
  new ExchangeFault(`Exchange Online did not answer ${cmdlet}: ${silence.why}.`, {
    code: silence.silent === 'late' ? 'exchange.late' : 'exchange.unreachable',
    kind: silence.silent,
    retry: { afterMs: 5000 },
    cause: silence.cause,
  })

/** The fault that an answer of status 300 and more stands for. */
export const replyFault = (reply: Reply, cmdlet: string, clock: Clock): ExchangeFault => {
  const said = saidIn(reply.text)
  const words = `${cmdlet}: ${reply.status}${said === '' ? '' : `, "${said}"`}`
  switch (reply.status) {
    case 401:
      return new ExchangeFault(`Exchange Online does not accept our token for ${words}.`, {
        code: 'exchange.no-app-role',
        kind: 'refused',
        need: APP_ROLE,
      })
    case 403: {
      const need = roleFor(cmdlet)
      return new ExchangeFault(`Exchange Online refuses ${words}. The app lacks the role ${need.name}.`, {
        code: 'exchange.forbidden',
        kind: 'refused',
        need,
      })
    }
    case 404:
      return new ExchangeFault(`Exchange Online knows no such object (${words}).`, {
        code: 'exchange.not-found',
        kind: 'absent',
      })
    case 429: {
      const afterMs = retryAfterMs(reply.headers, clock) ?? 30_000
      return new ExchangeFault(
        `Exchange Online is throttling ${words}; ask again in ${Math.ceil(afterMs / 1000)} s.`,
        { code: 'exchange.throttled', kind: 'unreachable', retry: { afterMs } },
      )
    }
  }
  if (reply.status >= 500)
    return new ExchangeFault(`Exchange Online failed at ${words}.`, {
      code: 'exchange.server-error',
      kind: 'unreachable',
      retry: { afterMs: retryAfterMs(reply.headers, clock) ?? 30_000 },
    })
  return new ExchangeFault(`Exchange Online did not accept ${words}.`, {
    code: 'exchange.bad-request',
    kind: 'unsure',
  })
}

export const malformedFault = (cmdlet: string, why: string): ExchangeFault =>
  new ExchangeFault(`The answer of Exchange Online to ${cmdlet} makes no sense: ${why}.`, {
    code: 'exchange.malformed',
    kind: 'unsure',
  })

const APP_ROLE: Permission = {
  name: 'Exchange.ManageAsApp',
  of: 'Office 365 Exchange Online',
  grant:
    'Entra admin center > App registrations > (this app) > API permissions > APIs my organization uses > Office 365 Exchange Online > Application permissions > Exchange.ManageAsApp > Grant admin consent',
}

/** The least Entra role for a cmdlet, as measured: Security Reader reads rules, Global Reader the rest. */
const roleFor = (cmdlet: string): Permission => {
  const name = !cmdlet.startsWith('Get-')
    ? 'Exchange Administrator'
    : cmdlet === 'Get-TransportRule'
      ? 'Security Reader'
      : 'Global Reader'
  return {
    name,
    of: 'Microsoft Entra ID',
    grant: `Entra admin center > Roles and administrators > ${name} > Add assignments > (this app)`,
  }
}

/**
 * The words of the cmdlet itself: the inner exception's, else the detail after its last `|`, else the outer message.
 * Undefined or broken bodies say nothing: a missing role answers with NUL bytes.
 */
const saidIn = (text: string | undefined): string => {
  const error = at(parsed(text), 'error')
  const inner = at(at(at(error, 'innererror'), 'internalexception'), 'message')
  const details = at(error, 'details')
  const detail = at(Array.isArray(details) ? details[0] : undefined, 'message')
  const lastPart = typeof detail === 'string' ? detail.split('|').at(-1) : undefined
  const found = [inner, lastPart, at(error, 'message')].find(
    (said) => typeof said === 'string' && said !== '',
  )
  return typeof found === 'string' ? found : ''
}

const parsed = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
