import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import dnsPacket from 'dns-packet'
import type { Zone } from '../tenant/tenant.ts'
import { type DnsRole, replyTo } from './wire.ts'
import { readZones } from './zone.ts'

export interface DnsServer {
  /** `127.0.0.1:port`, UDP and TCP. */
  readonly address: string
  close(): Promise<void>
}

/** What fits into a UDP reply when the query says nothing else (RFC 1035 4.2.1). */
const UDP_BYTES = 512

export interface DnsSettings {
  readonly zones: () => readonly Zone[]
  readonly role: DnsRole
  readonly latencyMs: () => number
}

/** A name server on a free loopback port. */
export const startDns = async (settings: DnsSettings): Promise<DnsServer> => {
  const closing = new AbortController()
  const sockets = new Set<Socket>()
  const tcp = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    overTcp(socket, settings, closing.signal)
  })
  const [port, udp] = await listen(tcp)
  udp.on('message', (message, from) => {
    answer(message, settings, closing.signal)
      .then((reply) => reply && udp.send(shortened(reply), from.port, from.address))
      .catch(() => undefined)
  })
  return {
    address: `127.0.0.1:${port}`,
    close: async () => {
      closing.abort()
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => udp.close(() => resolve()))
      await new Promise((resolve) => tcp.close(resolve))
    },
  }
}

/** Both transports of a name server share one port, so a pair is tried until one is free in both. */
const listen = async (tcp: Server): Promise<readonly [number, UdpSocket]> => {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
    const { port } = tcp.address() as AddressInfo
    const udp = createSocket('udp4')
    const bound = await new Promise<boolean>((resolve) => {
      udp.once('error', () => resolve(false))
      udp.bind(port, '127.0.0.1', () => resolve(true))
    })
    if (bound) return [port, udp.on('error', () => undefined)]
    udp.close()
    await new Promise((resolve) => tcp.close(resolve))
  }
  throw new Error('No loopback port is free in both UDP and TCP.')
}

const answer = async (
  message: Buffer,
  { zones, role, latencyMs }: DnsSettings,
  signal: AbortSignal,
): Promise<Buffer | undefined> => {
  const query = dnsPacket.decode(message)
  const question = query.questions?.[0]
  await pause(latencyMs(), undefined, { signal, ref: false })
  const reading =
    question === undefined
      ? ({ kind: 'refused' } as const)
      : readZones(zones(), question.name.toLowerCase().replace(/\.$/, ''), question.type)
  const reply = replyTo(query, reading, role)
  return reply === undefined ? undefined : dnsPacket.encode(reply)
}

/** A reply that is too long for UDP says so, and the asker comes again over TCP. */
const shortened = (reply: Buffer): Buffer => {
  if (reply.length <= UDP_BYTES) return reply
  const { id, type, flags, questions } = dnsPacket.decode(reply)
  return dnsPacket.encode({
    id: id ?? 0,
    type: type ?? 'response',
    flags: (flags ?? 0) | dnsPacket.TRUNCATED_RESPONSE,
    questions: questions ?? [],
  })
}

/** Each message is preceded by its length in two bytes (RFC 1035 4.2.2). */
const overTcp = (socket: Socket, settings: DnsSettings, signal: AbortSignal): void => {
  let waiting = Buffer.alloc(0)
  socket.on('data', (data) => {
    waiting = Buffer.concat([waiting, data])
    while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE(0)) {
      const length = waiting.readUInt16BE(0)
      const message = waiting.subarray(2, 2 + length)
      waiting = waiting.subarray(2 + length)
      answer(message, settings, signal)
        .then((reply) => reply && socket.write(Buffer.concat([lengthOf(reply), reply])))
        .catch(() => socket.destroy())
    }
  })
}

const lengthOf = (reply: Buffer): Buffer => {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(reply.length)
  return length
}
