-- Work outside the database (mail, webhooks, files), inserted in the transaction that causes it and done by a worker afterwards.
-- A row is deleted when its work is done.
create table outbox (
  organization_id uuid not null default current_organization_id(),
  id uuid not null,
  kind text not null,
  payload jsonb not null,
  -- When the job is due; while a worker has it, when its claim expires.
  run_at timestamptz(3) not null default now(),
  -- The number of starts, which identifies the attempt: only the latest one may finish the job.
  attempts integer not null default 0,
  -- A code and not a message, which may quote the payload.
  last_error text,
  -- When the last attempt failed.
  failed_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  primary key (organization_id, id)
);
create index outbox_due on outbox (run_at) where failed_at is null;

-- Requests only insert, and only for their own organization. Workers run as the owner.
alter table outbox enable row level security;
create policy organization on outbox for insert to raptor_comply_app with check (organization_id = current_organization_id());
grant insert (id, kind, payload) on outbox to raptor_comply_app;
