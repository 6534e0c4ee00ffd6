import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import restify from 'restify'
import type { Engine } from '../engine/api.ts'
import type { Messenger } from '../model/ports.ts'
import type { Instant } from '../model/time.ts'
import { type Reply, refusal } from './answers.ts'
import { createDoor } from './door.ts'
import { explain } from './explain.ts'
import { ServerFault } from './fault.ts'
import { createRoles } from './roles.ts'
import type { BotSettings } from './settings.ts'

export interface ServerParts {
  readonly settings: BotSettings
  readonly engine: Engine
  readonly messenger: Messenger
  readonly log: Logger
  readonly now?: () => Instant
  readonly clickWithinMs?: number
}

export interface Server {
  /** Where the channel sends its activities. */
  readonly url: string
  /** Takes nothing new, lets what is under way end. */
  close(): Promise<void>
}

/** Teams sends at most 100 KB of message; card data and mentions come on top. */
const MOST_BYTES = 256 * 1024
/** Longest time that a request may take to arrive. */
const ARRIVES_WITHIN_MS = 30_000
/** Teams gives up on an invoke after about ten seconds. */
const CLICK_WITHIN_MS = 8_000

const listen = async (server: restify.Server, port: number, host: string | undefined): Promise<number> => {
  server.listen(port, host)
  try {
    await once(server.server, 'listening')
  } catch (cause) {
    const taken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
    throw new ServerFault(
      taken
        ? `Port ${port} is taken by another program. Set PORT to a free one, for example PORT=${port + 1}.`
        : `Port ${port} cannot be opened (${(cause as NodeJS.ErrnoException).code}). Set PORT to another one.`,
      { code: taken ? 'server.port-taken' : 'server.port-refused', kind: 'refused', cause },
    )
  }
  return (server.server.address() as AddressInfo).port
}

/** Only plain JSON is read: packed bodies can be far larger than they look, and forms are how web pages forge posts. */
const onlyPlainJson: restify.RequestHandler = (request, response, next) => {
  const plain =
    request.headers['content-encoding'] === undefined && request.contentType() === 'application/json'
  if (plain) return next()
  answer(response, refusal(415, 'UnsupportedMediaType', 'Send application/json, not packed.'))
  return next(false)
}

const answer = (response: restify.Response, reply: Reply): void => {
  response.status(reply.status)
  if (reply.body === undefined) response.end()
  else response.json(reply.body)
}

/** Serves the channel on `/api/messages` and `/health`. Throws ServerFault when the port cannot be had. */
export const startServer = async (parts: ServerParts): Promise<Server> => {
  const { settings, log } = parts
  const receive = createDoor(settings, {
    ...parts,
    may: createRoles(settings),
    local: settings.appId === undefined,
    now: parts.now ?? (() => new Date().toISOString()),
    clickWithinMs: parts.clickWithinMs ?? CLICK_WITHIN_MS,
  })
  const server = restify.createServer({ name: 'mailflow', log: log as never })
  server.server.requestTimeout = ARRIVES_WITHIN_MS
  // Without a listener here restify turns an error of its socket, such as a taken port, into the end of the process.
  server.on('error', (error: Error) => log.debug({ err: error }, 'The server reported an error.'))

  server.get('/health', async (_request, response) => response.json({ status: 'ok' }))
  server.post(
    '/api/messages',
    onlyPlainJson,
    restify.plugins.bodyReader({ maxBodySize: MOST_BYTES }),
    async (request: restify.Request, response: restify.Response) => {
      try {
        answer(response, await receive(request.headers.authorization, request.body))
      } catch (thrown) {
        answer(response, refusal(500, 'InternalError', explain(log, thrown)))
      }
    },
  )
  // Nobody but this machine may connect to a bot that nobody signs in to.
  const host = settings.appId === undefined ? '127.0.0.1' : undefined
  const port = await listen(server, settings.port, host)
  return { url: `http://127.0.0.1:${port}/api/messages`, close: () => close(server) }
}

const close = async (server: restify.Server): Promise<void> => {
  const closed = once(server.server, 'close')
  server.close()
  server.server.closeIdleConnections()
  await closed
}
