/**
 * What else speaks for or against a stop.
 *
 * - `for`: the other direction has fallen silent as well, Microsoft reports an incident, or a canary message is lost.
 * - `against`: a canary message came through.
 * - `none`: nothing that could tell.
 */
export type Witness = 'for' | 'against' | 'none'

/** The other senses of a monitor, as far as each could tell. */
export interface Senses {
  /** State of the flow in the other direction. */
  readonly otherDirection?: State
  /** Whether Microsoft reports an open incident for Exchange Online. */
  readonly incident?: boolean
  readonly canary?: 'came' | 'lost'
}

/** Mail that came through outweighs what people or services say. */
export const witnessOf = ({ otherDirection, incident, canary }: Senses): Witness => {
  if (canary === 'came') return 'against'
  const silent = otherDirection === 'zero' || otherDirection === 'suspicious'
  return canary === 'lost' || incident === true || silent ? 'for' : 'none'
}

/**
 * - `flowing`: messages come. `quiet`: none at the moment, as is usual now.
 * - `suspicious`: fewer than usual, but not surely too few; or, with an alarm, hardly any.
 * - `zero`: none, and that is no chance.
 * - `no-data`: the source has not said enough to tell. `broken`: the source cannot be asked.
 */
export const STATES = ['flowing', 'quiet', 'suspicious', 'zero', 'no-data', 'broken'] as const
export type State = (typeof STATES)[number]
