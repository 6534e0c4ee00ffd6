import { z } from 'zod'
import { asideOf } from '../aside.ts'
import { Peer } from '../peers.ts'
import { flagOf, instantOf, present, textOf, textsOf, type WireRow } from '../wire.ts'

/** A row of Get-OutboundConnector, in its own words; what nobody judges is left out. */
const Row = z.object({
  Name: z.string(),
  Guid: z.string(),
  Enabled: z.boolean(),
  ConnectorType: z.enum(['OnPremises', 'Partner']),
  UseMXRecord: z.boolean(),
  RecipientDomains: z.array(z.string()),
  SmartHosts: z.array(z.string()),
  TlsDomain: z.string().optional(),
  TlsSettings: z.string().optional(),
  IsTransportRuleScoped: z.boolean(),
  RouteAllMessagesViaOnPremises: z.boolean(),
  AllAcceptedDomains: z.boolean(),
  TestMode: z.boolean(),
  IsValidated: z.boolean(),
  LastValidationTimestamp: z.string().optional(),
  WhenChangedUTC: z.string().optional(),
})
export type Row = z.infer<typeof Row>

export const Raw = z.object({
  connectors: z.array(Row),
  /** Connectors that only a transport rule uses: a listing of their own. */
  ruleScoped: asideOf(z.array(Row)),
  /** The smart hosts, as they look from here. */
  peers: z.array(Peer),
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
