import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import type { KeyPair } from '../../src/lab/smtp/authority.ts'

/** The other end of one connection, as a script plays it. */
export interface Line {
  say(...lines: readonly string[]): void
  /** Bytes as they are. */
  raw(bytes: string | Uint8Array): void
  /** The next command, without its line end. Never resolves when the caller hangs up. */
  hear(): Promise<string>
  /** Speaks TLS from here on. */
  secure(key: KeyPair): void
  /** Closes with an RST. */
  reset(): void
  end(): void
  /** Sends a part again and again, as long as the caller listens. */
  drip(part: string, everyMs: number): Promise<void>
}

export type Script = (line: Line) => Promise<void> | void

export interface Peer {
  /** `127.0.0.1:port`. */
  readonly place: string
  /** All commands of all callers. */
  readonly heard: readonly string[]
  close(): Promise<void>
}

/** A mail server that does what the script says to everyone who connects, on a loopback port. */
export const startPeer = async (script: Script): Promise<Peer> => {
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    Promise.resolve(script(lineOver(socket, heard))).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    place: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const lineOver = (plain: Socket, heard: string[]): Line => {
  let socket: Socket = plain
  let text = ''
  let wake = (): void => undefined
  const take = (bytes: Buffer): void => {
    text += bytes.toString('latin1')
    wake()
  }
  socket.on('data', take)
  const next = (): string | undefined => {
    const end = text.indexOf('\r\n')
    if (end === -1) return undefined
    const command = text.slice(0, end)
    text = text.slice(end + 2)
    heard.push(command)
    return command
  }
  return {
    say: (...lines) => socket.write(lines.map((line) => `${line}\r\n`).join('')),
    raw: (bytes) => socket.write(bytes),
    hear: () =>
      new Promise((resolve) => {
        const look = (): void => {
          const command = next()
          if (command !== undefined) resolve(command)
        }
        wake = look
        look()
      }),
    secure: (key) => {
      plain.off('data', take)
      socket = new TLSSocket(plain, { isServer: true, ...key })
      socket.on('data', take).on('error', () => undefined)
    },
    reset: () => plain.resetAndDestroy(),
    end: () => socket.end(),
    drip: async (part, everyMs) => {
      while (!socket.destroyed) {
        socket.write(part)
        await pause(everyMs)
      }
    },
  }
}

/** Answers of a healthy server by command; a script may replace some of them. */
const HEALTHY: Readonly<Record<string, readonly string[]>> = {
  EHLO: ['250-mail.contoso.example', '250-SIZE 1000', '250 8BITMIME'],
  HELO: ['250 mail.contoso.example'],
  MAIL: ['250 2.1.0 Ok'],
  RCPT: ['250 2.1.5 Ok'],
  QUIT: ['221 2.0.0 Bye'],
}

/** A server that greets and answers each command from a table. */
export const answering =
  (
    answers: Readonly<Record<string, readonly string[]>> = {},
    greeting: readonly string[] = ['220 mail.contoso.example ESMTP'],
  ): Script =>
  async (line) => {
    line.say(...greeting)
    await repeating(line, answers)
  }

export const repeating = async (
  line: Line,
  answers: Readonly<Record<string, readonly string[]>>,
): Promise<void> => {
  for (;;) {
    const verb = (await line.hear()).split(' ', 1)[0] ?? ''
    line.say(...(answers[verb] ?? HEALTHY[verb] ?? ['500 5.5.2 What?']))
    if (verb === 'QUIT') line.end()
  }
}

/** A server that offers STARTTLS and answers everything after it. */
export const securely =
  (key: KeyPair): Script =>
  async (line) => {
    line.say('220 mail.contoso.example ESMTP')
    await line.hear()
    line.say('250-mail.contoso.example', '250 STARTTLS')
    await line.hear()
    line.say('220 2.0.0 Ready')
    line.secure(key)
    await repeating(line, {})
  }
