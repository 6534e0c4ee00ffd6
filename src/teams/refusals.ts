import { z } from 'zod'
import type { FaultFacts, Retry } from '../model/fault.ts'
import { MessengerFault } from './fault.ts'

/** Whether asking twice does harm: a post may appear twice, an update may not. */
export type Operation = 'post' | 'update'

/** What the connector client throws for an HTTP status, as far as we use it. */
const RestError = z.object({
  statusCode: z.number(),
  details: z
    .object({ error: z.object({ code: z.string() }) })
    .optional()
    .catch(undefined),
})

/** What the sign-in throws (MSAL). */
const SignInError = z.object({ errorCode: z.string() })

const SocketError = z.object({ code: z.string() })

/** Nothing left this machine. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

const BACK_OFF_MS = 2_000
const CONCURRENT_MS = 1_000

/** `BotNotInConversationRoster` -> `bot-not-in-conversation-roster`. */
const kebab = (name: string): string => name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()

type Wait = Exclude<Retry, 'no'>

/** Retry-After in seconds or as a date (RFC 9110 10.2.3). */
const retryAfter = (header: string | undefined, now: number): Wait => {
  if (header === undefined) return { afterMs: BACK_OFF_MS }
  if (/^\d+$/.test(header)) return { afterMs: Number(header) * 1000, told: true }
  const until = Date.parse(header)
  return Number.isNaN(until) ? { afterMs: BACK_OFF_MS } : { afterMs: Math.max(0, until - now), told: true }
}

const again = (operation: Operation): Pick<FaultFacts, 'kind' | 'retry'> =>
  operation === 'post'
    ? { kind: 'unsure', retry: 'no' }
    : { kind: 'unreachable', retry: { afterMs: BACK_OFF_MS } }

/**
 * https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-codes-from-bot-conversational-apis
 * Statuses that are not listed there must not be retried. A post that broke off on the way may have arrived: retrying
 * it has doubled messages for others, so that is left to whoever can find out.
 */
const factsOf = (status: number, code: string, operation: Operation, wait: Wait): FaultFacts => {
  const named = `messenger.${kebab(code)}`
  switch (status) {
    case 404:
      return { code: named, kind: 'absent' }
    case 412:
      return { code: 'messenger.busy', kind: 'unreachable', retry: { afterMs: CONCURRENT_MS } }
    case 429:
      return { code: 'messenger.throttled', kind: 'unreachable', retry: wait }
    case 408:
    case 502:
    case 503:
    case 504:
      return { code: 'messenger.broke-off', ...again(operation) }
    default:
      return status >= 500 ? { code: named, kind: 'unsure' } : { code: named, kind: 'refused' }
  }
}

const MEANINGS: Readonly<Record<string, string>> = {
  BotNotInConversationRoster: 'The bot is not in this conversation any more. Add it again.',
  BotDisabledByAdmin: 'An administrator has blocked the bot. Allow it in the Teams admin centre.',
  BotNotRegistered: 'The bot is not registered. Check MicrosoftAppId and the Azure Bot resource.',
  ConversationBlockedByUser: 'This person has blocked the bot.',
  MessageWritesBlocked: 'This person has blocked or removed the bot.',
  ConversationNotFound: 'The conversation does not exist any more.',
  ActivityNotFoundInConversation: 'The message does not exist any more.',
  MessageSizeTooBig: 'The card is larger than Teams takes (100 KB).',
}

const headerOf = (thrown: unknown, name: string): string | undefined => {
  const response = (thrown as { response?: { headers?: { get?: (name: string) => unknown } } }).response
  const value = response?.headers?.get?.(name)
  return typeof value === 'string' ? value : undefined
}

const ofStatus = (thrown: unknown, rest: z.infer<typeof RestError>, operation: Operation, now: number) => {
  const code = rest.details?.error.code ?? `Status-${rest.statusCode}`
  const wait = retryAfter(headerOf(thrown, 'retry-after'), now)
  return new MessengerFault(MEANINGS[code] ?? `Teams answered ${rest.statusCode} ${code}.`, {
    ...factsOf(rest.statusCode, code, operation, wait),
    cause: thrown,
  })
}

const ofSocket = (thrown: unknown, code: string, operation: Operation): MessengerFault =>
  NEVER_SENT.has(code)
    ? new MessengerFault('Teams cannot be reached.', {
        code: 'messenger.unreachable',
        kind: 'unreachable',
        retry: { afterMs: BACK_OFF_MS },
        cause: thrown,
      })
    : new MessengerFault('The connection to Teams broke off.', {
        code: 'messenger.broke-off',
        ...again(operation),
        cause: thrown,
      })

const ofSignIn = (thrown: unknown, errorCode: string): MessengerFault =>
  new MessengerFault(
    `The bot cannot sign in (${errorCode}). Check MicrosoftAppId and its proof of identity.`,
    {
      code: 'messenger.no-token',
      ...(errorCode === 'network_error'
        ? { kind: 'unreachable', retry: { afterMs: BACK_OFF_MS } }
        : { kind: 'refused' }),
      cause: thrown,
    },
  )

/** What the connector client threw, as a fault; undefined when it is none of the connector's. */
export const faultOf = (thrown: unknown, operation: Operation, now: number): MessengerFault | undefined => {
  const name = (thrown as { name?: unknown } | null)?.name
  if (name === 'AbortError' || name === 'TimeoutError')
    return new MessengerFault('Teams did not answer in time.', {
      code: 'messenger.late',
      kind: 'late',
      cause: thrown,
    })
  const rest = RestError.safeParse(thrown)
  if (rest.success) return ofStatus(thrown, rest.data, operation, now)
  const signIn = SignInError.safeParse(thrown)
  if (signIn.success) return ofSignIn(thrown, signIn.data.errorCode)
  const socket = SocketError.safeParse(thrown)
  return socket.success ? ofSocket(thrown, socket.data.code, operation) : undefined
}
