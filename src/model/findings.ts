import type { StepId } from './ids.ts'
import type { Direction } from './scope.ts'
import type { SmtpDialogue } from './smtp.ts'
import type { Instant } from './time.ts'

/**
 * What each probe concludes from what it read. Facts and a plain state, no opinion about causes: weighing them is the
 * business of `diagnosis`.
 */
export interface Findings {
  'message-trace': TraceFinding
  'inbound-connectors': InboundConnectorsFinding
  'outbound-connectors': OutboundConnectorsFinding
  'smtp-reachability': SmtpFinding
  'mx-records': MxFinding
  'transport-rules': TransportRulesFinding
  mailboxes: MailboxesFinding
  'directory-sync': DirectorySyncFinding
  'service-health': ServiceHealthFinding
  limits: LimitsFinding
  'mx-hosts': MxHostsFinding
}
export type ProbeId = keyof Findings

/**
 * - `flowing`: delivered lately, as usual.
 * - `stopped`: messages earlier in the window, then silence too long for the usual rate.
 * - `none`: no message in the whole window.
 * - `failing`: messages arrive and most of the recent ones fail.
 * - `stuck`: messages arrive and most of the recent ones stay pending.
 * - `unsure`: too little traffic, or data too old, to tell.
 */
export type FlowState = 'flowing' | 'stopped' | 'none' | 'failing' | 'stuck' | 'unsure'

export interface FailureGroup {
  /** RFC 3463, where one was given. */
  readonly code?: string
  /** The service's own words. */
  readonly reply: string
  readonly count: number
  readonly meaning?: string
  /** The step of the tree that this code points to. */
  readonly points?: StepId
  readonly connector?: string
  readonly rule?: string
  readonly sample: { readonly sender: string; readonly recipient: string; readonly at: Instant }
}

export interface Flow {
  readonly state: FlowState
  readonly total: number
  /** Counts by trace status, in the service's spelling, unknown ones kept. */
  readonly byStatus: Readonly<Record<string, number>>
  readonly perHour: readonly { readonly at: Instant; readonly count: number }[]
  readonly lastDelivered?: Instant
  readonly lastSeen?: Instant
  /** When the present trouble began, where it can be seen. */
  readonly since?: Instant
  readonly recent: { readonly minutes: number; readonly seen: number; readonly expected: number }
  readonly failures: readonly FailureGroup[]
  /** Why the state is thought to be that, in one sentence with the figures. */
  readonly because?: string
}

export interface TraceFinding {
  readonly window: { readonly from: Instant; readonly to: Instant }
  readonly coverage:
    | { readonly kind: 'all' }
    | { readonly kind: 'sampled'; readonly slices: number; readonly share: number }
  /** The newest row of all; the trace lags by minutes, so silence after it proves nothing. */
  readonly dataAsOf?: Instant
  readonly flows: Readonly<Record<Direction, Flow>>
  /** Messages between our own addresses: part of neither direction. */
  readonly internal?: number
  /** Spans of the window that no row was read for, longer than a few minutes. Empty when it was read whole. */
  readonly gaps?: readonly { readonly from: Instant; readonly to: Instant }[]
  readonly notRead?: readonly NotRead[]
}

export interface ConnectorTrouble {
  readonly kind:
    | 'disabled'
    | 'blocked'
    | 'certificate-mismatch'
    | 'certificate-expired'
    | 'certificate-untrusted'
    | 'starttls-missing'
    | 'address-mismatch'
    | 'not-validated'
    | 'smart-host-unresolvable'
    | 'smart-host-unreachable'
  /** A sentence with the exact values. */
  readonly text: string
  /** Seen from here, or long like that: it may be harmless, so it does not make the connectors `broken`. */
  readonly suspected?: true
}

interface Connector {
  readonly name: string
  readonly id: string
  readonly type: 'OnPremises' | 'Partner'
  readonly enabled: boolean
  readonly changedAt?: Instant
  readonly troubles: readonly ConnectorTrouble[]
}

export interface InboundConnector extends Connector {
  readonly senderDomains: readonly string[]
  readonly senderAddresses: readonly string[]
  readonly certificateName?: string
  readonly requireTls: boolean
  readonly restrictToAddresses: boolean
  readonly restrictToCertificate: boolean
}

export interface OutboundConnector extends Connector {
  readonly recipientDomains: readonly string[]
  readonly smartHosts: readonly string[]
  readonly tlsDomain?: string
  readonly tlsSettings?: string
  readonly ruleScoped: boolean
  readonly allViaOnPremises: boolean
  readonly validated: boolean
  readonly validatedAt?: Instant
}

/** - `broken`: at least one connector has a trouble that is not merely suspected.
 *  - `none`: the tenant has no connector in this direction, which is sound for a tenant that needs none. */
type ConnectorsState = 'sound' | 'broken' | 'none'

