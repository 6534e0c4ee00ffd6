import type { CauseId } from './ids.ts'
import type { FlowSeries, MonitorId, Severity, Signal, SignalFact } from './monitor.ts'
import type { Person } from './person.ts'
import type { Direction } from './scope.ts'
import type { Instant } from './time.ts'
import type { VerdictKind } from './verdict.ts'

/**
 * - `triggered`: nobody has taken it. - `acknowledged`: somebody owns it. - `mitigating`: its cause is known.
 * - `monitoring`: what fired is clear again and is watched for a while. - `resolved`: over.
 */
export type IncidentPhase = 'triggered' | 'acknowledged' | 'mitigating' | 'monitoring' | 'resolved'

/** A signal as the record keeps it; its picture is only ever the newest one and is kept apart. */
export type Sighting = Omit<Signal, 'flow'>

/** What a diagnosis came to, as far as an incident needs it. */
export interface IncidentVerdict {
  readonly diagnosis: string
  readonly kind: VerdictKind
  /** The cause as a sentence, where there is one. */
  readonly title?: string
  readonly cause?: CauseId
}

/** All that can happen to an incident. Stored append-only; folding them gives the same state. */
export type IncidentEvent =
  | { readonly type: 'opened'; readonly number: number; readonly signal: Sighting; readonly at: Instant }
  /** A monitor said something new: another part, clear, firing again, worse, or simply what it looks like now. */
  | { readonly type: 'signalled'; readonly signal: Sighting; readonly at: Instant }
  /** A monitor that watches a part can or cannot see. */
  | {
      readonly type: 'sight'
      readonly monitor: MonitorId
      readonly state: 'seeing' | 'no-data' | 'broken'
      readonly since: Instant
      readonly at: Instant
    }
  /** People are told of it from now on; what is hushed at night is announced in the morning. */
  | { readonly type: 'announced'; readonly at: Instant }
  | { readonly type: 'acknowledged'; readonly by: Person; readonly at: Instant }
  /** Nothing has moved since it was acknowledged: it is nobody's again. */
  | { readonly type: 'lapsed'; readonly at: Instant }
  | { readonly type: 'snoozed'; readonly by: Person; readonly until: Instant; readonly at: Instant }
  /** Without a person: nobody acknowledged in time. */
  | { readonly type: 'escalated'; readonly level: number; readonly by?: Person; readonly at: Instant }
  | { readonly type: 'diagnosing'; readonly diagnosis: string; readonly by: Person; readonly at: Instant }
  | { readonly type: 'diagnosed'; readonly verdict: IncidentVerdict; readonly at: Instant }
  /** The regular word that it still goes on. */
  | { readonly type: 'updated'; readonly at: Instant }
  | {
      readonly type: 'approved'
      readonly monitor: MonitorId
      readonly what: string
      readonly by: Person
      readonly at: Instant
    }
  /** Without a person: seen to be clear for long enough. */
  | { readonly type: 'resolved'; readonly by?: Person; readonly at: Instant }
  /** By a person, or by what it is about. */
  | { readonly type: 'reopened'; readonly by?: Person; readonly signal?: Sighting; readonly at: Instant }
  /** A way of telling people failed; they were told in another way where there is one. */
  | { readonly type: 'undelivered'; readonly way: string; readonly trouble: string; readonly at: Instant }

/** What a person may do about an incident. */
export type IncidentOffer =
  | { readonly verb: 'acknowledge' }
  | { readonly verb: 'diagnose' }
  | { readonly verb: 'snooze' }
  | { readonly verb: 'escalate' }
  | { readonly verb: 'resolve' }
  | { readonly verb: 'reopen' }
  /** What was found is as it should be: the new baseline. `mark` is that of the state that was drawn. */
  | { readonly verb: 'approve'; readonly monitor: MonitorId; readonly what: string; readonly mark: string }
  | SwitchOffer

/** Switches a monitor; the same on every card that offers it. */
export interface SwitchOffer {
  readonly verb: 'switch'
  readonly monitor: MonitorId
  readonly on: boolean
}

/** How an incident of a cause is kept from coming again, and what would have told of it before people did. */
export interface Prevention {
  readonly title: string
  readonly checklist: readonly string[]
  /** The monitors that would have caught it, and whether they are switched on. */
  readonly monitors: readonly { readonly id: MonitorId; readonly on: boolean }[]
}

