import type { ColumnType, Generated } from 'kysely'
import type { Card } from '../model/card.ts'
import type { Person } from '../model/person.ts'
import type { TraceQuota } from '../model/ports.ts'
import type { Phase } from '../model/view.ts'

/** Written as JSON text, read back parsed. `json`, not `jsonb`: it keeps every character, NUL escapes included. */
type Json<T> = ColumnType<T, string, string>
/** Written as ISO 8601 text, read back as a Date. */
type Time = ColumnType<Date, string, string>
type MaybeTime = ColumnType<Date | null, string | null, string | null>

export interface Tables {
  conversations: {
    tenant: string
    key: string
    reference: Json<unknown>
    renewed_at: Time
    /** The diagnosis that belongs to this conversation now. */
    diagnosis: string | null
  }
  diagnoses: {
    id: string
    tenant: string
    conversation: string
    snapshot: Json<unknown>
    phase: Phase
    started_by: Json<Person>
    started_at: Time
    updated_at: Time
    token: string
    /** The number and the hash of the newest event: the end of the chain. */
    sequence: number
    hash: string
  }
  events: {
    diagnosis: string
    sequence: number
    tenant: string
    /** The event as JSON text, exactly as it was hashed. */
    body: string
    hash: string
  }
  activities: {
    tenant: string
    conversation: string
    id: string
    at: Time
  }
  cards: {
    id: string
    tenant: string
    conversation: string
    /** What it shows: a diagnosis, drawn anew for every update, or fixed content. */
    diagnosis: string | null
    content: ColumnType<Card | null, string | null, string | null>
    /** Its own buttons' token, where it has buttons that are not the diagnosis card's. */
    token: string | null
    continues: string | null
    state: 'pending' | 'sending' | 'sent' | 'lost' | 'stopped'
    activity_id: string | null
    wanted: number
    urgent: number
    shown: Generated<number>
    claimed_by: string | null
    claimed_at: MaybeTime
    sent_at: MaybeTime
    not_before: MaybeTime
    attempts: Generated<number>
    trouble: string | null
  }
  trace_budgets: {
    tenant: string
    quota: TraceQuota
    /** Moments of the calls of the last minutes, milliseconds since the epoch. */
    calls: Json<readonly number[]>
  }
}
