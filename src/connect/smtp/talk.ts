import type { Socket } from 'node:net'
import type { SmtpReply } from '../../model/smtp.ts'
import { type Break, breakOf } from './failure.ts'
import { type Patience, within } from './patience.ts'
import { NOTHING, quoted, type Reading, read, replyOf } from './reply.ts'

export interface Heard {
  readonly reply: SmtpReply
}

/** Lines out, replies in, over one socket. */
export interface Talk {
  send(line: string): void
  /** The next reply, or how the dialogue broke off. */
  hear(ms: number): Promise<Heard | Break>
  /** Lets go of the socket, so that TLS can take it over; returns what was received and not asked for. */
  release(): string | undefined
}

export const talkOver = (socket: Socket, patience: Patience): Talk => {
  let reading: Reading = NOTHING
  let broken: Break | undefined
  let wake = (): void => undefined

  const take = (bytes: Buffer): void => {
    if (broken !== undefined) return
    const next = read(reading, bytes)
    if ('notSmtp' in next) broken = { kind: 'not-smtp', detail: `the server said ${next.notSmtp}` }
    else reading = next
    wake()
  }
  const fail = (error: Error): void => {
    broken ??= breakOf(error)
    wake()
  }
  const end = (): void => {
    broken ??= { kind: 'reset', detail: hungUp(reading) }
    wake()
  }
  socket.on('data', take).on('error', fail).on('end', end).on('close', end)

  const settled = (): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (reading.complete || broken !== undefined) resolve()
      }
      wake = look
      look()
    })

  return {
    send: (line) => {
      if (socket.writable) socket.write(`${line}\r\n`)
    },
    hear: async (ms) => {
      const late = await within(patience, ms, settled())
      if (reading.complete) {
        const { lines, rest } = reading
        reading = NOTHING
        take(rest)
        return { reply: replyOf(lines) }
      }
      return broken ?? (late as Break)
    },
    release: () => {
      socket.off('data', take).off('error', fail).off('end', end).off('close', end)
      const unasked = reading.lines.join('\n') + reading.rest.toString('latin1')
      return unasked === '' ? undefined : quoted(unasked)
    },
  }
}

const hungUp = (reading: Reading): string => {
  const said = [...reading.lines, reading.rest.toString('latin1')].join(' ').trim()
  return said === ''
    ? 'the server hung up without a word'
    : `the server hung up in the middle of its reply, after ${quoted(said)}`
}
