import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import type { Clock } from '../../model/ports.ts'
import { type Asked, asked, type Question, type Response, responseTo } from './packet.ts'
import type { Server } from './server.ts'

/** No proper response: nothing came in time, or the network or the server would not have us. */
export interface NoResponse {
  readonly silent: 'late' | 'unreachable'
  readonly why: string
  readonly cause?: unknown
}

export interface Patience {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** A datagram may be lost: it is sent again after each of these parts of the whole time. */
const UDP_PARTS = [0.25, 0.75]

/**
 * Asks one server: over UDP, again without EDNS where the server does not understand it (RFC 6891 section 7), and over
 * TCP where the answer does not fit a datagram (RFC 7766).
 */
export const askServer = async (
  question: Question,
  server: Server,
  patience: Patience,
): Promise<Response | NoResponse> => {
  const modern = asked(question, true)
  const answer = await overUdp(modern, server, patience)
  if ('silent' in answer) return answer
  if (answer.rcode === 'FORMERR' || answer.rcode === 'NOTIMP') {
    const plain = asked(question, false)
    const again = await overUdp(plain, server, patience)
    return 'silent' in again || !again.flag_tc ? again : overTcp(plain, server, patience)
  }
  return answer.flag_tc ? overTcp(modern, server, patience) : answer
}

const overUdp = async (
  question: Asked,
  server: Server,
  patience: Patience,
): Promise<Response | NoResponse> => {
  for (const part of UDP_PARTS) {
    const answer = await datagram(question, server, { ...patience, timeoutMs: patience.timeoutMs * part })
    if (!('silent' in answer) || answer.silent === 'unreachable' || patience.signal?.aborted) return answer
  }
  return { silent: 'late', why: `no answer within ${patience.timeoutMs / 1000} seconds` }
}

/** The socket is connected, so that the system drops datagrams from others and reports a closed port. */
const datagram = (question: Asked, server: Server, patience: Patience): Promise<Response | NoResponse> =>
  within(patience, (settle, fail) => {
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4')
    socket.on('error', fail)
    socket.on('message', (bytes) => {
      const response = responseTo(question, bytes)
      if (response !== undefined) settle(response)
    })
    socket.connect(server.port, server.address, () => socket.send(question.datagram))
    return () => socket.close()
  })

const LENGTH_BYTES = 2

const overTcp = (question: Asked, server: Server, patience: Patience): Promise<Response | NoResponse> =>
  within(patience, (settle, fail) => {
    const socket = connect(server.port, server.address, () => socket.write(question.stream))
    let received: Buffer = Buffer.alloc(0)
    socket.on('error', fail)
    socket.on('end', () => fail(new Error('the server hung up before its answer was complete')))
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes])
      if (received.length < LENGTH_BYTES) return
      const end = LENGTH_BYTES + received.readUInt16BE()
      if (received.length < end) return
      const response = responseTo(question, received.subarray(LENGTH_BYTES, end))
      if (response === undefined) fail(new Error('the server answered with something else than DNS'))
      else settle(response)
    })
    return () => socket.destroy()
  })

/** Runs an exchange until it settles, fails, is given up, or its time is over; then lets go of its socket. */
const within = async (
  { clock, timeoutMs, signal }: Patience,
  begin: (settle: (response: Response) => void, fail: (cause: Error) => void) => () => void,
): Promise<Response | NoResponse> => {
  const over = new AbortController()
  const ends = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
  let release: () => void = () => undefined
  const exchange = new Promise<Response | NoResponse>((resolve) => {
    release = begin(resolve, (cause) => resolve({ silent: 'unreachable', why: cause.message, cause }))
  })
  const late = clock.sleep(timeoutMs, ends).then(
    (): NoResponse => ({ silent: 'late', why: `no answer within ${timeoutMs / 1000} seconds` }),
    (cause: unknown): NoResponse => ({ silent: 'late', why: 'given up before an answer came', cause }),
  )
  try {
    return await Promise.race([exchange, late])
  } finally {
    release()
    over.abort()
  }
}
