create table api_keys (
  like private.records including all,
  name text,
  role text,
  permissions text[] not null,
  key_hint text not null,
  key_sha256 bytea not null,
  expires_at timestamptz(3)
);
-- The one look-up that happens before the organization is known.
create unique index api_keys_key_sha256 on api_keys (key_sha256);

select protect_tenant_table('api_keys');
