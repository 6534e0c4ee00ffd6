import { isIP, type Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { SmtpTls } from '../../model/smtp.ts'
import { trusting } from '../trust.ts'
import { chainOf } from './certificate.ts'
import { type Break, breakOf, codeOf } from './failure.ts'
import { type Patience, within } from './patience.ts'

export interface Secured {
  readonly socket: TLSSocket
  readonly tls: SmtpTls
}

/**
 * Puts TLS over a socket that has been promised it. A certificate that cannot be trusted, or that names another host,
 * is noted and does not end the dialogue: mail servers mostly go on too, and people need to see it.
 */
export const secure = async (
  plain: Socket,
  host: string,
  ca: readonly string[],
  ms: number,
  patience: Patience,
): Promise<Secured | Break> => {
  const socket = connect({
    socket: plain,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    secureContext: trusting(ca),
    rejectUnauthorized: false,
  })
  const shaken = new Promise<TLSSocket | Break>((resolve) => {
    socket.once('secureConnect', () => resolve(socket))
    socket.once('error', (error) => resolve(tlsBreak(error)))
    socket.once('close', () => resolve({ kind: 'reset', detail: 'the server hung up during the handshake' }))
  })
  const result = await within(patience, ms, shaken)
  socket.on('error', () => undefined)
  if (result !== socket) {
    socket.destroy()
    return result as Break
  }
  return { socket, tls: factsOf(socket) }
}

const factsOf = (socket: TLSSocket): SmtpTls => {
  const trouble = socket.authorizationError
  return {
    protocol: socket.getProtocol() ?? '',
    cipher: socket.getCipher().name,
    chain: chainOf(socket.getPeerCertificate(true)),
    ...(socket.authorized ? {} : { trouble: trouble instanceof Error ? trouble.message : String(trouble) }),
  }
}

/** OpenSSL's reason, e.g. `wrong version number`, without its file names. */
const tlsBreak = (error: Error): Break => {
  const plain = breakOf(error)
  if (plain.kind === 'reset' || plain.kind === 'timed-out') return plain
  const reason = 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message
  const code = codeOf(error)
  return { kind: 'tls-failed', detail: code === '' ? reason : `${reason} (${code})` }
}
