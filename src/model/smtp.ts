import type { Instant } from './time.ts'

/** The phases of a mail dialogue in order (RFC 5321, STARTTLS RFC 3207). */
export const SMTP_PHASES = ['connect', 'greeting', 'ehlo', 'starttls', 'tls', 'mail', 'rcpt', 'quit'] as const
export type SmtpPhase = (typeof SMTP_PHASES)[number]

export interface SmtpPlan {
  readonly host: string
  readonly port: number
  /** Connect here instead of resolving `host`; the certificate is still checked against `host`. */
  readonly address?: string
  /** Our name in EHLO; the configured one where absent. */
  readonly helo?: string
  readonly startTls: 'if-offered' | 'required' | 'never'
  /** Go on to MAIL FROM with this reverse path; `''` is the null path. Nothing is ever sent after RCPT. */
  readonly mailFrom?: string
  readonly rcptTo?: string
  /** Longest wait for one reply. */
  readonly phaseTimeoutMs: number
}

export interface SmtpReply {
  readonly code: number
  /** RFC 3463, where the reply carries one. */
  readonly enhanced?: string
  readonly text: string
}

export interface Certificate {
  readonly subject: string
  readonly issuer: string
  readonly names: readonly string[]
  readonly notBefore: Instant
  readonly notAfter: Instant
  /** SHA-1 of the whole certificate in upper-case hex, as Exchange writes it. */
  readonly thumbprint: string
  /** SHA-256 of the whole certificate and of its public key in lower-case hex, as TLSA records carry them (RFC 6698). */
  readonly sha256?: string
  readonly keySha256?: string
}

export interface SmtpTls {
  readonly protocol: string
  readonly cipher: string
  /** Leaf first. */
  readonly chain: readonly Certificate[]
  /** Absent when the chain is trusted and the name fits; otherwise the reason, e.g. `CERT_HAS_EXPIRED`. */
  readonly trouble?: string
}

/**
 * How a dialogue broke off. The phase says where; the kind says how. `name-not-resolved` is an answer of DNS: the name
 * has no address. `resolver-failed` is none: nobody told whether it has one.
 */
export interface SmtpFailure {
  readonly phase: SmtpPhase
  readonly kind:
    | 'name-not-resolved'
    | 'resolver-failed'
    | 'refused'
    | 'unreachable'
    | 'timed-out'
    | 'reset'
    | 'rejected'
    | 'starttls-missing'
    | 'tls-failed'
    | 'not-smtp'
  readonly reply?: SmtpReply
  readonly detail: string
}

/** A whole dialogue as it went, good or bad. */
export interface SmtpDialogue {
  readonly host: string
  readonly port: number
  /** The address that answered or was tried. */
  readonly address?: string
  readonly greeting?: SmtpReply
  readonly capabilities: readonly string[]
  readonly tls?: SmtpTls
  readonly replies: readonly {
    readonly phase: SmtpPhase
    readonly reply: SmtpReply
    readonly tookMs: number
  }[]
  readonly connectMs?: number
  /** Signs of a firewall in between that rewrites the dialogue, e.g. `XXXXXXXA` where STARTTLS was offered. */
  readonly inspection?: string
  readonly failure?: SmtpFailure
}
