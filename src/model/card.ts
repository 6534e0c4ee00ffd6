/** A finished Adaptive Card 1.5 as JSON, ready to attach. */
export interface Card {
  readonly type: 'AdaptiveCard'
  readonly version: '1.5'
  readonly fallbackText: string
  readonly body: readonly unknown[]
  readonly actions?: readonly unknown[]
  readonly [key: string]: unknown
}

/** What a card is about: a diagnosis, an incident, or the monitors of a tenant. */
export interface Subject {
  readonly kind: 'diagnosis' | 'incident' | 'monitors'
  readonly id: string
}

/** What every button of a diagnosis card carries besides its offer. Everything in it is unproven when it comes back. */
export interface Button {
  readonly diagnosis: string
  /** One-use, bound to the state that the card was drawn for. */
  readonly token: string
}

/** The same for a button about an incident. */
export interface IncidentButton {
  readonly incident: string
  readonly token: string
}

/** The same for a button that switches a monitor. Switching twice is switching once, so that no token is needed. */
export interface MonitorsButton {
  readonly monitors: 'switch'
}
