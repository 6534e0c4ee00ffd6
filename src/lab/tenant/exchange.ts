import { INITIAL_DOMAIN, SECOND_DOMAIN } from './directory.ts'
import { guidOf } from './guid.ts'
import { DOMAIN, STAFF } from './people.ts'
import type { Row } from './tenant.ts'

export const INBOUND_CONNECTOR = 'Inbound from on-premises'
export const OUTBOUND_CONNECTOR = 'Outbound to on-premises'
export const SMART_HOST = `hybrid.${DOMAIN}`
export const HYBRID_ADDRESS = '203.0.113.25'
const CREATED = '2025-03-04T10:02:11.0000000Z'

/** The rows of every reading cmdlet that is known here. An unknown cmdlet is answered as one without the role is. */
export const healthyCmdlets = (): Readonly<Record<string, readonly Row[]>> => ({
  'Get-InboundConnector': [inboundConnector(INBOUND_CONNECTOR, {})],
  'Get-OutboundConnector': [outboundConnector],
  'Get-BlockedConnector': [],
  'Get-OnPremServerReportInfo': [],
  'Get-TransportRule': [externalTag, disclaimer],
  'Get-AcceptedDomain': [DOMAIN, SECOND_DOMAIN, INITIAL_DOMAIN].map(acceptedDomain),
  'Get-Mailbox': [...STAFF.map(mailbox), sharedMailbox],
  'Get-Recipient': [...STAFF.map(mailbox), sharedMailbox],
  'Get-OrganizationConfig': [
    { Name: INITIAL_DOMAIN, DisplayName: 'Contoso', IsDehydrated: false, RejectDirectSend: false },
  ],
  'Get-TransportConfig': [
    {
      Name: 'Transport Settings',
      JournalingReportNdrTo: '<>',
      SmtpClientAuthenticationDisabled: true,
      MaxRecipientEnvelopeLimit: 'Unlimited',
    },
  ],
  'Get-BlockedSenderAddress': [],
  'Get-HostedOutboundSpamFilterPolicy': [
    {
      Name: 'Default',
      IsDefault: true,
      RecipientLimitExternalPerHour: 0,
      RecipientLimitInternalPerHour: 0,
      RecipientLimitPerDay: 0,
      ActionWhenThresholdReached: 'BlockUserForToday',
      AutoForwardingMode: 'Automatic',
    },
  ],
  'Get-HostedConnectionFilterPolicy': [{ Name: 'Default', IPAllowList: [], IPBlockList: [] }],
  'Get-JournalRule': [],
  'Get-LimitsEnforcementStatus': [
    { ObservedValue: 1480, Threshold: 16_350, Verdict: 'Allowed', EnforcementEnabled: true },
  ],
})

const object = (name: string, kind: string): Row => ({
  Name: name,
  Identity: name,
  Id: name,
  Guid: guidOf(`${kind}:${name}`),
  AdminDisplayName: '',
  IsValid: true,
  WhenCreatedUTC: CREATED,
  WhenChangedUTC: CREATED,
})

/** A connector as Exchange tells it; what is not given is as the Hybrid Configuration Wizard makes it. */
export const inboundConnector = (name: string, facts: Row): Row => ({
  Enabled: true,
  ConnectorType: 'OnPremises',
  ConnectorSource: 'HybridWizard',
  Comment: '',
  SenderIPAddresses: [],
  SenderDomains: ['smtp:*;1'],
  TrustedOrganizations: [],
  ClientHostNames: [],
  AssociatedAcceptedDomains: [],
  RequireTls: true,
  RestrictDomainsToIPAddresses: false,
  RestrictDomainsToCertificate: false,
  CloudServicesMailEnabled: true,
  TreatMessagesAsInternal: false,
  TlsSenderCertificateName: SMART_HOST,
  EFTestMode: false,
  EFSkipLastIP: false,
  EFSkipIPs: [],
  EFSkipMailGateway: [],
  EFUsers: [],
  ScanAndDropRecipients: [],
  ...object(name, 'inbound-connector'),
  ...facts,
})

/** Centralised mail transport: whatever leaves the tenant goes through the on-premises servers. */
const outboundConnector: Row = {
  Enabled: true,
  UseMXRecord: false,
  Comment: '',
  ConnectorType: 'OnPremises',
  ConnectorSource: 'HybridWizard',
  RecipientDomains: ['*'],
  SmartHosts: [SMART_HOST],
  TlsDomain: SMART_HOST,
  TlsSettings: 'DomainValidation',
  IsTransportRuleScoped: false,
  RouteAllMessagesViaOnPremises: true,
  CloudServicesMailEnabled: true,
  AllAcceptedDomains: false,
  SenderRewritingEnabled: false,
  MtaStsMode: 'Opportunistic',
  SmtpDaneMode: 'Opportunistic',
  TestMode: false,
  ValidationRecipients: [`postmaster@${DOMAIN}`],
  IsValidated: true,
  LastValidationTimestamp: '2026-01-12T13:20:05.0000000Z',
  ...object(OUTBOUND_CONNECTOR, 'outbound-connector'),
}

