import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * The schema's history, oldest first. A step that has been released is never edited. One statement per `sql`:
 * PGlite's query call takes no more.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-diagnoses': { up: (db) => run(db, DIAGNOSES) },
  '0002-trace-budgets': { up: (db) => run(db, TRACE_BUDGETS) },
  '0003-incidents': { up: (db) => run(db, INCIDENTS) },
}

const run = async (db: Kysely<unknown>, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const DIAGNOSES = [
  `create table conversations (
    tenant text not null,
    key text not null,
    reference json not null,
    renewed_at timestamptz not null,
    diagnosis text,
    primary key (tenant, key)
  )`,
  `create table diagnoses (
    id text primary key,
    tenant text not null,
    conversation text not null,
    snapshot json not null,
    phase text not null,
    started_by json not null,
    started_at timestamptz not null,
    updated_at timestamptz not null,
    token text not null,
    sequence integer not null,
    hash text not null,
    foreign key (tenant, conversation) references conversations (tenant, key)
  )`,
  `create index diagnoses_by_conversation on diagnoses (tenant, conversation, started_at)`,
  `create table events (
    diagnosis text not null references diagnoses (id) deferrable initially deferred,
    sequence integer not null,
    tenant text not null,
    body text not null,
    hash text not null,
    primary key (diagnosis, sequence)
  )`,
  `create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'rows of % are never changed or removed', tg_table_name;
    end
  $$`,
  `create trigger events_append_only before update or delete on events
    for each row execute function refuse_change()`,
  `create table activities (
    tenant text not null,
    conversation text not null,
    id text not null,
    at timestamptz not null,
    primary key (tenant, conversation, id)
  )`,
  `create index activities_by_age on activities (at)`,
  `create table cards (
    id text primary key,
    tenant text not null,
    conversation text not null,
    diagnosis text references diagnoses (id),
    content json,
    token text,
    continues text references cards (id),
    state text not null check (state in ('pending', 'sending', 'sent', 'lost', 'stopped')),
    activity_id text,
    wanted integer not null,
    urgent integer not null,
    shown integer not null default 0,
    claimed_by text,
    claimed_at timestamptz,
    sent_at timestamptz,
    not_before timestamptz,
    attempts integer not null default 0,
    trouble text,
    foreign key (tenant, conversation) references conversations (tenant, key),
    check (diagnosis is not null or content is not null)
  )`,
  `create index cards_by_diagnosis on cards (diagnosis)`,
  `create index cards_due on cards (state) where wanted > shown`,
]

const TRACE_BUDGETS = [
  `create table trace_budgets (
    tenant text not null,
    quota text not null check (quota in ('rows', 'details')),
    calls json not null,
    primary key (tenant, quota)
  )`,
]

const INCIDENTS = [
  // One chain of events for whatever has a life: a diagnosis, an incident.
  `alter table events drop constraint events_diagnosis_fkey`,
  `alter table events rename column diagnosis to stream`,
  // A card shows a subject, of which a diagnosis is one kind.
  `alter table cards add column subject text check (subject in ('diagnosis', 'incident', 'monitors'))`,
  `alter table cards add column about text`,
  `update cards set subject = 'diagnosis', about = diagnosis where diagnosis is not null`,
  `alter table cards drop column diagnosis`,
  `alter table cards add check (subject is not null or content is not null)`,
  `alter table cards add check ((subject is null) = (about is null))`,
  `create index cards_by_subject on cards (subject, about)`,
  `alter table cards add column opens text`,
  `alter table cards add column parent text references cards (id)`,
  `alter table cards add column made bigint generated always as identity`,
  `create index cards_by_parent on cards (parent, made) where parent is not null`,
  `create index cards_by_conversation on cards (tenant, conversation)`,
  `create table tenants (
    tenant text primary key,
    channel text,
    channel_trouble text,
    desk text,
    calm json not null,
    next_number integer not null default 1,
    version integer not null default 1,
    foreign key (tenant, channel) references conversations (tenant, key),
    foreign key (tenant, desk) references conversations (tenant, key)
  )`,
  `create table monitors (
    tenant text not null references tenants (tenant),
    monitor text not null,
    is_on boolean not null,
    on_since timestamptz not null,
    memory json,
    ticks integer not null default 0,
    last_done timestamptz,
    failures integer not null default 0,
    why text,
    primary key (tenant, monitor)
  )`,
  `create table incidents (
    id text primary key,
    tenant text not null references tenants (tenant),
    number integer not null,
    state json not null,
    looks json not null,
    token text not null,
    version integer not null,
    sequence integer not null,
    hash text not null,
    opened_at timestamptz not null,
    resolved_at timestamptz,
    updated_at timestamptz not null,
    unique (tenant, number)
  )`,
  `create index incidents_by_end on incidents (tenant, resolved_at)`,
  `create table pages (
    id text not null,
    pager text not null,
    tenant text not null,
    incident text not null references incidents (id),
    page json not null,
    state text not null check (state in ('pending', 'sent', 'failed')),
    attempts integer not null default 0,
    trouble text,
    made_at timestamptz not null,
    primary key (id, pager)
  )`,
  `create table timers (
    kind text not null,
    job text not null,
    due_at timestamptz not null,
    primary key (kind, job)
  )`,
  `create index timers_by_due on timers (due_at)`,
]
