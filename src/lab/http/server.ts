import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface HttpRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Bytes go out as they are; anything else as JSON. */
export interface HttpAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Instead of an answer: `hang` never answers, `reset` cuts the connection. */
export type Misbehaviour = 'hang' | 'reset'

export interface HttpServer {
  /** Without a final slash. */
  readonly url: string
  close(): Promise<void>
}

/** A web server on a free loopback port that answers each request with what `answer` returns. */
export const startHttp = async (
  answer: (request: HttpRequest) => HttpAnswer | Misbehaviour | Promise<HttpAnswer | Misbehaviour>,
  latencyMs: () => number,
): Promise<HttpServer> => {
  const closing = new AbortController()
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await read(incoming)
    await pause(latencyMs(), undefined, { signal: closing.signal, ref: false })
    const given = await answer(request)
    if (given === 'reset') incoming.socket.resetAndDestroy()
    else if (given !== 'hang') write(response, given)
  }
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      closing.abort()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const read = async (incoming: IncomingMessage): Promise<HttpRequest> => {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? '127.0.0.1'}`),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

const write = (response: ServerResponse, { status, headers, body }: HttpAnswer): void => {
  const raw = body instanceof Uint8Array
  response.writeHead(status, {
    ...(raw ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  })
  if (body === undefined) response.end()
  else response.end(raw ? body : JSON.stringify(body))
}
