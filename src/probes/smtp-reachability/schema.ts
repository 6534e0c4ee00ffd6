import { z } from 'zod'
import { SMTP_PHASES } from '../../model/smtp.ts'
import { asideOf } from '../aside.ts'

const Phase = z.enum(SMTP_PHASES)

const Reply = z.object({ code: z.number(), enhanced: z.string().optional(), text: z.string() })
export type Reply = z.infer<typeof Reply>

const Certificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()).readonly(),
  notBefore: z.string(),
  notAfter: z.string(),
  thumbprint: z.string(),
  sha256: z.string().optional(),
  keySha256: z.string().optional(),
})

/** A dialogue as it went (model/smtp). */
export const Dialogue = z.object({
  host: z.string(),
  port: z.number(),
  address: z.string().optional(),
  greeting: Reply.optional(),
  capabilities: z.array(z.string()).readonly(),
  tls: z
    .object({
      protocol: z.string(),
      cipher: z.string(),
      chain: z.array(Certificate).readonly(),
      trouble: z.string().optional(),
    })
    .optional(),
  replies: z.array(z.object({ phase: Phase, reply: Reply, tookMs: z.number() })).readonly(),
  connectMs: z.number().optional(),
  inspection: z.string().optional(),
  failure: z
    .object({
      phase: Phase,
      kind: z.enum([
        'name-not-resolved',
        'resolver-failed',
        'refused',
        'unreachable',
        'timed-out',
        'reset',
        'rejected',
        'starttls-missing',
        'tls-failed',
        'not-smtp',
      ]),
      reply: Reply.optional(),
      detail: z.string(),
    })
    .optional(),
})
export type Dialogue = z.infer<typeof Dialogue>

/** What the sender on this way asks of TLS: nothing, encryption, a trusted chain, or a name in the certificate too. */
export const Wants = z.enum(['nothing', 'encryption', 'trusted', 'named'])
export type Wants = z.infer<typeof Wants>

export const Target = z.object({
  host: z.string(),
  role: z.enum(['tenant-mx', 'smart-host']),
  /** The domain or connector that it serves. */
  serves: z.string(),
  wants: Wants,
  /** The name that the certificate must carry where it is not that of the host (TlsDomain of a connector). */
  tlsName: z.string().optional(),
  dialogue: Dialogue,
})
export type Target = z.infer<typeof Target>

export const Raw = z.object({
  targets: z.array(Target),
  /** Well-known mail servers of others, tried only when a host of ours gives no answer: is it us? */
  controls: z.array(Dialogue),
  /** Whether the outbound connectors could be read. */
  connectors: asideOf(z.number()),
  /** Domains whose mail hosts nobody told, and why. */
  failed: z.array(z.object({ domain: z.string(), why: z.string() })).optional(),
})
export type Raw = z.infer<typeof Raw>
