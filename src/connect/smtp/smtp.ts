import { lookup } from 'node:dns/promises'
import type { Clock, Smtp } from '../../model/ports.ts'
import type { SmtpDialogue, SmtpPlan } from '../../model/smtp.ts'
import { between } from '../../model/time.ts'
import { BrokeOff, type Minutes, speak } from './dialogue.ts'
import { open, placeOf, type Resolve } from './open.ts'

export interface SmtpSettings {
  /** `host -> address:port`: connect there instead; certificates are still checked against the host. */
  readonly connectTo?: Readonly<Record<string, string>>
  /** Further certificate authorities to trust, as PEM, beside those that Node trusts. */
  readonly ca?: readonly string[]
  /** Finds the addresses of a host; the system's resolver where absent. */
  readonly resolve?: Resolve
  /** Our name in EHLO where a plan gives none; an unspoken one is an address literal (RFC 5321 section 4.1.4). */
  readonly heloName?: string
  readonly clock: Clock
}

/** SMTP over real sockets (RFC 5321, STARTTLS RFC 3207). Says nothing after RCPT. */
export const smtpOver = ({
  connectTo = {},
  ca = [],
  resolve = systemAddresses,
  heloName,
  clock,
}: SmtpSettings): Smtp => ({
  converse: async (given, { signal } = {}) => {
    const plan = { helo: heloName ?? NAMELESS, ...given }
    checkPlan(plan)
    const patience = { clock, signal: signal ?? new AbortController().signal }
    const begun = clock.now()
    const elsewhere = connectTo[plan.host.toLowerCase()]
    const place = elsewhere === undefined ? undefined : placeOf(elsewhere)
    const opened = await open(plan, place, resolve, patience)
    const minutes: Minutes = { capabilities: [], replies: [] }
    if ('broke' in opened) {
      const { broke, ...where } = opened
      return { ...dialogueOf(plan, minutes), ...where, failure: { phase: 'connect', ...broke } }
    }
    const { socket, address } = opened
    const reached = { address, connectMs: between(begun, clock.now()) }
    try {
      await speak(socket, { plan, minutes, patience }, ca)
      return { ...dialogueOf(plan, minutes), ...reached }
    } catch (thrown) {
      if (!(thrown instanceof BrokeOff)) throw thrown
      return { ...dialogueOf(plan, minutes), ...reached, failure: thrown.failure }
    } finally {
      socket.destroy()
    }
  },
})

const NAMELESS = '[127.0.0.1]'

const dialogueOf = (plan: SmtpPlan, minutes: Minutes): SmtpDialogue => ({
  host: plan.host,
  port: plan.port,
  ...minutes,
})

const systemAddresses: Resolve = async (host) => {
  const addresses = await lookup(host, { all: true, order: 'ipv4first' })
  return addresses.map(({ address }) => address)
}

/** A value with a line end in it would become a command of its own. */
const checkPlan = ({ host, helo = '', mailFrom = '', rcptTo = '' }: SmtpPlan): void => {
  for (const value of [host, helo, mailFrom, rcptTo])
    if (/[\s<>\p{Cc}]/u.test(value))
      throw new RangeError(`not fit for an SMTP command: ${JSON.stringify(value)}`)
}
