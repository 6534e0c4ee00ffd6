import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request that the fake connector got. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly authorization?: string
}

/** What it answers; `hang` never answers, `reset` drops the connection after reading the request. */
export type Script =
  | {
      readonly status: number
      readonly body?: unknown
      /** Sent as it stands, in place of a body. */
      readonly text?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  | 'hang'
  | 'reset'

export interface Connector {
  readonly serviceUrl: string
  readonly calls: readonly Call[]
  /** The next answers, in order; after them every post is taken. */
  answerNext(...scripts: Script[]): void
  close(): Promise<void>
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  return text === '' ? undefined : (JSON.parse(text) as unknown)
}

/** The service side of the Bot Framework on a real socket: takes posts and updates, and fails as told. */
export const startConnector = async (): Promise<Connector> => {
  const calls: Call[] = []
  const scripts: Script[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const { method = '', url: path = '', headers } = request
      const { authorization } = headers
      calls.push({
        method,
        path,
        body: await bodyOf(request),
        ...(authorization === undefined ? {} : { authorization }),
      })
      const script = scripts.shift() ?? { status: 201, body: { id: `activity-${calls.length}` } }
      if (script === 'hang') return
      if (script === 'reset') {
        request.socket.destroy()
        return
      }
      response.writeHead(script.status, { 'content-type': 'application/json', ...script.headers })
      response.end(script.text ?? JSON.stringify(script.body ?? {}))
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    answerNext: (...next) => {
      scripts.push(...next)
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
