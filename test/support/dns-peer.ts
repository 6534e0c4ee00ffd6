import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { decode, encode, type Packet, streamEncode } from 'dns-packet'

/** One question as it came, and the ways to answer it. */
interface Question {
  /** Decoded. */
  readonly packet: Packet
  readonly over: 'udp' | 'tcp'
  /** How many questions came before it. */
  readonly index: number
  /** A response to it, with what is given in place of an empty NOERROR. */
  respond(more?: Partial<Packet> & { readonly rcode?: number }): void
  /** Bytes as they are. */
  raw(bytes: Buffer): void
  /** Cuts a TCP connection; nothing over UDP. */
  hangUp(): void
}

export type Behaviour = (question: Question) => void

export interface DnsPeer {
  /** `127.0.0.1:port`, UDP and TCP. */
  readonly address: string
  readonly asked: readonly { readonly over: 'udp' | 'tcp'; readonly edns: boolean }[]
  close(): Promise<void>
}

const RCODES = 0xf

/** A name server on a loopback port that does what it is told with every question. */
export const startDnsPeer = async (behave: Behaviour): Promise<DnsPeer> => {
  const asked: { over: 'udp' | 'tcp'; edns: boolean }[] = []
  const sockets = new Set<Socket>()
  const meet = (
    bytes: Buffer,
    over: 'udp' | 'tcp',
    send: (bytes: Buffer) => void,
    hangUp: () => void,
  ): void => {
    const packet = decode(bytes)
    const edns = (packet.additionals ?? []).some(({ type }) => type === 'OPT')
    const index = asked.push({ over, edns }) - 1
    behave({
      packet,
      over,
      index,
      raw: send,
      hangUp,
      respond: ({ rcode = 0, flags = 0, ...more } = {}) => {
        const response: Packet = {
          id: packet.id ?? 0,
          type: 'response',
          questions: packet.questions ?? [],
          ...more,
          flags: flags | (rcode & RCODES),
        }
        send(over === 'tcp' ? streamEncode(response) : encode(response))
      },
    })
  }
  const tcp = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    socket.on('data', (bytes) => {
      meet(
        bytes.subarray(2),
        'tcp',
        (reply) => socket.write(reply),
        () => socket.destroy(),
      )
    })
  })
  const [port, udp] = await pair(tcp)
  udp.on('message', (bytes, from) => {
    meet(
      bytes,
      'udp',
      (reply) => udp.send(reply, from.port, from.address),
      () => undefined,
    )
  })
  return {
    address: `127.0.0.1:${port}`,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => udp.close(() => resolve()))
      await new Promise((resolve) => tcp.close(resolve))
    },
  }
}

/** The same free port for both transports. */
const pair = async (tcp: Server): Promise<readonly [number, UdpSocket]> => {
  for (;;) {
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
    const { port } = tcp.address() as AddressInfo
    const udp = createSocket('udp4')
    const bound = await new Promise<boolean>((resolve) => {
      udp.once('error', () => resolve(false))
      udp.bind(port, '127.0.0.1', () => resolve(true))
    })
    if (bound) return [port, udp]
    udp.close()
    await new Promise((resolve) => tcp.close(resolve))
  }
}
