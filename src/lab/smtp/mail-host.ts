import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { SMTPServer } from 'smtp-server'
import type { MailHost } from '../tenant/tenant.ts'
import type { Authority } from './authority.ts'

/** What a mail host asks of the lab each time somebody connects. */
export interface MailHostSettings {
  readonly host: () => MailHost
  /** Whether an address is a recipient of the tenant. */
  readonly isKnown: (address: string) => 'recipient' | 'unknown' | 'elsewhere'
  readonly authority: Authority
  readonly latencyMs: () => number
}

/** A mail host on its own loopback port, the same one as long as the lab stands. */
export interface RunningMailHost {
  readonly address: string
  /** Opens or closes the door as the tenant now has it. */
  settle(): Promise<void>
  close(): Promise<void>
}

export const startMailHost = async (settings: MailHostSettings): Promise<RunningMailHost> => {
  const closing = new AbortController()
  const sockets = new Set<Socket>()
  const dialogues = dialogueCache(settings)
  const door = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    receive(socket, settings, dialogues, closing.signal).catch(() => socket.destroy())
  })
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      door.once('error', reject)
      door.listen(port, '127.0.0.1', () => {
        door.off('error', reject)
        resolve()
      })
    })
  const shut = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    if (door.listening) await new Promise((resolve) => door.close(resolve))
  }
  await listen(0)
  const { port } = door.address() as AddressInfo
  const settle = async (): Promise<void> => {
    const open = settings.host().door !== 'refused'
    if (open && !door.listening) await listen(port)
    if (!open && door.listening) await shut()
  }
  await settle()
  return {
    address: `127.0.0.1:${port}`,
    settle,
    close: async () => {
      closing.abort()
      await shut()
    },
  }
}

const receive = async (
  socket: Socket,
  { host, latencyMs }: MailHostSettings,
  dialogues: (host: MailHost) => Promise<SMTPServer>,
  signal: AbortSignal,
): Promise<void> => {
  await pause(latencyMs(), undefined, { signal, ref: false })
  const now = host()
  if (now.door === 'silent') return
  if (now.door === 'rejecting') socket.end(`${now.reply ?? '421 4.3.2 Service not active'}\r\n`)
  else (await dialogues(now)).connect(socket, {})
}

/** One SMTP server for each way a host can be, made when it is first needed. None of them listens by itself. */
const dialogueCache = (settings: MailHostSettings): ((host: MailHost) => Promise<SMTPServer>) => {
  const made = new Map<string, Promise<SMTPServer>>()
  return (host) => {
    const way = JSON.stringify(host)
    const server = made.get(way) ?? dialogue(host, settings)
    made.set(way, server)
    return server
  }
}

const dialogue = async (host: MailHost, { authority, isKnown }: MailHostSettings): Promise<SMTPServer> => {
  const server = new SMTPServer({
    ...(await authority.issue(host.certificateNames, host.certificate)),
    name: host.name,
    banner: 'MAIL Service ready',
    disabledCommands: host.startTls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    // The library would put a code of its own before the one that a refusal carries.
    hideENHANCEDSTATUSCODES: true,
    size: 157_286_400,
    logger: false,
    onRcptTo: ({ address }, _session, done) => done(refusal(host, isKnown(address))),
    onData: (stream, _session, done) => {
      stream.resume()
      stream.on('end', () => done(null))
    },
  })
  // Whoever hangs up in the middle of TLS is no trouble of the server's.
  server.on('error', () => undefined)
  return server
}

const reply = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code })

const refusal = (host: MailHost, known: ReturnType<MailHostSettings['isKnown']>): Error | null => {
  if (host.refuses !== undefined) return reply(Number.parseInt(host.refuses, 10), host.refuses.slice(4))
  if (host.accepts === 'relay' || known === 'recipient') return null
  return known === 'unknown'
    ? reply(550, '5.4.1 Recipient address rejected: Access denied.')
    : reply(550, '5.7.64 TenantAttribution; Relay Access Denied [ValidationStatus=NoCertificate]')
}
