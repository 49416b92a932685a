-- The walls: a plain role for requests, the organization a transaction works for, and the one call that
-- puts a table behind them.

-- Roles belong to the whole server, so another database may have made it, even at this moment.
do $$
begin
  if not exists (select from pg_roles where rolname = 'raptor_comply_app') then
    create role raptor_comply_app nologin noinherit nosuperuser nobypassrls;
  end if;
exception
  when duplicate_object or unique_violation then null;
end
$$;

-- Whoever runs the server must be able to drop to the plain role; a superuser already may. Since PostgreSQL 16 being a member
-- is not enough: who creates a role is a member of it, and may not set it.
do $$
begin
  if not pg_has_role(current_user, 'raptor_comply_app',
                     case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end) then
    execute format('grant raptor_comply_app to %I', current_user);
  end if;
end
$$;

grant usage on schema public to raptor_comply_app;

-- The organization of the transaction, or null. A custom setting that was once set is the empty string, not null.
create function current_organization_id() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.organization_id', true), '')::uuid;

-- What the transaction does and on whose behalf, for records that explain a change.
create function current_operation() returns text
  language sql stable parallel safe
  return nullif(current_setting('app.operation_id', true), '');

create function touch_updated_at() returns trigger
  language plpgsql as $$
begin
  new.updated_at := greatest(now(), old.updated_at + interval '1 millisecond');
  return new;
end
$$;

-- Ends the migration of every tenant table: row security for the plain role, its grants, updated_at, and the activity log.
-- The owner is not forced behind the wall: it looks keys up and administers; requests never run as the owner.
create function protect_tenant_table(tenant_table regclass, is_record boolean default true) returns void
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format(
    'create policy organization on %s to raptor_comply_app
       using (organization_id = current_organization_id())
       with check (organization_id = current_organization_id())', tenant_table);
  -- No delete: history is kept, a removed row is marked.
  execute format('grant select, insert, update on %s to raptor_comply_app', tenant_table);
  if exists (select from pg_attribute where attrelid = tenant_table and attname = 'updated_at' and not attisdropped) then
    execute format(
      'create trigger touch_updated_at before update on %s
         for each row when (old.* *<> new.*) execute function touch_updated_at()', tenant_table);
  end if;
  if is_record then
    perform audit_tenant_table(tenant_table);
  end if;
end
$$;

create table organizations (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) <= 63),
  name text not null check (name <> ''),
  is_test boolean not null default false,
  created_at timestamptz(3) not null default now()
);

-- One row: what this installation has and shares with all its server processes.
create table installation (
  only_row boolean primary key default true check (only_row),
  cursor_secret text not null
);
