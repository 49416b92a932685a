-- Requests may not read organizations, except for this about their own.
create or replace function current_organization_is_test() returns boolean
  language sql stable security definer set search_path = public, pg_temp
  return (select is_test from organizations where id = current_organization_id());
revoke execute on function current_organization_is_test from public;
grant execute on function current_organization_is_test to raptor_comply_app;
