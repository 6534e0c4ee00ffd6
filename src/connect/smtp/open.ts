import { connect, isIP, type Socket } from 'node:net'
import type { SmtpPlan } from '../../model/smtp.ts'
import { type Break, breakOf, codeOf, tellingMost } from './failure.ts'
import { type Patience, within } from './patience.ts'

/** Where a host is really reached. */
export interface Place {
  readonly host: string
  readonly port: number
}

/** Reads `127.0.0.1:2525` or `[::1]:2525`. */
export const placeOf = (text: string): Place => {
  const at = text.lastIndexOf(':')
  return { host: text.slice(0, at).replaceAll(/[[\]]/g, ''), port: Number(text.slice(at + 1)) }
}

/** The addresses of a host, the preferred first; none when the name does not lead to any. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>

export interface Opened {
  readonly socket: Socket
  readonly address: string
}

export interface NotOpened {
  /** The last address that was tried. */
  readonly address?: string
  readonly broke: Break
}

/** A sender tries more than one address of a host; beyond this many nobody waits any longer (RFC 5321 section 5.1). */
const MOST_ADDRESSES = 3

/** Connects to the host of the plan, or to the place where it is really reached; one address after the other. */
export const open = async (
  plan: SmtpPlan,
  elsewhere: Place | undefined,
  resolve: Resolve,
  patience: Patience,
): Promise<Opened | NotOpened> => {
  const host = elsewhere?.host ?? plan.address ?? plan.host
  const port = elsewhere?.port ?? plan.port
  const addresses = await addressesOf(host, plan.phaseTimeoutMs, resolve, patience)
  if ('kind' in addresses) return { broke: addresses }

  const tried = addresses.slice(0, MOST_ADDRESSES)
  const breaks: Break[] = []
  for (const address of tried) {
    const socket = await dial(address, port, plan.phaseTimeoutMs / tried.length, patience)
    if (!('kind' in socket)) return { socket, address }
    breaks.push(socket)
    if (patience.signal.aborted) break
  }
  const address = tried.at(-1)
  const broke = tellingMost(breaks) ?? { kind: 'name-not-resolved', detail: `${host} has no address` }
  return { ...(address === undefined ? {} : { address }), broke }
}

const addressesOf = async (
  host: string,
  ms: number,
  resolve: Resolve,
  patience: Patience,
): Promise<readonly string[] | Break> => {
  if (isIP(host) !== 0) return [host]
  const answer = within(patience, ms, resolve(host, patience.signal))
  return answer.catch(
    (error: unknown): Break => ({
      kind: NO_ADDRESS.has(error instanceof Error ? codeOf(error) : '')
        ? 'name-not-resolved'
        : 'resolver-failed',
      detail: error instanceof Error ? error.message : String(error),
    }),
  )
}

/** With these the system's resolver tells that DNS has no address; with all others that it could not find out. */
const NO_ADDRESS: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA'])

const dial = async (
  address: string,
  port: number,
  ms: number,
  patience: Patience,
): Promise<Socket | Break> => {
  const socket = connect({ host: address, port })
  const connected = new Promise<Socket | Break>((resolve) => {
    socket.once('connect', () => resolve(socket))
    socket.once('error', (error) => resolve(breakOf(error)))
  })
  const result = await within(patience, ms, connected)
  if (result !== socket) socket.destroy()
  socket.removeAllListeners('error')
  // A reset between here and the first read would otherwise end the process; the reader sees the closed socket.
  socket.on('error', () => undefined)
  return result
}
