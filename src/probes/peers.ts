import { z } from 'zod'
import type { Dns, Ports } from '../model/ports.ts'
import type { SmtpDialogue } from '../model/smtp.ts'
import { type Aside, aside, perhaps } from './aside.ts'
import { Host, Moment, named, say } from './raw.ts'
import { FailureKind, Phase } from './smtp-failure.ts'

/** What the world shows of a host that a connector names. */
export const Peer = named(
  'peer',
  z.object({
    host: Host,
    /** Addresses of the host, or of the MX hosts behind it: a smart host may be named by an MX record. */
    addresses: perhaps(z.array(z.string()), 'Its addresses; [] where DNS has none.'),
    /** How an SMTP connection from here went: connection, greeting, EHLO, STARTTLS; no message. */
    contact: perhaps(
      z.object({
        failure: z
          .object({ phase: Phase, kind: FailureKind, detail: z.string().default('no detail') })
          .optional(),
        certificate: z
          .object({
            subject: z.string().default(''),
            issuer: z.string().default(''),
            names: say(z.array(z.string()).default([]), 'DNS names in it.'),
            notAfter: Moment,
            /** Why the chain is not trusted or the name does not fit, e.g. `CERT_HAS_EXPIRED`. */
            trouble: say(
              z.string().optional(),
              'OpenSSL code, e.g. CERT_HAS_EXPIRED; left out where all is well.',
            ),
          })
          .optional(),
      }),
      'How an SMTP connection went: a failure, or the certificate that it shows.',
    ),
  }),
)
export type Peer = z.infer<typeof Peer>
export type Contact = Extract<Peer['contact'], { known: true }>['value']
export type PeerCertificate = NonNullable<Contact['certificate']>

/** A bound for tenants with very many smart hosts. */
const MAX_PEERS = 12

/** Longest look at one host; far below the deadline of a probe, which must not lose its main answer to it. */
const LOOK_MS = 12_000
const PHASE_MS = 5_000

/** Looks at each host once, all at the same time. */
export const lookAt = (
  ports: Ports,
  hosts: readonly string[],
  signal: AbortSignal,
): Promise<readonly Peer[]> =>
  Promise.all(
    placesIn(hosts).map(async (host) => {
      const limit = { ms: LOOK_MS, signal }
      const [addresses, contact] = await Promise.all([
        aside(ports.clock, limit, (signal) => addressesOf(ports.dns, host, signal)),
        aside(ports.clock, limit, (signal) => contactWith(ports, host, signal)),
      ])
      return { host, addresses, contact }
    }),
  )

/** What can be looked at: each host once; a range of addresses names no host. */
const placesIn = (hosts: readonly string[]): readonly string[] =>
  [...new Set(hosts.map((host) => host.toLowerCase()))]
    .filter((host) => /^[\w.:[\]-]+$/.test(host))
    .slice(0, MAX_PEERS)

const literalOf = (host: string): string | undefined => {
  const bare = host.replace(/^\[(ipv6:)?(.*)\]$/, '$2')
  return /^[\d.]+$|:/.test(bare) ? bare : undefined
}

const addressesOf = async (dns: Dns, host: string, signal: AbortSignal): Promise<string[]> => {
  const literal = literalOf(host)
  if (literal !== undefined) return [literal]
  const own = await hostAddresses(dns, host, signal)
  if (own.length > 0) return own
  const exchanges = await dns.query(host, 'MX', { signal })
  if (exchanges.kind !== 'records') return []
  const behind = await Promise.all(exchanges.records.map((mx) => hostAddresses(dns, mx.exchange, signal)))
  return behind.flat()
}

const hostAddresses = async (dns: Dns, host: string, signal: AbortSignal): Promise<string[]> => {
  const answers = await Promise.all([dns.query(host, 'A', { signal }), dns.query(host, 'AAAA', { signal })])
  return answers.flatMap((answer) =>
    answer.kind === 'records' ? answer.records.map((record) => record.address) : [],
  )
}

const contactWith = async (ports: Ports, host: string, signal: AbortSignal): Promise<Contact> => {
  const plan = {
    host: literalOf(host) ?? host,
    port: 25,
    startTls: 'if-offered',
    phaseTimeoutMs: PHASE_MS,
  } as const
  return contactOf(await ports.smtp.converse(plan, { signal }))
}

const contactOf = ({ failure, tls }: SmtpDialogue): Contact => {
  const leaf = tls?.chain[0]
  return {
    ...(failure && { failure: { phase: failure.phase, kind: failure.kind, detail: failure.detail } }),
    ...(leaf && {
      certificate: {
        subject: leaf.subject,
        issuer: leaf.issuer,
        names: [...leaf.names],
        notAfter: leaf.notAfter,
        ...(tls?.trouble === undefined ? {} : { trouble: tls.trouble }),
      },
    }),
  }
}

/** The contact, where there was one. */
export const contactKnown = (peer: Peer): Contact | undefined =>
  peer.contact.known ? peer.contact.value : undefined

/** The addresses, where DNS answered. */
export const addressesKnown = (peer: Peer): readonly string[] | undefined => valueKnown(peer.addresses)

const valueKnown = <T>(aside: Aside<T>): T | undefined => (aside.known ? aside.value : undefined)
