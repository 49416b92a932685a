-- The organization of the transaction, or null. A setting that was set once is '' when unset, and not null.
create or replace function current_organization_id() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.organization_id', true), '')::uuid;

create or replace function current_operation() returns text
  language sql stable parallel safe
  return nullif(current_setting('app.context', true), '')::json ->> 'operationId';

create or replace function touch_updated_at() returns trigger
  language plpgsql as $$
begin
  new.updated_at := greatest(now(), old.updated_at + interval '1 millisecond');
  return new;
end
$$;

-- The migration of every tenant table ends with this call, which adds row security, grants, updated_at, and the activity log.
-- The owner bypasses row security to look up keys and for administration; requests never run as the owner.
create or replace function protect_tenant_table(tenant_table regclass, is_record boolean default true) returns void
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format(
    'create policy organization on %s to raptor_comply_app
       using (organization_id = current_organization_id())
       with check (organization_id = current_organization_id())', tenant_table);
  -- No delete: a removed row is only marked, to keep its history.
  execute format('grant select, insert, update on %s to raptor_comply_app', tenant_table);
  if exists (select from pg_attribute where attrelid = tenant_table and attname = 'updated_at' and not attisdropped) then
    execute format(
      'create trigger touch_updated_at before update on %s
         for each row when (old.* *<> new.*) execute function touch_updated_at()', tenant_table);
  end if;
  if is_record then
    execute format('alter table %s add foreign key (organization_id) references organizations', tenant_table);
    perform audit_tenant_table(tenant_table);
  end if;
end
$$;

-- Makes a column of a record table refer to its parent. The 422 for an unknown parent is found by the name of the foreign key.
create or replace function add_parent(child regclass, parent_id name, parent regclass) returns void
  language plpgsql as $$
begin
  execute format(
    'alter table %1$s add constraint %2$I foreign key (organization_id, %3$I) references %4$s %5$s;
     create index on %1$s (organization_id, %3$I, created_at, id) where deleted_at is null',
    child, child || '_' || parent_id || '_fkey', parent_id, parent,
    -- A backup restores the rows of a table in any order.
    case when child = parent then 'deferrable initially deferred' else '' end);
end
$$;
