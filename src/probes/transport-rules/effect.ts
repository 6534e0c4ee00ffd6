import type { Direction } from '../../model/scope.ts'
import { ALL, FEW, NONE, type Portion, UNKNOWN } from './portion.ts'
import type { Connector, Raw, Rule } from './schema.ts'

/** What a rule does to the mail that it matches. */
export interface Effect {
  readonly name:
    | 'reject'
    | 'delete'
    | 'quarantine'
    | 'redirect'
    | 'moderate'
    | 'route'
    | 'require-tls'
    | 'defer'
  /** Begins a sentence: `Rejects`, with the object to follow. */
  readonly does: string
  /** What comes after the object: ` to audit@contoso.com`. */
  readonly how: string
  /** How much of what it matches it keeps from its recipients. */
  readonly stops: Readonly<Record<Direction, Portion>>
  readonly connector?: string
}

const stopping = (portion: Portion): Effect['stops'] => ({ inbound: portion, outbound: portion })

/** The strongest effect of a rule; undefined when it lets mail through. */
export const effectOf = (rule: Rule, connectors: Raw['connectors']): Effect | undefined =>
  finalEffect(rule) ?? routeEffect(rule, connectors) ?? moderation(rule) ?? weakEffect(rule)

const first = (rule: Rule, ...names: readonly string[]): readonly string[] | undefined =>
  names.map((name) => rule.actions[name]).find((values) => values !== undefined)

const to = (values: readonly string[], word: string): string => {
  const known = values.filter((value) => value !== '(set)' && value !== 'True')
  return known.length === 0 ? '' : ` ${word} ${known.slice(0, 3).join(', ')}`
}

const finalEffect = (rule: Rule): Effect | undefined => {
  if (first(rule, 'DeleteMessage', 'Disconnect') !== undefined)
    return { name: 'delete', does: 'Deletes', how: '', stops: stopping(ALL) }
  const rejects =
    first(rule, 'RejectMessageReasonText', 'RejectMessageEnhancedStatusCode', 'RejectMessage') ??
    first(rule, 'SmtpRejectMessageRejectText', 'SmtpRejectMessageRejectStatusCode', 'SmtpRejectMessage') ??
    first(rule, 'SenderNotificationType')?.filter((kind) => kind.startsWith('Reject'))
  if (rejects !== undefined && rejects.length > 0) {
    const code = first(rule, 'RejectMessageEnhancedStatusCode', 'SmtpRejectMessageRejectStatusCode') ?? []
    return { name: 'reject', does: 'Rejects', how: to(code, 'with'), stops: stopping(ALL) }
  }
  if (first(rule, 'Quarantine') !== undefined)
    return { name: 'quarantine', does: 'Quarantines', how: '', stops: stopping(ALL) }
  const redirect = first(rule, 'RedirectMessageTo', 'RedirectMessage')
  return redirect && { name: 'redirect', does: 'Redirects', how: to(redirect, 'to'), stops: stopping(ALL) }
}

/** Routing stops mail only when its connector is gone or off; whether its smart hosts answer is another question. */
const routeEffect = (rule: Rule, connectors: Raw['connectors']): Effect | undefined => {
  const named = first(rule, 'RouteMessageOutboundConnector')?.[0]
  if (named === undefined) return undefined
  const effect = { name: 'route', does: 'Routes', connector: named } as const
  if (!connectors.known)
    return {
      ...effect,
      how: ` to the connector "${named}", which could not be read`,
      stops: stopping(UNKNOWN),
    }
  const target = connectors.value.find((connector) => isNamed(connector, named))
  if (target?.on === true) return undefined
  const state = target === undefined ? 'does not exist' : 'is switched off'
  return { ...effect, how: ` to the connector "${named}", which ${state}`, stops: stopping(ALL) }
}

const isNamed = ({ name, guid }: Connector, named: string): boolean =>
  [name, guid].some((one) => one.toLowerCase() === named.toLowerCase())

const moderation = (rule: Rule): Effect | undefined => {
  const by = first(rule, 'ModerateMessageByUser', 'ModerateMessageByManager')
  return (
    by && {
      name: 'moderate',
      does: 'Holds',
      how: rule.actions['ModerateMessageByManager']
        ? ' until the manager approves'
        : ` until approval${to(by, 'by')}`,
      stops: stopping(ALL),
    }
  )
}

/** Few servers offer no TLS. A rule that cannot run defers mail when it is told to. */
const weakEffect = (rule: Rule): Effect | undefined => {
  if (first(rule, 'RouteMessageOutboundRequireTls') !== undefined)
    return {
      name: 'require-tls',
      does: 'Demands TLS for',
      how: ', which stops what cannot have it',
      stops: { inbound: NONE, outbound: FEW },
    }
  if (rule.valid || rule.RuleErrorAction !== 'Defer') return undefined
  return {
    name: 'defer',
    does: 'Defers',
    how: ' when it fails, and it cannot run as it stands',
    stops: stopping(UNKNOWN),
  }
}
