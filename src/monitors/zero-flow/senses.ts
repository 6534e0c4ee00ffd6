import type { Direction } from '../../model/scope.ts'
import type { Senses, State } from './witness.ts'

/** What is known besides the counts of one direction. Moments in milliseconds since the epoch. */
export interface Besides {
  /** The state of each direction at the last look. */
  readonly states: Readonly<Partial<Record<Direction, State>>>
  /** The newest row of any kind, and the newest one of either direction. */
  readonly newestMs?: number
  readonly newestOursMs?: number
  /** Open incidents of Exchange Online, where somebody asked and was answered. */
  readonly incidents?: readonly string[]
}

const OTHER: Readonly<Record<Direction, Direction>> = { inbound: 'outbound', outbound: 'inbound' }

/**
 * The other direction counts only while other rows (mail between our own people) prove that the trace is not merely
 * behind: a trace that stands still makes both directions silent at once.
 */
export const sensesOf = (
  direction: Direction,
  { states, newestMs, newestOursMs, incidents }: Besides,
): Senses => {
  const other = states[OTHER[direction]]
  const fresh = newestMs !== undefined && newestMs > (newestOursMs ?? 0)
  return {
    ...(other !== undefined && fresh ? { otherDirection: other } : {}),
    ...(incidents === undefined ? {} : { incident: incidents.length > 0 }),
  }
}

/** Whether Microsoft should be asked: only when something looks wrong, because the calls of many tenants add up. */
export const isWorthAsking = ({ inbound, outbound }: Besides['states']): boolean =>
  [inbound, outbound].some((state) => state === 'zero' || state === 'suspicious')
