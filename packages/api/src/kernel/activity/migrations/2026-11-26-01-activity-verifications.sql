-- Verifications of activity logs, which a worker does in the background.
create table activity_verifications (
  organization_id uuid not null default current_organization_id(),
  id uuid not null,
  requested_at timestamptz(3) not null default now(),
  -- The result is known from then on.
  finished_at timestamptz(3),
  entries bigint,
  sealed bigint,
  -- A JSON array, empty if everything is whole.
  findings json,
  primary key (organization_id, id)
);
create index activity_verifications_by_moment on activity_verifications (organization_id, requested_at);

-- Requests only ask for verifications and read them. Workers run as the owner.
alter table activity_verifications enable row level security;
create policy organization on activity_verifications to raptor_comply_app
  using (organization_id = current_organization_id()) with check (organization_id = current_organization_id());
grant select, insert (id) on activity_verifications to raptor_comply_app;
