create table api_keys (
  organization_id uuid not null default current_organization_id() references organizations,
  id uuid not null,
  name text,
  role text,
  permissions text[] not null,
  key_hint text not null,
  key_sha256 bytea not null,
  expires_at timestamptz(3),
  deleted_at timestamptz(3),
  is_deleted boolean not null default false check (is_deleted = (deleted_at is not null)),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organization_id, id)
);
-- The one look-up that happens before the organization is known.
create unique index api_keys_key_sha256 on api_keys (key_sha256);
create index api_keys_in_order on api_keys (organization_id, created_at, id) where deleted_at is null;

select protect_tenant_table('api_keys');