export interface InboundConnectorsFinding {
  readonly state: ConnectorsState
  readonly connectors: readonly InboundConnector[]
  /** On-premises servers that Exchange Online holds to be out of date (4.7.230, 5.7.230). */
  readonly outdatedServers?: readonly OutdatedServer[]
}

/** An on-premises Exchange server in the transport enforcement of Exchange Online (Get-OnPremServerReportInfo). */
export interface OutdatedServer {
  readonly name: string
  readonly build: string
  readonly throttledFrom?: Instant
  readonly blockedFrom?: Instant
  /** What Exchange Online does with its mail at the time of the diagnosis. */
  readonly treatment: 'reported' | 'throttled' | 'blocked'
}

export interface OutboundConnectorsFinding {
  readonly state: ConnectorsState
  readonly connectors: readonly OutboundConnector[]
}

/** - `open`: speaks SMTP and TLS as it should. - `blocked`: no connection. - `tls`: connection, but TLS is broken.
 *  - `rejecting`: SMTP answers no. - `unsure`: the way from here says nothing about the way from there. */
export type SmtpState = 'open' | 'blocked' | 'tls' | 'rejecting' | 'unsure'

export interface SmtpTarget {
  readonly host: string
  readonly role: 'tenant-mx' | 'smart-host'
  /** The domain or connector that it serves. */
  readonly serves: string
  readonly state: SmtpState
  /** What happened, in one line. */
  readonly text: string
  readonly dialogue: SmtpDialogue
}

export interface SmtpFinding {
  readonly targets: readonly SmtpTarget[]
  readonly notRead?: readonly NotRead[]
}

export interface Mx {
  readonly host: string
  readonly preference: number
}

/** - `gateway`: points at a known third-party gateway, so mail may be meant to go there.
 *  - `unsure`: could not be compared, e.g. Microsoft's own record could not be read. */
export type MxState = 'right' | 'wrong' | 'missing' | 'no-such-domain' | 'gateway' | 'unsure'

/** Something else about a domain's mail DNS that people should know; the state already takes account of it. */
export interface MxTrouble {
  readonly kind:
    | 'host-unresolvable'
    | 'other-host'
    | 'split-answers'
    | 'stale-cache'
    | 'lame-delegation'
    | 'not-delegated'
    | 'parked'
    | 'registration'
    | 'dnssec'
    | 'mta-sts'
    | 'dane'
    | 'spf'
  /** A sentence with the exact values. */
  readonly text: string
}

export interface MxDomain {
  readonly domain: string
  /** The tenant's default domain (Graph `isDefault`), the one that is sure to carry mail. */
  readonly isDefault?: boolean
  readonly state: MxState
  readonly found: readonly Mx[]
  /** Microsoft's own records for the domain (Graph serviceConfigurationRecords), where they could be read. */
  readonly expected?: readonly Mx[]
  readonly gateway?: string
  /** Seconds that caches keep what was found. */
  readonly ttl?: number
  readonly server: string
  readonly text: string
  /** It does not exist, says a resolver alone: no server with authority was heard. */
  readonly unconfirmed?: true
  readonly troubles?: readonly MxTrouble[]
}

export interface MxFinding {
  readonly domains: readonly MxDomain[]
  readonly notRead?: readonly NotRead[]
}

export interface TransportRule {
  readonly name: string
  readonly id: string
  readonly priority: number
  readonly enabled: boolean
  readonly mode: string
  /** What it does to a message that it matches, e.g. `reject`, `delete`; absent when it does not stop mail. */
  readonly effect?: string
  /** The outbound connector that it routes to, where that is what stops mail. */
  readonly connector?: string
  /** Share of mail of each direction that it stops, 0 to 1: at least so much, as far as the rule tells. */
  readonly share: Readonly<Record<Direction, number>>
  /** The most that it can be; above `share` when a condition cannot be judged from outside the message. */
  readonly shareAtMost?: Readonly<Record<Direction, number>>
  /** Where the share comes from: - `certain`: from the rule alone. - `measured`: on recent mail.
   *  - `estimated`: all domains taken as equally busy, and conditions as they usually match.
   *  - `unknown`: anywhere between `share` and `shareAtMost`. */
  readonly sureness?: 'certain' | 'measured' | 'estimated' | 'unknown'
  /** Why the share is thought to be that. */
  readonly because: string
  readonly changedAt?: Instant
  readonly changedBy?: string
  /** What it stops together with other rules, where none of them stops most of a direction and all of them do. */
  readonly together?: Readonly<Partial<Record<Direction, number>>>
  /** It stops most mail of a direction now, alone or together with others. */
  readonly blocking: boolean
}

export interface TransportRulesFinding {
  readonly rules: readonly TransportRule[]
}

export interface MailboxTrouble {
  readonly user: string
  readonly kind:
    | 'not-licensed'
    | 'plan-off'
    | 'plan-suspended'
    | 'provisioning-error'
    | 'no-mailbox'
    | 'disabled'
  readonly text: string
}

/** A part of the evidence that could not be had, and why. The rest stands without it. */
export interface NotRead {
  readonly what: string
  readonly why: string
}

