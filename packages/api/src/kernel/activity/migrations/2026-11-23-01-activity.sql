-- The activity log records what was changed, by whom, when, and why. Triggers write it for every change, at the commit. Each
-- organization's entries are the leaves of a Merkle tree, so a later change to the log itself is detected.

-- No check constraints: only the functions of this folder write entries, and PostgreSQL would parse each constraint for every statement.
create table activity_entries (
  organization_id uuid not null,
  -- 1, 2, 3 … within the organization, in the order of commits.
  sequence bigint not null,
  -- The same for all entries of a transaction, and later than that of the organization's previous transaction.
  occurred_at timestamptz not null,
  -- Whether the last entry is of the same transaction. Never a key: a restored database begins to count again.
  transaction xid8 not null default pg_current_xact_id(),
  -- Identifies the last entry that is not a refusal: while it stays the same, so does every response about the organization.
  version text not null,
  -- created, updated, deleted, restored or refused.
  action text not null,
  resource_type text not null,
  resource_id uuid,
  -- The changed fields, and after an update the whole record. json and not jsonb, to keep numbers as they were written.
  before json,
  after json,
  record json,
  -- Who made the change, why, and by which request.
  context json not null,
  -- Hashed together with the content, so that content that is withheld cannot be guessed from its hash.
  salt uuid not null default gen_random_uuid(),
  primary key (organization_id, sequence)
);
create index activity_entries_by_resource on activity_entries (organization_id, resource_type, resource_id, sequence);
create index activity_entries_by_time on activity_entries (organization_id, occurred_at, sequence);
-- A query about the past starts with every record that ever existed.
create index activity_entries_created on activity_entries (organization_id, resource_type, sequence) where action = 'created';

create trigger refuse_change before update or delete or truncate on activity_entries
  for each statement execute function refuse_change();

-- What writers and signers know of an organization's log, apart from its entries.
create table activity_logs (
  organization_id uuid primary key,
  -- The latest moment at which the past was read.
  moment timestamptz not null default '-infinity',
  -- Every checkpoint names the epoch. A new one begins when a log contradicts a checkpoint that somebody keeps.
  epoch integer not null default 1,
  -- The checkpoint that the log contradicts, in words: no changes are accepted until an operator begins a new epoch.
  contradiction text
);

-- The size of each organization's Merkle tree: its first entries are sealed. The root is that of RFC 6962.
create table activity_trees (
  organization_id uuid primary key,
  size bigint not null,
  root bytea not null
);

-- The hashes of the tree, up to 256 in a row (c2sp.org/tlog-tiles).
create table activity_tiles (
  organization_id uuid,
  level smallint,
  index bigint,
  hashes bytea not null,
  primary key (organization_id, level, index)
);
alter table activity_tiles alter hashes set storage external;

-- Requests only read the log.
alter table activity_entries enable row level security;
alter table activity_logs enable row level security;
alter table activity_trees enable row level security;
alter table activity_tiles enable row level security;
create policy organization on activity_entries for select to raptor_comply_app using (organization_id = current_organization_id());
create policy organization on activity_logs for select to raptor_comply_app using (organization_id = current_organization_id());
create policy organization on activity_trees for select to raptor_comply_app using (organization_id = current_organization_id());
create policy organization on activity_tiles for select to raptor_comply_app using (organization_id = current_organization_id());
grant select on activity_entries, activity_logs, activity_trees, activity_tiles to raptor_comply_app;

-- The names and types of each record table's fields in the log.
create schema image;

-- For each record table a view of the same name, with the rows as they were at `app.as_of_sequence`. A request about the past has this
-- schema first in its search path, so everything it reads is the past.
create schema as_of;
grant usage on schema as_of to raptor_comply_app;
