import { z } from 'zod'
import { perhaps } from '../aside.ts'
import { bareDomain } from '../names.ts'
import { Peer } from '../peers.ts'
import { Host, Moment, named, off, say } from '../raw.ts'
import { flagOf, instantOf, present, textOf, textsOf, type WireRow } from '../wire.ts'

/** A row of Get-InboundConnector, in its own words; what nobody judges is left out. */
const Row = named(
  'inbound-connector',
  z.object({
    Name: z.string(),
    Guid: z.string().default(''),
    Enabled: z.boolean(),
    ConnectorType: say(
      z.enum(['OnPremises', 'Partner']),
      'OnPremises: our own servers, whose mail counts as ours. Partner: servers of others.',
    ),
    SenderDomains: say(
      z.array(z.string().overwrite(bareDomain)).default([]),
      'Whose mail it takes: `*` is everybody; `smtp:*.contoso.com;1` is read as `*.contoso.com`.',
    ),
    SenderIPAddresses: say(z.array(z.string()).default([]), 'Addresses and ranges, e.g. 203.0.113.0/24.'),
    AssociatedAcceptedDomains: z.array(z.string().overwrite(bareDomain)).default([]),
    TlsSenderCertificateName: say(
      z.string().optional(),
      'The name in the certificate of the sender, or `<I>issuer<S>subject`.',
    ),
    RequireTls: off(),
    RestrictDomainsToIPAddresses: off(
      'Partner only: refuses these senders from all other addresses (5.7.51).',
    ),
    RestrictDomainsToCertificate: off(
      'Partner only: refuses these senders without the certificate (5.7.51).',
    ),
    WhenChangedUTC: say(Moment.optional(), 'When it was changed last, for example switched off.'),
  }),
)
export type Row = z.infer<typeof Row>

/** A row of Get-BlockedConnector. Its shape is not documented: any text in it may be the connector's id. */
const Blocked = z.object({
  ids: say(z.array(z.string().toLowerCase()), 'Name, Guid or whatever else names the connector.'),
  reason: z.string().optional(),
})
export type Blocked = z.infer<typeof Blocked>

/** A row of Get-OnPremServerReportInfo: the transport enforcement against servers that are out of date. */
const Outdated = z.object({
  ServerFQDN: z.string(),
  Build: z.string().default('unknown'),
  ThrottleEnabledDate: say(Moment.optional(), 'From when Exchange Online slows its mail (450 4.7.230).'),
  BlockingEnabledDate: say(Moment.optional(), 'From when Exchange Online refuses its mail (550 5.7.230).'),
})
export type Outdated = z.infer<typeof Outdated>

export const Raw = z.object({
  connectors: say(z.array(Row), 'Get-InboundConnector; [] where there is none.'),
  blocked: perhaps(z.array(Blocked), 'Get-BlockedConnector.'),
  outdated: perhaps(z.array(Outdated), 'Get-OnPremServerReportInfo: servers that are out of date.'),
  /** MX hosts of each accepted domain, read only when a connector locks the way in. */
  mx: perhaps(
    z.array(z.object({ domain: Host, hosts: z.array(Host) })),
    'MX hosts of each accepted domain; needed only where a Partner connector restricts every sender.',
  ),
  /** The on-premises hosts that outbound connectors deliver to: the likely senders for OnPremises connectors. */
  peers: perhaps(z.array(Peer), 'What the on-premises hosts show that outbound connectors deliver to.'),
  /** MX hosts that are not Microsoft's: the likely senders for a Partner connector that goes by certificate. */
  gateways: perhaps(z.array(Peer), "What MX hosts that are not Microsoft's show."),
})
export type Raw = z.infer<typeof Raw>

export const rowOf = (wire: WireRow): Row =>
  present<Row>({
    Name: textOf(wire['Name']) ?? textOf(wire['Identity']) ?? 'without a name',
    Guid: textOf(wire['Guid']) ?? textOf(wire['Identity']) ?? '',
    Enabled: flagOf(wire['Enabled']),
    ConnectorType: textOf(wire['ConnectorType']) === 'OnPremises' ? 'OnPremises' : 'Partner',
    SenderDomains: textsOf(wire['SenderDomains']).map(bareDomain),
    SenderIPAddresses: [...textsOf(wire['SenderIPAddresses'])],
    AssociatedAcceptedDomains: textsOf(wire['AssociatedAcceptedDomains']).map(bareDomain),
    TlsSenderCertificateName: certificateNameOf(wire['TlsSenderCertificateName']),
    RequireTls: flagOf(wire['RequireTls']),
    RestrictDomainsToIPAddresses: flagOf(wire['RestrictDomainsToIPAddresses']),
    RestrictDomainsToCertificate: flagOf(wire['RestrictDomainsToCertificate']),
    WhenChangedUTC: instantOf(wire['WhenChangedUTC']) ?? instantOf(wire['WhenChanged']),
  })

/** PowerShell's object form has issuer and subject apart. */
const certificateNameOf = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return textOf(value)
  const { CertificateIssuer, CertificateSubject, SubjectCommonName } = value as WireRow
  const [issuer, subject] = [textOf(CertificateIssuer), textOf(CertificateSubject)]
  return issuer !== undefined && subject !== undefined
    ? `<I>${issuer}<S>${subject}`
    : (textOf(SubjectCommonName) ?? textOf(value))
}

export const blockedOf = (wire: WireRow): Blocked =>
  present<Blocked>({
    ids: Object.values(wire)
      .map(textOf)
      .filter((text) => text !== undefined)
      .map((text) => text.toLowerCase()),
    reason: textOf(wire['Reason']),
  })

export const outdatedOf = (wire: WireRow): Outdated =>
  present<Outdated>({
    ServerFQDN: textOf(wire['ServerFQDN']) ?? 'without a name',
    Build: textOf(wire['Build']) ?? 'unknown',
    ThrottleEnabledDate: instantOf(wire['ThrottleEnabledDate']),
    BlockingEnabledDate: instantOf(wire['BlockingEnabledDate']),
  })
