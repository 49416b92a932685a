-- The activity log records what was changed, by whom and when. Triggers write it for every change. Each organization's entries form a
-- chain of hashes, so a later change to the log itself is detected.

-- No check constraints: only the functions of this folder write entries, and PostgreSQL would parse each constraint for every statement.
create table activity_entries (
  organization_id uuid not null,
  -- 1, 2, 3 … within the organization, in the order of commits.
  sequence bigint not null,
  -- The same for all entries of a transaction, and later than that of the organization's previous transaction.
  occurred_at timestamptz(3) not null,
  -- api_key, operator or database.
  actor_type text not null,
  actor_id uuid,
  actor_label text,
  operation_id text,
  -- created, updated, deleted, restored or refused.
  action text not null,
  resource_type text not null,
  resource_id uuid,
  -- The changed fields, and after an update the whole record. json and not jsonb, to keep the canonical text that was hashed.
  before json,
  after json,
  record json,
  change_reason text,
  request_id text,
  -- SHA-256 of the entry's canonical form, which includes the previous entry's hash.
  previous_hash bytea not null,
  hash bytea not null,
  primary key (organization_id, sequence)
);
create index activity_entries_by_resource on activity_entries (organization_id, resource_type, resource_id, sequence);
create index activity_entries_by_time on activity_entries (organization_id, occurred_at, sequence);
-- A query about the past starts with every record that ever existed.
create index activity_entries_created on activity_entries (organization_id, resource_type, sequence) where action = 'created';

create trigger refuse_change before update or delete or truncate on activity_entries
  for each statement execute function refuse_change();

-- The end of each organization's chain.
create table activity_heads (
  organization_id uuid primary key,
  sequence bigint not null default 0,
  -- Identifies the last entry that is not a refusal: while it stays the same, so does every response about the organization.
  version text not null default '0',
  occurred_at timestamptz(3) not null default '-infinity',
  hash bytea not null default decode(repeat('00', 32), 'hex')
);

-- Requests only read the log.
alter table activity_entries enable row level security;
alter table activity_heads enable row level security;
create policy organization on activity_entries for select to raptor_comply_app using (organization_id = current_organization_id());
create policy organization on activity_heads for select to raptor_comply_app using (organization_id = current_organization_id());
grant select on activity_entries, activity_heads to raptor_comply_app;

-- The entries of running transactions. They are numbered and chained at the commit, so no transaction waits for another one that is still
-- running. Unlogged, as no transaction survives a crash.
create schema private;
create unlogged table private.activity_pending (
  transaction xid8 not null default pg_current_xact_id(),
  ordinal bigint generated always as identity,
  -- The transaction's first entry: its trigger chains all of them.
  is_first boolean not null,
  organization_id uuid not null,
  action text not null,
  resource_type text not null,
  resource_id uuid,
  before json,
  after json,
  record json,
  primary key (transaction, ordinal)
);
create constraint trigger seal_activity after insert on private.activity_pending
  deferrable initially deferred for each row when (new.is_first) execute function seal_activity();

-- For each record table a view of the same name, with the rows as they were at `app.as_of_sequence`. A request about the past has this
-- schema first in its search path, so everything it reads is the past.
create schema as_of;
grant usage on schema as_of to raptor_comply_app;
