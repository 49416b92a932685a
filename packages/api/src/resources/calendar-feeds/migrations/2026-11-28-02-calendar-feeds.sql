-- The secret address of a person's calendar: one at a time.
create table calendar_feeds (
  like private.records including all,
  user_id uuid not null,
  token_sha256 bytea not null
);
-- The look-up that happens before the organization is known.
create unique index calendar_feeds_token_sha256 on calendar_feeds (token_sha256);
create unique index calendar_feeds_user_id on calendar_feeds (organization_id, user_id) where deleted_at is null;
select add_parent('calendar_feeds', 'user_id', 'users');
select protect_tenant_table('calendar_feeds');
