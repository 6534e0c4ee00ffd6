import { z } from 'zod'
import { perhaps } from '../aside.ts'
import { Peer } from '../peers.ts'
import { hostsOf, Moment, named, off, say, spelt } from '../raw.ts'
import { flagOf, instantOf, present, textOf, textsOf, type WireRow } from '../wire.ts'

/** A row of Get-OutboundConnector, in its own words; what nobody judges is left out. */
const Row = named(
  'outbound-connector',
  z.object({
    Name: z.string(),
    Guid: z.string().default(''),
    Enabled: z.boolean(),
    ConnectorType: z.enum(['OnPremises', 'Partner']),
    UseMXRecord: off('Delivers by MX, and not to its smart hosts.'),
    RecipientDomains: hostsOf('Whose mail it carries: `*` is all mail that leaves.'),
    SmartHosts: hostsOf('Names or addresses that it delivers to; their look from here is in `peers`.'),
    TlsDomain: say(z.string().optional(), 'The name that the certificate must carry (DomainValidation).'),
    TlsSettings: say(
      spelt('EncryptionOnly', 'CertificateValidation', 'DomainValidation').optional(),
      'EncryptionOnly, CertificateValidation or DomainValidation; left out where no TLS is demanded.',
    ),
    IsTransportRuleScoped: off('Only mail that a transport rule routes to it.'),
    RouteAllMessagesViaOnPremises: off('Centralised mail transport: all outbound mail goes through it.'),
    AllAcceptedDomains: off(),
    TestMode: off(),
    IsValidated: say(z.boolean().default(true), 'A connector carries mail without validation too.'),
    LastValidationTimestamp: Moment.optional(),
    WhenChangedUTC: say(Moment.optional(), 'When it was changed last, for example switched off.'),
  }),
)
export type Row = z.infer<typeof Row>

export const Raw = z.object({
  connectors: say(z.array(Row), 'Get-OutboundConnector; [] where there is none.'),
  /** Connectors that only a transport rule uses: a listing of their own. */
  ruleScoped: perhaps(z.array(Row), 'Get-OutboundConnector -IsTransportRuleScoped $true.'),
  /** The smart hosts, as they look from here. */
  peers: say(z.array(Peer).default([]), 'The smart hosts, as they look from here.'),
})
export type Raw = z.infer<typeof Raw>

export const rowOf = (wire: WireRow): Row =>
  present<Row>({
    Name: textOf(wire['Name']) ?? textOf(wire['Identity']) ?? 'without a name',
    Guid: textOf(wire['Guid']) ?? textOf(wire['Identity']) ?? '',
    Enabled: flagOf(wire['Enabled']),
    ConnectorType: textOf(wire['ConnectorType']) === 'OnPremises' ? 'OnPremises' : 'Partner',
    UseMXRecord: flagOf(wire['UseMXRecord']),
    RecipientDomains: textsOf(wire['RecipientDomains']).map((domain) => domain.toLowerCase()),
    SmartHosts: textsOf(wire['SmartHosts']).map((host) => host.toLowerCase()),
    TlsDomain: textOf(wire['TlsDomain']),
    TlsSettings: textOf(wire['TlsSettings']),
    IsTransportRuleScoped: flagOf(wire['IsTransportRuleScoped']),
    RouteAllMessagesViaOnPremises: flagOf(wire['RouteAllMessagesViaOnPremises']),
    AllAcceptedDomains: flagOf(wire['AllAcceptedDomains']),
    TestMode: flagOf(wire['TestMode']),
    IsValidated: flagOf(wire['IsValidated']),
    LastValidationTimestamp: instantOf(wire['LastValidationTimestamp']),
    WhenChangedUTC: instantOf(wire['WhenChangedUTC']) ?? instantOf(wire['WhenChanged']),
  })
