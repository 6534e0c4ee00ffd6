import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Card, Subject } from '../model/card.ts'
import type { Calm } from '../model/incident.ts'
import type { MonitorId, Signal } from '../model/monitor.ts'
import type { Page } from '../model/page.ts'
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
    /** The id of what it happened to: a diagnosis or an incident. */
    stream: string
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
    /** What it is about. It shows it, drawn anew for every update, unless it has fixed content. */
    subject: Subject['kind'] | null
    about: string | null
    content: ColumnType<Card | null, string | null, string | null>
    /** Its own buttons' token, where it has buttons that are not the diagnosis card's. */
    token: string | null
    continues: string | null
    /** The conversation in whose channel it is posted as a new thread; its own conversation is then that thread. */
    opens: string | null
    /** The card in whose conversation it is posted, once that is known. */
    parent: string | null
    /** Cards of one parent are posted in this order. */
    made: GeneratedAlways<string>
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
  tenants: {
    tenant: string
    /** Where alarms go, and why that does not work at present. */
    channel: string | null
    channel_trouble: string | null
    /** A conversation with an admin, for what cannot be said in the channel. */
    desk: string | null
    calm: Json<Calm>
    next_number: Generated<number>
    version: Generated<number>
  }
  monitors: {
    tenant: string
    monitor: MonitorId
    is_on: boolean
    on_since: Time
    memory: ColumnType<unknown, string | null, string | null>
    ticks: Generated<number>
    last_done: MaybeTime
    failures: Generated<number>
    why: string | null
  }
  incidents: {
    id: string
    tenant: string
    number: number
    state: Json<unknown>
    /** The newest signals of its parts, with what is not recorded. */
    looks: Json<readonly Signal[]>
    token: string
    /** Counts what its card has to show: events and newer looks. */
    version: number
    sequence: number
    hash: string
    opened_at: Time
    resolved_at: MaybeTime
    updated_at: Time
  }
  pages: {
    id: string
    pager: string
    tenant: string
    incident: string
    page: Json<Page>
    state: 'pending' | 'sent' | 'failed'
    attempts: Generated<number>
    trouble: string | null
    made_at: Time
  }
  timers: {
    kind: string
    /** What the job needs to know, as JSON text. */
    job: string
    due_at: Time
  }
}
