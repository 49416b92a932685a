create table saved_views (
  like private.records including all,
  name text not null,
  resource text not null,
  query text not null,
  user_id uuid
);
create unique index saved_views_name on saved_views (organization_id, name) where deleted_at is null;
select add_parent('saved_views', 'user_id', 'users');
select protect_tenant_table('saved_views');
