import type { Instant } from './time.ts'

export const DIRECTIONS = ['inbound', 'outbound'] as const
export type Direction = (typeof DIRECTIONS)[number]

/** What a diagnosis is about. Everything is optional for the person who asks: the default is "both, everything". */
export interface Scope {
  readonly directions: readonly Direction[]
  /** One accepted domain; absent means all of them. */
  readonly domain?: string
  /** A sample address of ours, sender or recipient. */
  readonly address?: string
  /** Since when mail is missing, if somebody knows. */
  readonly since?: Instant
}

export const EVERYTHING: Scope = { directions: DIRECTIONS }
