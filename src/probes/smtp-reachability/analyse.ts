import type { NotRead, SmtpFinding, SmtpState, SmtpTarget } from '../../model/findings.ts'
import type { ProbeInput } from '../../model/probe.ts'
import type { SmtpFailure } from '../../model/smtp.ts'
import { exchangeFinding } from '../../ndr/exchange.ts'
import { registered } from '../../ndr/iana.ts'
import { isMicrosoft } from '../microsoft-hosts.ts'
import { certificateTrouble, tlsFacts } from './certificate.ts'
import { isQuiet } from './quiet.ts'
import type { Dialogue, Raw, Reply, Target } from './schema.ts'

interface Said {
  readonly state: SmtpState
  readonly text: string
}

export const analyse = (raw: Raw, { at }: ProbeInput): SmtpFinding => {
  const notRead = notReadOf(raw)
  return {
    targets: raw.targets.map((target): SmtpTarget => {
      const { host, role, serves, dialogue } = target
      const { state, text } = isQuiet(dialogue) ? quiet(target, raw) : heard(target, at)
      return { host, role, serves, state, text, dialogue: dialogue as SmtpTarget['dialogue'] }
    }),
    ...(notRead.length > 0 ? { notRead } : {}),
  }
}

const notReadOf = ({ failed = [], connectors }: Raw): readonly NotRead[] => [
  ...failed.map(({ domain, why }) => ({ what: `mail hosts of ${domain}`, why })),
  ...(connectors.known ? [] : [{ what: 'smart hosts', why: connectors.why }]),
]

/**
 * No answer. It proves something only when the way out of here is known to be open: many clouds and providers close
 * port 25 for everybody.
 */
const quiet = (target: Target, { targets, controls }: Raw): Said => {
  const what = describe(target.dialogue)
  const witness = controls.find((control) => !isQuiet(control))
  if (witness !== undefined)
    return { state: 'blocked', text: `${what}, while ${witness.host} answers on port 25 from here` }
  if (controls.length > 0)
    return {
      state: 'unsure',
      text: `${what}, and no other mail server answers on port 25 either: port 25 is closed from here, which says nothing of the way from elsewhere`,
    }
  if (targets.some(({ dialogue }) => !isQuiet(dialogue))) return { state: 'blocked', text: what }
  const failure = target.dialogue.failure
  // A refusal comes from somebody, and so does a connection on which nothing is said; mere silence may be ours.
  if (failure?.kind === 'refused' || failure?.phase === 'greeting') return { state: 'blocked', text: what }
  return { state: 'unsure', text: `${what}; whether port 25 is open from here at all could not be tried` }
}

const heard = (target: Target, at: string): Said => {
  const { dialogue } = target
  const { failure } = dialogue
  if (failure === undefined || failure.phase === 'quit') return spoken(target, at)
  const text = describe(dialogue)
  if (failure.kind === 'resolver-failed') return { state: 'unsure', text }
  if (failure.kind === 'name-not-resolved')
    return { state: target.role === 'smart-host' ? 'blocked' : 'unsure', text }
  if (failure.phase === 'starttls' || failure.phase === 'tls') return { state: 'tls', text }
  if (failure.kind !== 'rejected') return { state: 'blocked', text }
  if (failure.reply !== undefined && aboutUs(failure.reply))
    return {
      state: 'unsure',
      text: `${text}: it turns away the address we ask from, which says nothing of other senders`,
    }
  return { state: 'rejecting', text: `${text}${meaningOf(failure.reply, target.host)}` }
}

const spoken = (target: Target, at: string): Said => {
  const trouble = certificateTrouble(target, at)
  if (trouble !== undefined) return { state: 'tls', text: trouble }
  const { inspection } = target.dialogue
  const seen = inspection === undefined ? '' : `; a firewall in between inspects SMTP (${inspection})`
  return { state: 'open', text: `answers on port 25, ${tlsFacts(target.dialogue, at)}${seen}` }
}

/** What the code means: to Exchange where it speaks, else by the registry of RFC 5248. */
const meaningOf = (reply: Reply | undefined, host: string): string => {
  const { enhanced } = reply ?? {}
  if (reply === undefined || enhanced === undefined) return ''
  const meaning = exchangeFinding(enhanced, reply.text, isMicrosoft(host))?.meaning ?? registered(enhanced)
  return meaning === undefined ? '' : `: ${meaning}`
}

/**
 * A receiver that dislikes the address of this machine. Codes: learn.microsoft.com, "Email non-delivery reports in
 * Exchange Online" (5.7.51 is a tenant that takes mail from its gateway only). Others say it in words only.
 */
const aboutUs = ({ enhanced = '', text }: Reply): boolean =>
  /^5\.7\.(51|5\d\d|6\d\d|7\d\d)$|^4\.7\.(5\d\d|6\d\d)$/.test(enhanced) ||
  /spamhaus|block ?list|blacklist|dnsbl|\brbl\b|reputation|banned|blocked using|reverse dns/i.test(text)

const PHASES: Readonly<Record<SmtpFailure['phase'], string>> = {
  connect: 'connecting',
  greeting: 'the greeting',
  ehlo: 'EHLO',
  starttls: 'STARTTLS',
  tls: 'the TLS handshake',
  mail: 'MAIL FROM',
  rcpt: 'RCPT TO',
  quit: 'QUIT',
}

const KINDS: Readonly<Record<SmtpFailure['kind'], (phase: string) => string>> = {
  'name-not-resolved': () => 'the name has no address',
  'resolver-failed': () => 'DNS does not tell the address',
  refused: () => 'the connection to port 25 is refused',
  unreachable: () => 'there is no way to port 25',
  'timed-out': (phase) => `no answer in time at ${phase}`,
  reset: (phase) => `the connection breaks off at ${phase}`,
  rejected: (phase) => `rejected at ${phase}`,
  'starttls-missing': () => 'no encryption',
  'tls-failed': (phase) => `${phase} fails`,
  'not-smtp': (phase) => `no SMTP at ${phase}`,
}

const describe = ({ failure, address, port }: Dialogue): string => {
  if (failure === undefined) return ''
  const where = address === undefined ? '' : ` at ${address}:${port}`
  return `${KINDS[failure.kind](PHASES[failure.phase])}${where} (${failure.detail})`
}
