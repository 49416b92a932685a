-- The response to a write under an Idempotency-Key, kept in the same transaction as its effect: both exist, or neither.
-- No foreign key to organizations: row security sets the organization, and the check would cost every write a lookup.
create table idempotent_responses (
  organization_id uuid not null default current_organization_id(),
  idempotency_key text not null check (length(idempotency_key) between 1 and 255),
  -- SHA-256 of the request: the same key with another request is an error of the client.
  fingerprint bytea not null,
  status integer not null,
  headers jsonb not null,
  body bytea not null,
  created_at timestamptz(3) not null default now(),
  primary key (organization_id, idempotency_key)
);
-- For the removal of old rows, of all organizations at once.
create index idempotent_responses_by_moment on idempotent_responses (created_at);

select protect_tenant_table('idempotent_responses', is_record => false);
grant delete on idempotent_responses to raptor_comply_app;
