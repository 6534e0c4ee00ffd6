import type { CallOptions, Clock, Graph, TraceBudget, TraceCaller } from '../../model/ports.ts'
import type { Token } from '../credential.ts'
import { insist, isSilence, type Reply } from '../http.ts'
import { batchesOf } from './batch.ts'
import { clientOver } from './client.ts'
import { GraphFault, malformedFault, replyFault, silenceFault } from './fault.ts'

export interface GraphSettings {
  /** `https://graph.microsoft.com`, or that of a national cloud, with or without `/v1.0`. */
  readonly baseUrl: string
  readonly token: Token
  readonly clock: Clock
  /** Message-trace calls are taken from here. Without one they are not counted. */
  readonly trace?: { readonly budget: TraceBudget; readonly tenant: string; readonly caller: TraceCaller }
  /** Longest wait for one answer, milliseconds. */
  readonly timeoutMs?: number
  /** Longest pause that a throttled call waits for, milliseconds. */
  readonly longestPauseMs?: number
}

/** Pages that `list` follows at most when the caller does not say. */
const MAX_PAGES = 50

/** Microsoft Graph v1.0 over HTTP. Throws GraphFault. */
export const graphOver = (settings: GraphSettings): Graph => {
  const { clock, trace, longestPauseMs = 10_000 } = settings
  const root = settings.baseUrl.replace(/\/(v1\.0\/?)?$/, '')
  const send = clientOver(root, settings.token)

  const call = async (path: string, options: CallOptions = {}, body?: unknown): Promise<unknown> => {
    const signal = options.signal ?? new AbortController().signal
    const attempt = async (patient: AbortSignal): Promise<Response> => {
      await payFor(path, trace)
      return send(path, patient, body)
    }
    const reply = await insist(attempt, {
      clock,
      signal,
      timeoutMs: settings.timeoutMs ?? 30_000,
      attempts: 3,
      longestPauseMs,
      repeatable: true,
    })
    if (isSilence(reply)) throw silenceFault(reply, path)
    if (reply.status >= 300) throw replyFault(reply, path, clock)
    return jsonOf(reply, path)
  }

  return {
    get: (path, options) => call(path, options),
    list: async (path, options = {}) => {
      const rows: unknown[] = []
      const maxPages = options.maxPages ?? MAX_PAGES
      let next: string | undefined = path
      for (let page = 0; page < maxPages && next !== undefined; page++) {
        const answer = pageOf(await call(next, options), next)
        rows.push(...answer.rows)
        next = answer.next === undefined ? undefined : ownPath(answer.next, `${root}/v1.0`, next)
      }
      return { rows, complete: next === undefined }
    },
    getMany: batchesOf({
      clock,
      longestPauseMs,
      pay: (path) => payFor(path, trace),
      post: (body, options) => call('/$batch', options, body),
    }),
  }
}

/** The port of a bot that has no Graph: says so, and what to set. */
export const graphNotConfigured = (why: string): Graph => {
  const refuse = (): Promise<never> =>
    Promise.reject(new GraphFault(why, { code: 'graph.not-configured', kind: 'unreachable' }))
  return { get: refuse, list: refuse }
}

/** Every attempt counts, a repeated one too: the service counts what it gets. */
const payFor = async (path: string, trace: GraphSettings['trace']): Promise<void> => {
  if (trace === undefined || !/^\/admin\/exchange\/tracing/i.test(path)) return
  const quota = path.includes('/getDetailsByRecipient') ? 'details' : 'rows'
  const answer = await trace.budget.take({ tenant: trace.tenant, caller: trace.caller, quota })
  if (answer.granted) return
  throw new GraphFault(
    `The message-trace calls of this tenant are used up for ${Math.ceil(answer.afterMs / 1000)} seconds (100 in 5 minutes).`,
    { code: 'graph.budget-spent', kind: 'unreachable', retry: { afterMs: answer.afterMs } },
  )
}

const jsonOf = (reply: Reply, path: string): unknown => {
  if (reply.text === undefined || reply.text === '') return undefined
  try {
    return JSON.parse(reply.text)
  } catch {
    throw malformedFault(path, 'it is not JSON')
  }
}

const pageOf = (answer: unknown, path: string): { rows: readonly unknown[]; next: string | undefined } => {
  if (typeof answer !== 'object' || answer === null || !('value' in answer) || !Array.isArray(answer.value))
    throw malformedFault(path, 'it is no collection')
  const next = '@odata.nextLink' in answer ? answer['@odata.nextLink'] : undefined
  return { rows: answer.value, next: typeof next === 'string' && next !== '' ? next : undefined }
}

/** A nextLink as a path of ours. Our token goes nowhere else, whatever a page says. */
const ownPath = (link: string, root: string, path: string): string => {
  if (!link.startsWith(`${root}/`)) throw malformedFault(path, `its next page is elsewhere (${link})`)
  return link.slice(root.length)
}
