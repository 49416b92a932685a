-- What was answered to a write under an Idempotency-Key, kept in the transaction of its effect: both are there, or neither.
create table idempotent_answers (
  organization_id uuid not null default current_organization_id() references organizations,
  idempotency_key text not null check (length(idempotency_key) between 1 and 255),
  -- SHA-256 of the request: the same key with another request is a mistake.
  fingerprint bytea not null,
  status integer not null,
  headers jsonb not null,
  body bytea not null,
  created_at timestamptz(3) not null default now(),
  primary key (organization_id, idempotency_key)
);
create index idempotent_answers_by_age on idempotent_answers (organization_id, created_at);

-- An answer is a day's memory, not a record.
select protect_tenant_table('idempotent_answers', is_record => false);
grant delete on idempotent_answers to raptor_comply_app;
