import type { DnsRecords } from '../../model/dns.ts'

/** One object as a service answers with it, property names and all. */
export type Row = Readonly<Record<string, unknown>>

/** The made-up organisation at one moment: what every server of the lab answers from. Plain data. */
export interface Tenant {
  readonly id: string
  readonly directory: Directory
  /** Exchange Online: the rows that each reading cmdlet returns. */
  readonly cmdlets: Readonly<Record<string, readonly Row[]>>
  readonly zones: readonly Zone[]
  /** Every host that speaks SMTP, by its name. */
  readonly mailHosts: Readonly<Record<string, MailHost>>
  readonly volume: Volume
}

/** What Graph tells of the organisation. */
export interface Directory {
  readonly organization: Row
  readonly domains: readonly Row[]
  /** Microsoft's own DNS records of each domain. */
  readonly serviceConfigurationRecords: Readonly<Record<string, readonly Row[]>>
  readonly users: readonly Row[]
  readonly subscribedSkus: readonly Row[]
  readonly onPremisesSynchronization: readonly Row[]
  readonly health: readonly Row[]
  readonly issues: readonly Row[]
}

/** Messages on an average day. */
export interface Volume {
  readonly inbound: number
  readonly outbound: number
  readonly internal: number
}

/** What a name server says when it cannot or will not answer; `dropped` is silence. */
export type DnsTrouble = 'servfail' | 'refused' | 'dropped'

export type DnsName = {
  readonly [T in keyof DnsRecords]?: readonly DnsRecords[T][]
} & { readonly trouble?: DnsTrouble }

/** A zone with the names that exist in it. Every other name below its origin is NXDOMAIN. */
export interface Zone {
  readonly origin: string
  readonly ttl: number
  readonly nameServers: readonly string[]
  readonly names: Readonly<Record<string, DnsName>>
  /** The whole zone is in trouble, as when its registration has run out. */
  readonly trouble?: DnsTrouble
}

/**
 * How a mail host receives a connection to port 25.
 *
 * - `refused`: nobody listens. - `silent`: the connection stands and nothing is ever said.
 * - `rejecting`: greets with the given reply and hangs up.
 */
export interface MailHost {
  readonly door: 'open' | 'refused' | 'silent' | 'rejecting'
  /** How it calls itself in its greeting. */
  readonly name: string
  /** For `rejecting`: e.g. `421 4.3.2 Service not active`. */
  readonly reply?: string
  /** The reply to every recipient, whoever it is, e.g. `451 4.4.4 ... ATTR5`. */
  readonly refuses?: string
  readonly startTls: boolean
  /** Names in its certificate. */
  readonly certificateNames: readonly string[]
  /** `ending`: valid for nine days more. */
  readonly certificate: 'valid' | 'ending' | 'expired' | 'self-signed'
  /** `tenant`: takes mail for known recipients of accepted domains. `relay`: takes mail for anybody. */
  readonly accepts: 'tenant' | 'relay'
}
