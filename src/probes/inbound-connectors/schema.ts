import { z } from 'zod'
import { asideOf } from '../aside.ts'
import { bareDomain } from '../names.ts'
import { Peer } from '../peers.ts'
import { flagOf, instantOf, present, textOf, textsOf, type WireRow } from '../wire.ts'

/** A row of Get-InboundConnector, in its own words; what nobody judges is left out. */
const Row = z.object({
  Name: z.string(),
  Guid: z.string(),
  Enabled: z.boolean(),
  ConnectorType: z.enum(['OnPremises', 'Partner']),
  SenderDomains: z.array(z.string()),
  SenderIPAddresses: z.array(z.string()),
  AssociatedAcceptedDomains: z.array(z.string()),
  TlsSenderCertificateName: z.string().optional(),
  RequireTls: z.boolean(),
  RestrictDomainsToIPAddresses: z.boolean(),
  RestrictDomainsToCertificate: z.boolean(),
  WhenChangedUTC: z.string().optional(),
})
export type Row = z.infer<typeof Row>

/** A row of Get-BlockedConnector. Its shape is not documented: any text in it may be the connector's id. */
const Blocked = z.object({ ids: z.array(z.string()), reason: z.string().optional() })
export type Blocked = z.infer<typeof Blocked>

/** A row of Get-OnPremServerReportInfo: the transport enforcement against servers that are out of date. */
const Outdated = z.object({
  ServerFQDN: z.string(),
  Build: z.string(),
  ThrottleEnabledDate: z.string().optional(),
  BlockingEnabledDate: z.string().optional(),
})
export type Outdated = z.infer<typeof Outdated>

export const Raw = z.object({
  connectors: z.array(Row),
  blocked: asideOf(z.array(Blocked)),
  outdated: asideOf(z.array(Outdated)),
  /** MX hosts of each accepted domain, read only when a connector locks the way in. */
  mx: asideOf(z.array(z.object({ domain: z.string(), hosts: z.array(z.string()) }))),
  /** The on-premises hosts that outbound connectors deliver to: the likely senders for OnPremises connectors. */
  peers: asideOf(z.array(Peer)),
  /** MX hosts that are not Microsoft's: the likely senders for a Partner connector that goes by certificate. */
  gateways: asideOf(z.array(Peer)),
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
