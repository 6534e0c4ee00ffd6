import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A request as a test looks at it. */
export interface Asked {
  readonly method: string
  /** Path and query, decoded. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** What the service says: JSON, or bytes as they are; `hang` never answers, `drop` closes the connection. */
export type Says =
  | {
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: unknown
      readonly bytes?: Buffer
    }
  | 'hang'
  | 'drop'

export interface HttpService {
  readonly url: string
  /** Every request so far. */
  readonly asked: readonly Asked[]
  close(): Promise<void>
}

/** A web service on a loopback port that answers as it is told. */
export const serve = async (
  answer: (asked: Asked, url: string) => Says | Promise<Says>,
): Promise<HttpService> => {
  const asked: Asked[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const one = {
      method: request.method ?? '',
      path: decodeURIComponent((request.url ?? '').replaceAll('+', ' ')),
      headers: request.headers,
      body: await text(request),
    }
    asked.push(one)
    const says = await answer(one, url)
    if (says === 'hang') return
    if (says === 'drop') {
      request.socket.destroy()
      return
    }
    const body = says.bytes ?? (says.body === undefined ? '' : JSON.stringify(says.body))
    response.writeHead(says.status ?? 200, { 'content-type': 'application/json', ...says.headers })
    response.end(body)
  }
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** The address of a port that nobody listens on any more. */
export const nobody = async (): Promise<string> => {
  const service = await serve(() => 'drop')
  await service.close()
  return service.url
}
