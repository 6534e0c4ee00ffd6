import type { CauseId } from './ids.ts'
import type { MonitorId } from './monitor.ts'

/** What keeps a cause from coming back unnoticed. */
export interface Lesson {
  /** What had happened, as a heading. */
  readonly title: string
  /** Monitors that would have told of it before or as mail stopped, the earliest first. */
  readonly monitors: readonly MonitorId[]
  /** What people do once, one instruction each. */
  readonly checklist: readonly string[]
}

/**
 * By cause. Sources: the guide's preventive steps; learn.microsoft.com on connectors, directory synchronisation,
 * sending limits, transport enforcement and domains.
 */
export const PREVENTION: Readonly<Record<CauseId, Lesson>> = {
  'connector-offline': {
    title: 'A connector was off or unsound',
    monitors: ['zero-flow', 'inbound-connectors', 'outbound-connectors', 'snapshot'],
    checklist: [
      'Validate every outbound connector after each change (Validate-OutboundConnector, or Validate in the Exchange admin center).',
      'Give each connector a second smart host, so that one server may fail.',
      'Allow changes of connectors to few people, and only with a change record.',
      'Keep the weekly snapshot where a removed connector can be made again from.',
    ],
  },
  'network-blocked': {
    title: 'TCP 25 was blocked on the way',
    monitors: ['zero-flow', 'outbound-connectors'],
    checklist: [
      'Allow TCP 25 between the hybrid servers and the address ranges of Exchange Online, in both directions, and follow their changes (endpoints.office.com).',
      'Switch off SMTP inspection on the firewalls in between: it hides STARTTLS.',
      'Put mail flow on the list of checks after each firewall change.',
    ],
  },
  'mx-wrong': {
    title: 'The world was sent elsewhere by DNS',
    monitors: ['mx-drift', 'ns-drift', 'zero-flow'],
    checklist: [
      'Approve the present MX and NS records as the baseline.',
      'Lock the domains at the registrar, and ask for a second factor there.',
      'Lower the TTL of MX records to an hour the day before a planned change, and raise it afterwards.',
      'Keep MTA-STS and DANE in step with MX: change the policy first.',
    ],
  },
  'transport-rule': {
    title: 'A transport rule stopped mail',
    monitors: ['zero-flow', 'snapshot'],
    checklist: [
      'Try new rules in test mode with policy tips first, and on a group before everybody.',
      'Never enable a rule without a condition that rejects, deletes, redirects or moderates.',
      'Let two people look at a rule before it is enforced.',
    ],
  },
  'mailbox-not-provisioned': {
    title: 'Mailboxes were not there to receive',
    monitors: ['directory-sync', 'zero-flow'],
    checklist: [
      'Assign licences by group, and watch the group for licensing errors.',
      'Keep spare licences: assigning one too many takes none.',
      'Clear provisioning errors each week (Entra admin center, Users, Provisioning errors).',
    ],
  },
  'directory-sync-stopped': {
    title: 'Directory synchronisation had stopped',
    monitors: ['directory-sync'],
    checklist: [
      'Keep a second sync server in staging mode, and practise the switch.',
      'Close the wizard after use: the scheduler stands still while it is open.',
      'Set the threshold of the deletion guard to what a normal day deletes.',
      'Keep the sync client on a supported version, with automatic upgrade on.',
    ],
  },
  throttled: {
    title: 'Exchange Online held mail back',
    monitors: ['zero-flow', 'service-health'],
    checklist: [
      'Spread bulk mail over the day, or send it by a service made for it.',
      'Keep SPF, DKIM and DMARC right for every service that sends in our name.',
      'Look at restricted senders each week (Microsoft Defender portal, Restricted entities).',
    ],
  },
  'tls-certificate': {
    title: 'A certificate did not fit or had expired',
    monitors: ['certificates', 'inbound-connectors', 'outbound-connectors'],
    checklist: [
      'Renew certificates of mail hosts a month before they end, with the same subject and issuer.',
      'When subject or issuer change, change TlsSenderCertificateName of the inbound connector and TlsCertificateName of the send connector with them.',
      'Install the whole chain, intermediate certificates too.',
      'Write down who renews which certificate.',
    ],
  },
  'microsoft-incident': {
    title: 'Exchange Online itself was disturbed',
    monitors: ['service-health', 'zero-flow'],
    checklist: [
      'Let the on-call phone subscribe to service health of Exchange Online.',
      'Keep a way to tell people that mail is down which does not need mail.',
      'Know the support plan, and the number that opens a severity A case.',
    ],
  },
  'subscription-expired': {
    title: 'The subscription had ended',
    monitors: ['zero-flow'],
    checklist: [
      'Switch on automatic renewal of the subscriptions that carry Exchange plans.',
      'Let the bills and their warnings go to a group, not to one person.',
      'Put the end of each subscription in a calendar, 60 days ahead.',
    ],
  },
  'domain-expired': {
    title: 'The registration of a domain had ended',
    monitors: ['ns-drift', 'mx-drift'],
    checklist: [
      'Switch on automatic renewal at the registrar, and keep its means of payment valid.',
      'Let the warnings of the registrar go to an address in another domain.',
      'Register important domains for several years.',
    ],
  },
  'third-party-gateway': {
    title: 'The mail gateway did not let mail through',
    monitors: ['zero-flow', 'inbound-connectors', 'mx-drift'],
    checklist: [
      'Subscribe to the status page of the gateway.',
      'List all addresses and certificates of the gateway on the Partner connector, and follow their changes.',
      'Point the smart host of the gateway at the MX host that Microsoft gives now, not at an old one.',
      'Write down how to bypass the gateway, and practise it.',
    ],
  },
  'hybrid-server-outdated': {
    title: 'An Exchange server was out of date',
    monitors: ['inbound-connectors', 'zero-flow'],
    checklist: [
      'Install cumulative and security updates on every Exchange server that sends to Exchange Online.',
      'Move from versions out of support to Exchange Server Subscription Edition.',
      'Look at the report on out-of-date servers each month (Exchange admin center, Mail flow).',
    ],
  },
  'accepted-domain': {
    title: 'An accepted domain had the wrong type',
    monitors: ['zero-flow', 'snapshot'],
    checklist: [
      'Keep a domain on InternalRelay as long as any of its recipients are elsewhere.',
      'Make sure that a connector leads to the other recipients before the type is changed.',
      'Send a test message to a recipient on each side after a change.',
    ],
  },
  'sending-limit': {
    title: 'The tenant had sent as much as it may',
    monitors: ['zero-flow'],
    checklist: [
      'Send bulk mail by a service made for it: the tenant has a limit for outside recipients a day.',
      'Look at the report on outbound volume each week (Exchange admin center, Reports, Mail flow).',
      'Block automatic forwarding to the outside, and ask for a second factor: stolen accounts use up the limit.',
    ],
  },
}

/** For an incident without a known cause. */
export const GENERAL_LESSON: Lesson = {
  title: 'What keeps mail from stopping unseen',
  monitors: ['zero-flow', 'service-health', 'snapshot'],
  checklist: [
    'Write down what it was, and who saw it first.',
    'Ask which change of the last 24 hours came before it.',
    'Switch on the monitors that would have told of it.',
  ],
}