/** Lengths of time in milliseconds; absent until they are over. */
export interface IncidentTimes {
  /** From when it began to when it was opened. */
  readonly detectMs: number
  /** From when people were told to when somebody took it. */
  readonly acknowledgeMs?: number
  /** From when it began to when it was seen to be over, or a person said so. */
  readonly repairMs?: number
}

/** An incident as people see it: the one input of its card. Moments inside its texts are written by `inText`. */
export interface IncidentView {
  readonly id: string
  /** What people call it, e.g. `INC-0042`. */
  readonly name: string
  readonly phase: IncidentPhase
  readonly severity: Severity
  /** The finding as a sentence, of the worst part that fires. */
  readonly title: string
  /** What else belongs to it, one sentence each. */
  readonly also: readonly string[]
  readonly domain?: string
  readonly direction?: Direction
  /** When it began, as far as can be told. */
  readonly since: Instant
  readonly openedAt: Instant
  readonly facts: readonly SignalFact[]
  /** What cannot be seen at present, one sentence each. It proves nothing either way. */
  readonly unseen: readonly string[]
  readonly owner?: string
  /** When it goes to the next line unless somebody takes it. */
  readonly escalatesAt?: Instant
  /** The line that it has been taken to: 0 is the first. */
  readonly level: number
  readonly snoozedUntil?: Instant
  readonly nextUpdateBy?: Instant
  /** Clear since then, and over then if it stays so. */
  readonly clearSince?: Instant
  readonly resolvesAt?: Instant
  readonly resolvedAt?: Instant
  readonly resolvedBy?: string
  readonly times: IncidentTimes
  /** How often it came and went within the last hour, where that is often. */
  readonly flapping?: number
  readonly verdict?: IncidentVerdict
  readonly advice?: string
  readonly flow?: FlowSeries
  /** Only once it is resolved. */
  readonly prevention?: Prevention
  readonly offers: readonly IncidentOffer[]
}

/** A time of day, e.g. `22:00`, in the zone of the hours that it belongs to. */
export type TimeOfDay = string

/** When people sleep: P3 and P4 wait until the end. It may go over midnight. */
export interface QuietHours {
  readonly from: TimeOfDay
  readonly to: TimeOfDay
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly zone: string
}

/** Work that is known to disturb: all but P1 wait until the end. */
export interface Maintenance {
  readonly from: Instant
  readonly to: Instant
  readonly by: string
  readonly why: string
}

/** When a tenant is not to be disturbed. */
export interface Calm {
  readonly quiet?: QuietHours
  readonly maintenance: readonly Maintenance[]
}

/** What a monitor says of itself in a list: how it stands, and what to do about it. */
export interface MonitorRow {
  readonly id: MonitorId
  /** What it asks, e.g. `Does mail flow?`. */
  readonly question: string
  readonly everyMs: number
  readonly on: boolean
  /** - `good`: nothing is wrong. - `amber`: something will be, or it cannot see. - `red`: mail is hit. - `off`. */
  readonly health: 'good' | 'amber' | 'red' | 'off'
  /** A sentence. */
  readonly says: string
  /** What to do, where something is to be done. */
  readonly advice?: string
  readonly lastDone?: Instant
}

/** All monitors of a tenant: the input of the card `monitors`. */
export interface MonitorsView {
  readonly tenant: string
  readonly at: Instant
  readonly rows: readonly MonitorRow[]
  readonly offers: readonly SwitchOffer[]
}

/** A day in the channel: green, amber, red and what to do. */
export interface DigestView {
  readonly at: Instant
  readonly since: Instant
  readonly health: 'good' | 'amber' | 'red'
  readonly rows: readonly MonitorRow[]
  /** Incidents that were open in that time, newest first, one line each. */
  readonly incidents: readonly IncidentRow[]
}

/** An incident in a list. */
export interface IncidentRow {
  readonly name: string
  readonly severity: Severity
  /** What it is, how long it has been so, and who owns it. */
  readonly text: string
  /** Not told to people yet: quiet hours or maintenance hold it back. */
  readonly hushed: boolean
}

/** What goes on in a tenant, whatever the conversation is about. */
export interface WatchStatus {
  readonly at: Instant
  /** Those that are open, newest first. */
  readonly incidents: readonly IncidentRow[]
  readonly monitors: readonly MonitorRow[]
}
