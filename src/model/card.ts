/** A finished Adaptive Card 1.5 as JSON, ready to attach. */
export interface Card {
  readonly type: 'AdaptiveCard'
  readonly version: '1.5'
  readonly fallbackText: string
  readonly body: readonly unknown[]
  readonly actions?: readonly unknown[]
  readonly [key: string]: unknown
}
