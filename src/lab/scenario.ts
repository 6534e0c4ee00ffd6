import type { CauseId } from '../model/ids.ts'
import type { Instant } from '../model/time.ts'
import type { VerdictKind } from '../model/verdict.ts'
import type { Tenant } from './tenant/tenant.ts'

/** Which way a message goes, seen from the tenant. `internal` never leaves it. */
export type Stream = 'inbound' | 'outbound' | 'internal'

/** What happens to the messages that a break touches. */
export type Fate =
  /** They never reach the service, so no trace knows of them. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'quarantined' }
  /** Refused for good, with this reply; by a transport rule, where one is named. */
  | { readonly kind: 'failed'; readonly reply: string; readonly rule?: string; readonly connector?: string }
  /** Tried again until the break ends or a day has passed, with this reply of the next hop. */
  | { readonly kind: 'deferred'; readonly reply: string; readonly connector?: string }

/** What a break does to mail while it lasts. */
export interface MailBreak {
  readonly streams: readonly Stream[]
  /** Only messages with one of these addresses of ours. */
  readonly users?: readonly string[]
  /** Their recipients are written with this domain instead of their own. */
  readonly domain?: string
  /** Share of the touched messages that meet this fate, 0 to 1. */
  readonly share: number
  readonly fate: Fate
}

/** Something that is wrong with the tenant, from one moment to another. */
export interface Break {
  /** Minutes from the start of the scenario; negative lies before it. */
  readonly from: number
  readonly until?: number
  /** The tenant as it stands while this lasts. `since` is the moment of `from`. */
  readonly alter?: (tenant: Tenant, since: Instant) => Tenant
  readonly mail?: readonly MailBreak[]
}

/** A way in which the made-up tenant can be broken. */
export interface Scenario {
  readonly id: string
  readonly title: string
  /** One sentence: what is broken, for the people who train with it. */
  readonly story: string
  readonly breaks: readonly Break[]
  /** Messages a day, times the usual; for a scenario that needs a lively tenant. */
  readonly volume?: number
  /** Nothing is set up at all: a person has to walk the tree by hand. */
  readonly offline?: boolean
  /** What a correct diagnosis concludes, every expected cause named. */
  readonly expected: { readonly kind: VerdictKind; readonly causes: readonly CauseId[] }
}