const predicate = (name: string): string => `Microsoft.Exchange.MessagingPolicies.Rules.Tasks.${name}`

/** A rule as Exchange tells it; what is not given is as the service fills it in. */
export const transportRule = (name: string, priority: number, facts: Row): Row => ({
  Priority: priority,
  DlpPolicy: null,
  Comments: null,
  CreatedBy: 'Exchange Admin',
  LastModifiedBy: 'Exchange Admin',
  ManuallyModified: false,
  ActivationDate: null,
  ExpiryDate: null,
  Conditions: null,
  Exceptions: null,
  State: 'Enabled',
  Mode: 'Enforce',
  RuleErrorAction: 'Ignore',
  SenderAddressLocation: 'Header',
  RuleSubType: 'None',
  From: null,
  FromScope: null,
  SentTo: null,
  SentToScope: null,
  RecipientDomainIs: null,
  SenderDomainIs: null,
  SubjectContainsWords: null,
  ExceptIfFrom: null,
  ExceptIfFromScope: null,
  ExceptIfSentTo: null,
  ExceptIfSentToScope: null,
  RejectMessageReasonText: null,
  RejectMessageEnhancedStatusCode: null,
  DeleteMessage: false,
  Quarantine: false,
  RedirectMessageTo: null,
  ModerateMessageByUser: null,
  ModerateMessageByManager: false,
  RouteMessageOutboundConnector: null,
  RouteMessageOutboundRequireTls: false,
  PrependSubject: null,
  ApplyHtmlDisclaimerText: null,
  StopRuleProcessing: false,
  WhenChanged: CREATED,
  ...object(name, 'rule'),
  ...facts,
})

const externalTag = transportRule('Tag external mail', 0, {
  Description:
    "If the message:\r\n\tIs received from 'Outside the organization'\r\nTake the following actions:\r\n\tPrepend the subject with '[External]'\r\n",
  Conditions: [predicate('FromScopePredicate')],
  Actions: [predicate('PrependSubjectAction')],
  FromScope: 'NotInOrganization',
  PrependSubject: '[External] ',
})

/** Broad but harmless: it touches every message that leaves and stops none. */
const disclaimer = transportRule('Company disclaimer', 1, {
  Description:
    "If the message:\r\n\tIs sent to 'Outside the organization'\r\nTake the following actions:\r\n\tAppend the disclaimer\r\n",
  Conditions: [predicate('SentToScopePredicate')],
  Actions: [predicate('ApplyHtmlDisclaimerAction')],
  SentToScope: 'NotInOrganization',
  ApplyHtmlDisclaimerText: '<p>Contoso, registered in Berlin.</p>',
})

const acceptedDomain = (name: string): Row => ({
  DomainName: name,
  DomainType: 'Authoritative',
  Default: name === DOMAIN,
  InitialDomain: name === INITIAL_DOMAIN,
  MatchSubDomains: false,
  SmtpDaneStatus: 'Disabled',
  AuthenticationType: 'Managed',
  PendingRemoval: false,
  PendingCompletion: false,
  OutboundOnly: false,
  EmailOnly: false,
  AddressBookEnabled: true,
  SendingFromDomainDisabled: false,
  SendingToDomainDisabled: false,
  IsCoexistenceDomain: false,
  CatchAllRecipientID: null,
  ExternallyManaged: false,
  MailFlowRegion: '',
  ...object(name, 'accepted-domain'),
})

const mailbox = (address: string): Row => ({
  ...object(address.split('@')[0] as string, 'mailbox'),
  PrimarySmtpAddress: address,
  UserPrincipalName: address,
  EmailAddresses: [`SMTP:${address}`],
  ExternalDirectoryObjectId: guidOf(`user:${address}`),
  RecipientType: 'UserMailbox',
  RecipientTypeDetails: 'UserMailbox',
  IsMailboxEnabled: true,
  AccountDisabled: false,
  SKUAssigned: true,
  MailboxPlan: 'ExchangeOnlineEnterprise',
  PersistedCapabilities: ['BPOS_S_Enterprise'],
  IsDirSynced: true,
  WhenMailboxCreated: CREATED,
  ProhibitSendReceiveQuota: '100 GB (107,374,182,400 bytes)',
  ForwardingSmtpAddress: null,
})

const sharedMailbox: Row = {
  ...mailbox(`info@${DOMAIN}`),
  RecipientTypeDetails: 'SharedMailbox',
  AccountDisabled: true,
  SKUAssigned: false,
}
