import type { Button, Card, IncidentButton, MonitorsButton } from '../model/card.ts'
import type { IncidentOffer, QuietHours, SwitchOffer } from '../model/incident.ts'
import type { Person } from '../model/person.ts'
import type { Conversation } from '../model/ports.ts'
import type { Scope } from '../model/scope.ts'
import type { Instant } from '../model/time.ts'
import type { Offer } from '../model/view.ts'

/** What a person can ask for, already read from their words. */
export type Command =
  | { readonly verb: 'diagnose'; readonly scope: Scope }
  | { readonly verb: 'status' }
  | { readonly verb: 'help' }
  /** Not understood: `said` is the first word, `nearest` the verb that looks most like it, `why` what was wrong. */
  | { readonly verb: 'unclear'; readonly said: string; readonly nearest?: string; readonly why?: string }

/** Who said something, where and when. `activityId` repeats when the channel delivers twice. */
export interface Incoming {
  readonly conversation: Conversation
  readonly by: Person
  readonly activityId: string
  readonly at: Instant
  /** In a 1:1 chat. */
  readonly alone?: boolean
}

export type { Button }

interface OnCard {
  /** The card that was clicked, where the channel tells. */
  readonly cardId?: string
}
export interface DiagnosisClick extends Button, OnCard {
  readonly offer: Offer
}
export interface IncidentClick extends IncidentButton, OnCard {
  readonly offer: IncidentOffer
}
export interface MonitorsClick extends MonitorsButton, OnCard {
  readonly offer: SwitchOffer
}
/** A button that somebody pressed. What it is about is told by its shape. */
export type Click = DiagnosisClick | IncidentClick | MonitorsClick

/** What can be typed in the thread of an incident as well as pressed. */
export type TypedVerb = 'acknowledge' | 'snooze' | 'escalate' | 'resolve' | 'reopen'

/** Something to decode: pasted words, or a file as it was dropped. */
export type Pasted =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly name: string; readonly bytes: Uint8Array }

/**
 * Use cases that an engine may have besides. An edge offers the word for one only where it is there, and lets only
 * those call it who may. Like commands, each answers through the messenger, and a repeated activity does nothing.
 */
export interface Further {
  /** Says what bounces, replies and codes mean. */
  decode(incoming: Incoming, pasted: readonly Pasted[]): Promise<void>
  /** Does to the incident of this thread what its buttons do, for those who rather type. */
  act(incoming: Incoming, verb: TypedVerb): Promise<void>
  /** Alarms come to this channel from now on; in a 1:1 chat: what cannot be said there comes here. */
  here(incoming: Incoming): Promise<void>
  /** Shows the monitors, or switches one. */
  monitors(incoming: Incoming, change?: { readonly monitor: string; readonly on: boolean }): Promise<void>
  /** The record of the incident of this conversation. */
  report(incoming: Incoming): Promise<void>
  /** Nothing but P1 is told for so long, because work is known to disturb; `0` ends it. */
  maintenance(incoming: Incoming, minutes: number, why: string): Promise<void>
  /** P3 and P4 wait from now on in these hours; undefined ends that. */
  quiet(incoming: Incoming, hours: QuietHours | undefined): Promise<void>
  /** An admin is here in a 1:1 chat: a place for what cannot be told in the incident channel. */
  desk(conversation: Conversation): Promise<void>
  /** The bot was removed: nothing can be said there until it is added again. */
  left(conversation: Conversation): Promise<void>
  /** The bot was added: what could not be said is said now. */
  joined(conversation: Conversation): Promise<void>
}

/** The use cases that an edge may call. */
export interface Engine extends Partial<Further> {
  /** Acts on a command. The answer is posted through the messenger; a repeated activity does nothing. */
  command(incoming: Incoming, command: Command): Promise<void>
  /** Acts on a button and returns the card to show in its place: the current one when the click is stale. */
  click(incoming: Incoming, click: Click): Promise<Card>
}
