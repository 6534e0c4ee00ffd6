import { z } from 'zod'
import { asideOf, perhaps } from '../aside.ts'
import { REPLY } from '../dns-reply.ts'
import { Host, Moment, named, say } from '../raw.ts'

const MxRecord = z.object({ host: Host, preference: z.number().default(0) })

/** One name server, asked directly for the MX of the domain. */
export const NameServer = z.object({
  host: Host,
  /** Absent where its name leads to none. */
  address: say(z.string().optional(), 'Left out where its name leads to none.'),
  mx: REPLY.MX.optional(),
})
export type NameServer = z.infer<typeof NameServer>

/** The zone that holds a domain, and what its own name servers say. */
export const Zone = z.object({
  /** The domain itself, or the closest name above it that has name servers. */
  name: Host,
  /** NS of the domain as a server of the zone above tells, asked where the domain is not a zone to the resolver. */
  delegation: REPLY.NS.optional(),
  servers: say(
    z.array(NameServer),
    'Name servers of the zone, each asked directly; a sound one answers with authoritative: true.',
  ),
})
export type Zone = z.infer<typeof Zone>

/** An MTA-STS policy as it was fetched, whatever is in it. */
export const Policy = z.object({ status: z.number(), type: z.string(), text: z.string() })
export type Policy = z.infer<typeof Policy>

/** TLSA records of an MX host, and the digests of the certificates that it shows (RFC 7672). */
export const Dane = z.object({
  host: z.string(),
  tlsa: REPLY.TLSA,
  /** Leaf first; asked only where there are TLSA records. */
  shown: asideOf(z.array(z.object({ sha256: z.string(), keySha256: z.string() }))).optional(),
})
export type Dane = z.infer<typeof Dane>

/** RDAP writes `client hold` where the registries themselves write `clientHold` (RFC 8056). */
const apart = (status: string): string => status.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()

/** What the registry says of the registrable name (RDAP, RFC 9083); `registered` false where it knows none. */
export const Registration = z.object({
  name: say(z.string(), 'The registrable name, e.g. contoso.com.'),
  registered: say(z.boolean().default(true), 'false: the registry knows no such name.'),
  /** E.g. `client hold`, `redemption period`. */
  status: say(
    z.array(z.string().overwrite(apart)).default([]),
    'In the words of RDAP, e.g. active, client hold, redemption period, pending delete, auto renew period.',
  ),
  expires: say(Moment.optional(), 'When the registration ends or has ended.'),
})
export type Registration = z.infer<typeof Registration>

export const Checked = named(
  'checked-domain',
  z.object({
    domain: Host,
    isDefault: say(z.boolean().optional(), 'The default domain of the tenant, which is sure to carry mail.'),
    /** Microsoft's own records of the domain (Graph serviceConfigurationRecords). */
    expected: perhaps(
      z.array(MxRecord),
      "Microsoft's own MX record of the domain (Graph serviceConfigurationRecords). Without it a foreign MX proves nothing.",
    ),
    mx: say(REPLY.MX, 'What a resolver says.'),
    /** The same without DNSSEC validation, asked where the resolver fails. */
    unchecked: say(
      REPLY.MX.optional(),
      'The same without DNSSEC validation, asked where the resolver fails: an answer here means that DNSSEC is broken.',
    ),
    /** The addresses of the MX hosts. */
    hosts: say(
      z.array(z.object({ host: Host, a: REPLY.A, aaaa: REPLY.AAAA })).default([]),
      'The addresses of the MX hosts; one with neither kind is dead.',
    ),
    zone: say(
      asideOf(Zone).optional(),
      'What the name servers of the domain say themselves; it outweighs the resolver.',
    ),
    registration: say(asideOf(Registration).optional(), 'What the registry says (RDAP).'),
    mtaSts: say(
      z.object({ record: REPLY.TXT, policy: asideOf(Policy).optional() }).optional(),
      'TXT of _mta-sts, and the policy as it was fetched.',
    ),
    dane: say(
      z.array(Dane).optional(),
      'TLSA of the MX hosts, and the digests of the certificates that they show.',
    ),
    /** TXT of the domain, where SPF lives; asked when mail goes out. */
    txt: say(REPLY.TXT.optional(), 'TXT of the domain, where SPF lives.'),
  }),
)
export type Checked = z.infer<typeof Checked>

export const Raw = z.object({
  domains: say(z.array(Checked), 'The accepted domains, without .onmicrosoft.com.'),
  /** Domains of the tenant that were not looked at, because there are too many or time ran out. */
  left: say(z.array(z.string()).optional(), 'Domains that were not looked at.'),
})
export type Raw = z.infer<typeof Raw>
