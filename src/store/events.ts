import { createHash } from 'node:crypto'
import type { Db } from './db.ts'

/** The newest link of a chain of events. */
export interface ChainEnd {
  /** What the events happened to: the id of a diagnosis or of an incident. */
  readonly stream: string
  readonly tenant: string
  /** Number of the newest event; 0 before the first. */
  readonly sequence: number
  readonly hash: string
}

/** A chain before its first event. */
export const emptyChain = (stream: string, tenant: string): ChainEnd => ({
  stream,
  tenant,
  sequence: 0,
  hash: '',
})

/**
 * Appends events to the chain and returns its new end. The key (stream, sequence) lets one of two writers through;
 * each hash covers the one before it, so that a changed, missing or inserted event shows.
 */
export const appendEvents = async (db: Db, end: ChainEnd, events: readonly unknown[]): Promise<ChainEnd> => {
  const rows = []
  let { sequence, hash } = end
  for (const event of events) {
    sequence += 1
    const body = JSON.stringify(event)
    hash = link(hash, { ...end, sequence, body })
    rows.push({ stream: end.stream, tenant: end.tenant, sequence, body, hash })
  }
  if (rows.length > 0) await db.insertInto('events').values(rows).execute()
  return { ...end, sequence, hash }
}

/** All events of a diagnosis or an incident, oldest first. */
export const readEvents = async (db: Db, stream: string): Promise<unknown[]> => {
  const rows = await db
    .selectFrom('events')
    .select('body')
    .where('stream', '=', stream)
    .orderBy('sequence')
    .execute()
  return rows.map((row) => JSON.parse(row.body) as unknown)
}

/** `broken` names the first event that is not as it was written: changed, missing, or more than were written. */
export type Verification =
  | { readonly kind: 'sound'; readonly events: number }
  | { readonly kind: 'broken'; readonly sequence: number; readonly what: 'changed' | 'missing' | 'added' }

/** Checks a chain of events from the first one to the end that the diagnosis or the incident itself names. */
export const verifyEvents = async (db: Db, stream: string): Promise<Verification> => {
  const end = await db
    .selectFrom('diagnoses')
    .select(['sequence', 'hash'])
    .where('id', '=', stream)
    .unionAll((eb) => eb.selectFrom('incidents').select(['sequence', 'hash']).where('id', '=', stream))
    .executeTakeFirstOrThrow()
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('stream', '=', stream)
    .orderBy('sequence')
    .execute()
  let before = { sequence: 0, hash: '' }
  for (const row of rows) {
    const due = before.sequence + 1
    if (row.sequence > end.sequence) return { kind: 'broken', sequence: row.sequence, what: 'added' }
    if (row.sequence !== due) return { kind: 'broken', sequence: due, what: 'missing' }
    if (link(before.hash, row) !== row.hash) return { kind: 'broken', sequence: due, what: 'changed' }
    before = row
  }
  if (before.sequence < end.sequence)
    return { kind: 'broken', sequence: before.sequence + 1, what: 'missing' }
  if (before.hash !== end.hash) return { kind: 'broken', sequence: end.sequence, what: 'changed' }
  return { kind: 'sound', events: end.sequence }
}

interface Link {
  readonly stream: string
  readonly tenant: string
  readonly sequence: number
  readonly body: string
}

const link = (before: string, { stream, tenant, sequence, body }: Link): string =>
  createHash('sha256')
    .update(JSON.stringify([before, tenant, stream, sequence, body]))
    .digest('hex')
