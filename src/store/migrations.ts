import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * The schema's history, oldest first. A step that has been released is never edited. One statement per `sql`:
 * PGlite's query call takes no more.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-diagnoses': { up: (db) => run(db, DIAGNOSES) },
  '0002-trace-budgets': { up: (db) => run(db, TRACE_BUDGETS) },
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