export interface MailboxesFinding {
  readonly sampled: number
  readonly troubled: readonly MailboxTrouble[]
  /** The sample address of the scope is among the troubled. */
  readonly sampleTroubled: boolean
  /** Those that carry a mailbox plan. */
  readonly subscriptions: readonly Subscription[]
  /** The domains that Exchange Online takes mail for, the default one first; absent where they could not be read. */
  readonly domains?: readonly AcceptedDomain[]
  readonly notRead?: readonly NotRead[]
}

export interface Subscription {
  readonly sku: string
  /**
   * Graph `capabilityStatus`: `Enabled`; `Warning`: run out, 30 days in which all works; `Suspended`: mail has stopped,
   * data is kept for 90 days; `LockedOut`; `Deleted`. Kept as written.
   */
  readonly status: string
  /** Licences that people hold of it. */
  readonly consumed?: number
}

/** A domain as Exchange Online treats it (Get-AcceptedDomain). */
export interface AcceptedDomain {
  readonly name: string
  /** `Authoritative`: unknown recipients are refused. `InternalRelay`: they are sent on. Kept as written. */
  readonly type: string
  readonly isDefault?: boolean
  readonly changedAt?: Instant
  readonly troubles: readonly AcceptedDomainTrouble[]
}

export interface AcceptedDomainTrouble {
  /**
   * - `not-accepted`: the tenant owns the domain for mail, and Exchange Online does not take mail for it.
   * - `receiving-off`, `outbound-only`: mail to it is refused. - `sending-off`: mail from it is refused.
   * - `pending-removal`: it is being taken out.
   */
  readonly kind: 'not-accepted' | 'receiving-off' | 'outbound-only' | 'sending-off' | 'pending-removal'
  /** A sentence with the exact values. */
  readonly text: string
}

export interface DirectorySyncFinding {
  readonly state: 'cloud-only' | 'current' | 'stale' | 'switched-off'
  readonly lastSync?: Instant
  readonly ageMinutes?: number
  readonly errors: readonly { readonly object: string; readonly text: string }[]
  /** An export that would delete more objects than this is held back, and everything after it with it. */
  readonly deletionGuard?: { readonly kind: string; readonly threshold: number }
  /**
   * Why the sync server exports nothing. `staging`: it is the spare one. `disabled`: its scheduler is off. `suspended`: a
   * wizard is open on it.
   */
  readonly held?: 'staging' | 'disabled' | 'suspended'
  readonly notRead?: readonly NotRead[]
}

export interface ServiceIssue {
  readonly id: string
  readonly title: string
  readonly classification: 'advisory' | 'incident' | (string & {})
  readonly status: string
  readonly feature?: string
  readonly impact?: string
  readonly startedAt: Instant
  readonly changedAt?: Instant
  /** Microsoft's newest post, as plain text. */
  readonly latest?: string
  /** It speaks of mail flow (transport, delivery, connectors), not only of some client. */
  readonly mailFlow: boolean
}

export interface ServiceHealthFinding {
  readonly status: string
  /** Open issues of Exchange Online. */
  readonly issues: readonly ServiceIssue[]
}

/** Somebody of ours whom Exchange Online does not let send (Get-BlockedSenderAddress; "restricted entities"). */
export interface RestrictedSender {
  readonly address: string
  readonly since?: Instant
  /** Why, with the service's figures. */
  readonly text: string
  /** Lifted by itself, by default at midnight UTC. */
  readonly temporary: boolean
}

/** Recipients outside the tenant in any 24 hours: TERRL, told by Get-LimitsEnforcementStatus. */
export interface ExternalRecipientLimit {
  readonly observed: number
  readonly threshold: number
  /** Over the limit, mail is refused (5.7.232, 5.7.233) and not only counted. */
  readonly enforced: boolean
  /** The service's own word. */
  readonly verdict?: string
  /** - `near`: at 80 % or more. */
  readonly state: 'within' | 'near' | 'exceeded'
}

export interface LimitsFinding {
  readonly restricted: readonly RestrictedSender[]
  /** Absent where the service does not tell. */
  readonly external?: ExternalRecipientLimit
  readonly notRead?: readonly NotRead[]
}

/** A host that MX records name and that is not Microsoft's: a gateway, or a server of our own. */
export interface MxHost {
  readonly host: string
  /** The domains whose MX names it. */
  readonly serves: readonly string[]
  /**
   * - `answers`: greets as a mail server. - `refuses`: an answer that it takes no mail at all.
   * - `silent`: no answer, which may be our own way out. - `unresolvable`: it has no address.
   * - `unsure`: it turns us away, which says nothing of other senders.
   */
  readonly state: 'answers' | 'refuses' | 'silent' | 'unresolvable' | 'unsure'
  readonly text: string
}

export interface MxHostsFinding {
  readonly hosts: readonly MxHost[]
  readonly notRead?: readonly NotRead[]
}
