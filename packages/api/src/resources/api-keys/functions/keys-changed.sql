-- Every server then forgets the keys that it knows: a revoked key, and those of a disabled organization, stop working at once.
create or replace function notify_keys_changed() returns trigger
  language plpgsql as $$
begin
  notify keys_changed;
  return null;
end
$$;

create or replace trigger keys_changed after update or delete on api_keys
  for each statement execute function notify_keys_changed();
create or replace trigger keys_changed after update or delete on organizations
  for each statement execute function notify_keys_changed();
