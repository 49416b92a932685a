-- The sessions of browsers. A session acts for an API key, and ends with it. The activity log has when each began and was ended.
create table sessions (
  like private.records including all,
  token_sha256 bytea not null,
  api_key_id uuid not null,
  expires_at timestamptz(3) not null,
  address text,
  user_agent text
);
-- A look-up that happens before the organization is known, like that of a key.
create unique index sessions_token_sha256 on sessions (token_sha256);
select add_parent('sessions', 'api_key_id', 'api_keys');
select protect_tenant_table('sessions');

-- Apart from the sessions, because a use is no change to log.
create table session_uses (
  organization_id uuid not null default current_organization_id(),
  session_id uuid not null,
  last_used_at timestamptz(3) not null,
  primary key (organization_id, session_id),
  foreign key (organization_id, session_id) references sessions
);
select protect_tenant_table('session_uses', is_record => false);

-- Links that begin a session, once.
create table sign_in_links (
  organization_id uuid not null default current_organization_id(),
  token_sha256 bytea not null,
  api_key_id uuid not null,
  expires_at timestamptz(3) not null,
  primary key (organization_id, token_sha256),
  foreign key (organization_id, api_key_id) references api_keys
);
create unique index sign_in_links_token_sha256 on sign_in_links (token_sha256);
select protect_tenant_table('sign_in_links', is_record => false);
