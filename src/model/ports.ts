import type { Card } from './card.ts'
import type { DnsAnswer, DnsRecords } from './dns.ts'
import type { Page } from './page.ts'
import type { SmtpDialogue, SmtpPlan } from './smtp.ts'
import type { Instant } from './time.ts'

/** Time as a port, so that tests own it. */
export interface Clock {
  now(): Instant
  /** Resolves after `ms`, or rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface CallOptions {
  readonly signal?: AbortSignal
}

/** Microsoft Graph v1.0. Throws GraphFault. Paths start with `/` and carry their own query. */
export interface Graph {
  /** One resource. */
  get(path: string, options?: CallOptions): Promise<unknown>
  /** A collection, followed over `@odata.nextLink`. `complete` is false when `maxPages` cut it short. */
  list(
    path: string,
    options?: CallOptions & { readonly maxPages?: number },
  ): Promise<{ readonly rows: readonly unknown[]; readonly complete: boolean }>
  /**
   * Several resources in as few calls as the service allows (`$batch`), in the order of the paths. Each has its own
   * success or GraphFault; only trouble with all of them is thrown. An adapter without it is asked one by one.
   */
  getMany?(paths: readonly string[], options?: CallOptions): Promise<readonly PromiseSettledResult<unknown>[]>
}

/** Who wants to spend a call. A diagnosis goes first: monitors leave it a share. */
export type TraceCaller = 'diagnosis' | 'monitor'

/** Message-trace rows and their details are limited apart from each other. */
export type TraceQuota = 'rows' | 'details'

/**
 * The message-trace calls of a tenant: 100 in any 5 minutes, shared by all that ask. Taking a place never waits: it
 * is granted, or it says after how many milliseconds it may be.
 */
export interface TraceBudget {
  take(call: {
    readonly tenant: string
    readonly quota: TraceQuota
    readonly caller: TraceCaller
  }): Promise<{ readonly granted: true } | { readonly granted: false; readonly afterMs: number }>
}

/** Exchange Online administration: one cmdlet with typed parameters, never script text. Throws ExchangeFault. */
export interface Exchange {
  invoke(
    cmdlet: string,
    parameters: Readonly<Record<string, unknown>>,
    options?: CallOptions,
  ): Promise<{
    readonly rows: readonly Readonly<Record<string, unknown>>[]
    readonly warnings: readonly string[]
    /** True when the service said, or a broken page shows, that rows are missing. */
    readonly truncated: boolean
  }>
}

/** DNS as the world sees it. Throws DnsFault where nobody answered properly (SERVFAIL, REFUSED, time-out). */
export interface Dns {
  query<T extends keyof DnsRecords>(
    name: string,
    type: T,
    options?: CallOptions & {
      /** Ask this server (address, optional `:port`) instead of the configured resolver. */
      readonly server?: string
      /** Take what DNSSEC would reject (CD flag, RFC 4035): an answer only this way means a broken chain of trust. */
      readonly unchecked?: boolean
    },
  ): Promise<DnsAnswer<DnsRecords[T]>>
}

/** Public texts over HTTPS, the certificate checked. Throws HttpsFault. */
export interface Https {
  get(
    url: string,
    options?: CallOptions & {
      /** How many redirects to follow; none where absent. */
      readonly redirects?: number
    },
  ): Promise<{
    readonly status: number
    /** Media type without its parameters, e.g. `text/plain`. */
    readonly type: string
    readonly text: string
  }>
}

/** A mail dialogue over a real socket. Trouble on the way is part of the dialogue, never thrown. */
export interface Smtp {
  converse(plan: SmtpPlan, options?: CallOptions): Promise<SmtpDialogue>
}

/** Everything that a probe may touch. What is not set up is there too, and throws a fault that says so. */
export interface Ports {
  readonly clock: Clock
  readonly graph: Graph
  readonly exchange: Exchange
  readonly dns: Dns
  readonly smtp: Smtp
  /** Absent where nothing beyond mail and DNS may be asked. */
  readonly https?: Https
}

/** Where a card goes. Opaque outside `teams`; `key` is the same for the same conversation (thread, group, 1:1). */
export interface Conversation {
  readonly tenant: string
  readonly key: string
  /** What the channel needs to find the conversation again; JSON, renewed from every inbound activity. */
  readonly reference: unknown
  /** The channel that it is a thread of, as a place of its own: it is renewed with its threads. */
  readonly channel?: { readonly key: string; readonly reference: unknown }
}

/** Posts and updates cards. Throws MessengerFault. */
export interface Messenger {
  /** Returns the id of the new activity. */
  post(conversation: Conversation, card: Card, options?: CallOptions): Promise<string>
  update(conversation: Conversation, activityId: string, card: Card, options?: CallOptions): Promise<void>
}

/** Opens threads in a channel. Throws MessengerFault. */
export interface Threads {
  /**
   * Posts a card as a new thread of the channel that a conversation is in; the thread is a conversation of its own. In
   * a chat, which has no threads, it is a message of that chat.
   */
  open(
    channel: Conversation,
    card: Card,
    options?: CallOptions,
  ): Promise<{ readonly conversation: Conversation; readonly activityId: string }>
}

/** A way out that needs neither the mail of the tenant nor Teams. */
export interface Pager {
  /** What people call it, e.g. `webhook`, `PagerDuty`. Says nothing secret. */
  readonly name: string
  /**
   * Resolves when the page was taken. The same page may be sent again: whoever takes it sees that by its id. Throws
   * PagerFault, whose `retry` says whether and when to send it again.
   */
  page(page: Page, options?: CallOptions): Promise<void>
}

/** Turns a drawing into a picture that every client shows. */
export interface Pictures {
  /** SVG to a PNG as a `data:` address. */
  png(svg: string): string
}
