-- Checkpoints of the activity logs are signed with a key that is never in the database. Its public key is pinned here, so that a process
-- with another key does not sign.
alter table installation add id uuid not null default gen_random_uuid();
-- Ed25519, 32 bytes each. The last one is in use; the others were replaced.
alter table installation add public_keys bytea[] not null default '{}';

-- What witnesses have signed: a line of a signed note each (c2sp.org/tlog-cosignature).
create table activity_cosignatures (
  organization_id uuid,
  origin text,
  size bigint,
  witness text,
  root bytea not null,
  line text not null,
  primary key (organization_id, origin, size, witness)
);
alter table activity_cosignatures enable row level security;
create policy organization on activity_cosignatures for select to raptor_comply_app using (organization_id = current_organization_id());
grant select on activity_cosignatures to raptor_comply_app;
