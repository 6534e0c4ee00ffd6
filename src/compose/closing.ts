/** Things that were opened, closed in the opposite order. One that fails keeps no other from being closed. */
export class Closing {
  readonly #closes: (() => Promise<void>)[] = []

  add(close: () => Promise<void>): void {
    this.#closes.push(close)
  }

  /** Throws what went wrong while closing, when all is closed. */
  async close(): Promise<void> {
    const troubles: unknown[] = []
    for (const close of this.#closes.splice(0).toReversed())
      try {
        await close()
      } catch (thrown) {
        troubles.push(thrown)
      }
    if (troubles.length > 0) throw troubles.length === 1 ? troubles[0] : new AggregateError(troubles)
  }
}
