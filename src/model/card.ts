/** A finished Adaptive Card 1.5 as JSON, ready to attach. */
export interface Card {
  readonly type: 'AdaptiveCard'
  readonly version: '1.5'
  readonly fallbackText: string
  readonly body: readonly unknown[]
  readonly actions?: readonly unknown[]
  readonly [key: string]: unknown
}

/** What every button of a diagnosis card carries besides its offer. Everything in it is unproven when it comes back. */
export interface Button {
  readonly diagnosis: string
  /** One-use, bound to the state that the card was drawn for. */
  readonly token: string
}
