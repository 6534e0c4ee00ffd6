import { z } from 'zod'
import { perhaps } from '../aside.ts'
import { Host, Moment, named, say } from '../raw.ts'
import { FailureKind, Phase } from '../smtp-failure.ts'

const Reply = named(
  'smtp-reply',
  z.object({
    code: say(z.number(), 'E.g. 421.'),
    enhanced: say(z.string().optional(), 'E.g. 4.3.2 (RFC 3463).'),
    text: say(z.string(), 'The words after the codes.'),
  }),
)
export type Reply = z.infer<typeof Reply>

const Certificate = named(
  'certificate',
  z.object({
    subject: z.string().default(''),
    issuer: z.string().default(''),
    names: say(z.array(z.string()).readonly().default([]), 'DNS names in it; wildcards count.'),
    notBefore: z.string().default(''),
    notAfter: Moment,
    thumbprint: z.string().default(''),
    sha256: z.string().optional(),
    keySha256: z.string().optional(),
  }),
)

/** A dialogue as it went (model/smtp). */
export const Dialogue = named(
  'smtp-dialogue',
  z.object({
    host: Host,
    port: z.number().default(25),
    address: z.string().optional(),
    greeting: say(Reply.optional(), 'The first reply, 220 where all is well.'),
    capabilities: z.array(z.string()).readonly().default([]),
    tls: z
      .object({
        protocol: z.string().default('TLS'),
        cipher: z.string().default(''),
        chain: say(z.array(Certificate).readonly(), 'The certificate of the host first.'),
        trouble: say(
          z.string().optional(),
          'Why it is not trusted, e.g. CERT_HAS_EXPIRED; left out where it is.',
        ),
      })
      .optional(),
    replies: z
      .array(z.object({ phase: Phase, reply: Reply, tookMs: z.number().default(0) }))
      .readonly()
      .default([]),
    connectMs: z.number().optional(),
    inspection: say(
      z.string().optional(),
      'What shows that a firewall inspects SMTP, e.g. XXXXXXXA instead of STARTTLS.',
    ),
    failure: z
      .object({
        phase: Phase,
        kind: FailureKind,
        reply: Reply.optional(),
        detail: z.string().default('no detail'),
      })
      .optional(),
  }),
)
export type Dialogue = z.infer<typeof Dialogue>

/** What the sender on this way asks of TLS: nothing, encryption, a trusted chain, or a name in the certificate too. */
export const Wants = z.enum(['nothing', 'encryption', 'trusted', 'named'])
export type Wants = z.infer<typeof Wants>

export const Target = z.object({
  host: Host,
  role: say(
    z.enum(['tenant-mx', 'smart-host']),
    'tenant-mx: where the world sends our mail. smart-host: where an outbound connector does.',
  ),
  /** The domain or connector that it serves. */
  serves: say(z.string(), 'The domain or the connector that it serves.'),
  wants: say(
    Wants.default('nothing'),
    'What the sender on this way asks of TLS: nothing, encryption, trusted (a chain of a known authority), named (the name too).',
  ),
  /** The name that the certificate must carry where it is not that of the host (TlsDomain of a connector). */
  tlsName: say(
    z.string().optional(),
    'The name that the certificate must carry where it is not that of the host.',
  ),
  dialogue: say(Dialogue, 'How a connection to port 25 went; without `failure` it went well.'),
})
export type Target = z.infer<typeof Target>

export const Raw = z.object({
  targets: say(z.array(Target), 'One entry for each host that was tried.'),
  /** Well-known mail servers of others, tried only when a host of ours gives no answer: is it us? */
  controls: say(
    z.array(Dialogue).default([]),
    'Well-known mail servers of others, tried from the same place: while one answers, the way out of here is open.',
  ),
  /** Whether the outbound connectors could be read. */
  connectors: perhaps(z.number(), 'How many outbound connectors were read for their smart hosts.'),
  /** Domains whose mail hosts nobody told, and why. */
  failed: say(
    z.array(z.object({ domain: z.string(), why: z.string() })).optional(),
    'Domains whose mail hosts could not be found out, and why.',
  ),
})
export type Raw = z.infer<typeof Raw>
