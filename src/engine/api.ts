import type { Button, Card } from '../model/card.ts'
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
}

export type { Button }

export interface Click extends Button {
  readonly offer: Offer
  /** The card that was clicked, where the channel tells. */
  readonly cardId?: string
}

/** The use cases that an edge may call. */
export interface Engine {
  /** Acts on a command. The answer is posted through the messenger; a repeated activity does nothing. */
  command(incoming: Incoming, command: Command): Promise<void>
  /** Acts on a button and returns the card to show in its place: the current one when the click is stale. */
  click(incoming: Incoming, click: Click): Promise<Card>
}
