import type { Socket } from 'node:net'
import type { SmtpDialogue, SmtpFailure, SmtpPhase, SmtpPlan, SmtpReply, SmtpTls } from '../../model/smtp.ts'
import { between } from '../../model/time.ts'
import type { Break } from './failure.ts'
import type { Patience } from './patience.ts'
import { secure } from './secure.ts'
import { type Heard, type Talk, talkOver } from './talk.ts'

/** What is written down while the dialogue goes on. */
export interface Minutes {
  greeting?: SmtpReply
  capabilities: readonly string[]
  tls?: SmtpTls
  readonly replies: SmtpDialogue['replies'][number][]
  inspection?: string
}

/** Unwinds the dialogue to where it began; never leaves this folder. */
export class BrokeOff extends Error {
  readonly failure: SmtpFailure

  constructor(phase: SmtpPhase, broke: Break) {
    super(broke.detail)
    this.failure = { phase, ...broke }
  }
}

export interface Room {
  readonly plan: SmtpPlan & { readonly helo: string }
  readonly minutes: Minutes
  readonly patience: Patience
}

/**
 * Greets, says EHLO, starts TLS, names a sender and a recipient as far as the plan goes, and takes its leave. DATA is
 * never said, so no mail is ever sent (RFC 5321 section 3.3). Throws BrokeOff.
 */
export const speak = async (socket: Socket, room: Room, ca: readonly string[]): Promise<void> => {
  const plain = talkOver(socket, room.patience)
  const talk = await leaving(plain, room, async () => {
    await greet(plain, room)
    if (room.plan.startTls === 'never' || !offersTls(room)) {
      await address(plain, room)
      return undefined
    }
    await say(plain, 'starttls', 'STARTTLS', room)
    return secured(socket, plain, room, ca)
  })
  if (talk === undefined) return
  // From here on a plain word would break into the TLS stream.
  await leaving(talk, room, async () => {
    await hello(talk, room)
    await address(talk, room)
  })
}

/** Longest wait for the answer to a QUIT that nobody needs, milliseconds. */
const LEAVE_MS = 1000

/** Says QUIT also when the dialogue ends early in words; a broken connection hears none. */
const leaving = async <T>(talk: Talk, room: Room, talked: () => Promise<T>): Promise<T> => {
  try {
    return await talked()
  } catch (thrown) {
    if (thrown instanceof BrokeOff && WORDS.has(thrown.failure.kind)) {
      talk.send('QUIT')
      await talk.hear(Math.min(LEAVE_MS, room.plan.phaseTimeoutMs))
    }
    throw thrown
  }
}

const WORDS: ReadonlySet<SmtpFailure['kind']> = new Set(['rejected', 'starttls-missing'])

const greet = async (talk: Talk, room: Room): Promise<void> => {
  const { minutes } = room
  const heard = await hear(talk, 'greeting', room)
  minutes.greeting = heard.reply
  if (/\*{4,}/.test(heard.reply.text)) minutes.inspection = 'the greeting is starred out'
  accepted('greeting', heard)
  await hello(talk, room)
}

/** A server of 1982 knows only HELO (RFC 5321 section 3.2); 521 and 554 say that it takes no mail at all. */
const hello = async (talk: Talk, room: Room): Promise<void> => {
  const { plan, minutes } = room
  const heard = await ask(talk, 'ehlo', `EHLO ${plan.helo}`, room)
  if (heard.reply.code < 500 || heard.reply.code === 521 || heard.reply.code === 554)
    minutes.capabilities = capabilitiesIn(accepted('ehlo', heard))
  else {
    accepted('ehlo', await ask(talk, 'ehlo', `HELO ${plan.helo}`, room))
    minutes.capabilities = []
  }
  const masked = minutes.capabilities.find((capability) => /^X{4,}[A-Z]?$/.test(capability))
  if (masked !== undefined) minutes.inspection = `${masked} among the capabilities`
}

const capabilitiesIn = ({ reply }: Heard): readonly string[] => reply.text.split('\n').slice(1)

const offersTls = ({ plan, minutes }: Room): boolean => {
  const offered = minutes.capabilities.some((capability) => capability.toUpperCase() === 'STARTTLS')
  if (!offered && plan.startTls === 'required') throw new BrokeOff('starttls', noStartTls(minutes))
  return offered
}

const noStartTls = ({ capabilities, inspection }: Minutes): Break => ({
  kind: 'starttls-missing',
  detail:
    inspection === undefined
      ? `the server offers no STARTTLS, only ${capabilities.join(', ') || 'nothing'}`
      : `a firewall in between rewrites the dialogue and takes STARTTLS away: ${inspection}`,
})

const secured = async (socket: Socket, plain: Talk, room: Room, ca: readonly string[]): Promise<Talk> => {
  const { plan, minutes, patience } = room
  const unasked = plain.release()
  if (unasked !== undefined)
    throw new BrokeOff('starttls', {
      kind: 'not-smtp',
      detail: `plain text after the promise of TLS, as an attacker would slip it in: ${unasked}`,
    })
  const result = await secure(socket, plan.host, ca, plan.phaseTimeoutMs, patience)
  if ('kind' in result) throw new BrokeOff('tls', result)
  minutes.tls = result.tls
  return talkOver(result.socket, patience)
}

const address = async (talk: Talk, room: Room): Promise<void> => {
  const { mailFrom, rcptTo } = room.plan
  if (mailFrom !== undefined) {
    await say(talk, 'mail', `MAIL FROM:<${mailFrom}>`, room)
    if (rcptTo !== undefined) await say(talk, 'rcpt', `RCPT TO:<${rcptTo}>`, room)
  }
  await say(talk, 'quit', 'QUIT', room)
}

const say = async (talk: Talk, phase: SmtpPhase, line: string, room: Room): Promise<void> => {
  accepted(phase, await ask(talk, phase, line, room))
}

const ask = async (talk: Talk, phase: SmtpPhase, line: string, room: Room): Promise<Heard> => {
  talk.send(line)
  return hear(talk, phase, room)
}

const hear = async (talk: Talk, phase: SmtpPhase, { plan, minutes, patience }: Room): Promise<Heard> => {
  const begun = patience.clock.now()
  const heard = await talk.hear(plan.phaseTimeoutMs)
  if ('kind' in heard) throw new BrokeOff(phase, heard)
  minutes.replies.push({ phase, reply: heard.reply, tookMs: between(begun, patience.clock.now()) })
  return heard
}

const accepted = (phase: SmtpPhase, heard: Heard): Heard => {
  const { reply } = heard
  const said = `${reply.code} ${reply.text.replaceAll('\n', ' ')}`
  if (reply.code >= 400) throw new BrokeOff(phase, { kind: 'rejected', reply, detail: said })
  if (reply.code >= 300)
    throw new BrokeOff(phase, { kind: 'not-smtp', reply, detail: `the server said ${said}` })
  return heard
}
