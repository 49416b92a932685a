-- A person who is deleted or inactive has no access: the keys that act for the person and the person's calendar are revoked, and stay so
-- if the person returns.
-- A deleted person manages nobody.
create or replace function end_access() returns trigger
  language plpgsql as $$
begin
  update api_keys set is_deleted = true, deleted_at = now()
   where organization_id = new.organization_id and user_id = new.id and not is_deleted;
  update calendar_feeds set is_deleted = true, deleted_at = now()
   where organization_id = new.organization_id and user_id = new.id and not is_deleted;
  if new.is_deleted then
    update users set manager_id = null where organization_id = new.organization_id and manager_id = new.id and not is_deleted;
  end if;
  return null;
end
$$;

create or replace trigger end_access after update on users
  for each row when (new.is_deleted or new.status = 'inactive') execute function end_access();
