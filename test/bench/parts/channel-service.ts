import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Conversation } from '../../../src/model/ports.ts'

/** What the service does with a request instead of taking it; undefined takes it. */
export type Weather = (request: {
  readonly method: string
  readonly thread: string
}) => { readonly status: number; readonly retryAfter?: number; readonly isTakenAllTheSame?: true } | undefined

export interface ChannelService {
  readonly serviceUrl: string
  /** Texts that were taken as new messages, by conversation. */
  readonly taken: { readonly thread: string; readonly text: string; readonly at: number }[]
  /** Answers by status. */
  readonly answers: Map<number, number>
  weather: Weather
  close(): Promise<void>
}

interface Sent {
  readonly summary?: string
  readonly activity?: { readonly summary?: string }
  readonly channelData?: { readonly channel?: { readonly id?: string } }
}

const bodyOf = async (request: IncomingMessage): Promise<Sent> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Sent
}

/** The service side of the Bot Framework on a real socket, with weather of its own. */
export const startChannelService = async (): Promise<ChannelService> => {
  const taken: ChannelService['taken'] = []
  const answers = new Map<number, number>()
  let count = 0

  const answer = (response: ServerResponse, status: number, body: object, headers: object = {}): void => {
    answers.set(status, (answers.get(status) ?? 0) + 1)
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sent = await bodyOf(request)
    const { method = '', url = '' } = request
    const place = decodeURIComponent(/conversations\/([^/]+)/.exec(url)?.[1] ?? '')
    const thread = place === '' ? (sent.channelData?.channel?.id ?? '') : place
    const trouble = service.weather({ method, thread })
    count += 1
    const id = String(1_700_000_000_000 + count)
    const opened = place === '' ? `${thread};messageid=${id}` : thread
    if (method === 'POST' && (trouble === undefined || trouble.isTakenAllTheSame === true))
      taken.push({
        thread: opened,
        text: sent.summary ?? sent.activity?.summary ?? '',
        at: performance.now(),
      })
    if (trouble === undefined) return answer(response, 201, { id: place === '' ? opened : id })
    const { status, retryAfter } = trouble
    const header = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
    answer(response, status, { error: { code: `Status${status}`, message: 'weather' } }, header)
  }

  const server = createServer((request, response) => void handle(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const service: ChannelService = {
    serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    taken,
    answers,
    weather: () => undefined,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  return service
}

/** A channel that is reached over the service. */
export const channelAt = (serviceUrl: string, tenant: string): Conversation => {
  const channel = `19:incidents-${tenant}@thread.tacv2`
  return {
    tenant,
    key: channel,
    reference: {
      serviceUrl,
      channelId: 'msteams',
      conversationId: channel,
      tenant,
      bot: { id: '28:bot', name: 'Mailflow' },
      channel,
    },
  }
}
