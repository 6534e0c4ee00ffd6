import { z } from 'zod'

export const KINDS = ['inbound connector', 'outbound connector', 'transport rule'] as const
export type Kind = (typeof KINDS)[number]

/** An object as its cmdlet gives it, whole, so that it can be made again from here. */
const Row = z.record(z.string(), z.json())
export type Row = z.infer<typeof Row>

/** The first of these properties that has a text. */
export const textIn = (row: Row, ...names: readonly string[]): string | undefined =>
  names.map((name) => row[name]).find((value) => typeof value === 'string' && value !== '') as
    | string
    | undefined

/** Rows by id, of each kind. */
export const Snapshot = z.record(z.enum(KINDS), z.record(z.string(), Row))
export type Snapshot = z.infer<typeof Snapshot>
