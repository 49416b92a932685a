grant usage on schema public to raptor_comply_app;

create table organizations (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) <= 63),
  name text not null check (name <> ''),
  is_test boolean not null default false,
  -- Its keys are refused, and its data is kept.
  disabled_at timestamptz(3),
  created_at timestamptz(3) not null default now()
);

-- The application role cannot read the table.
create function current_organization()
  returns table (id uuid, slug text, name text, is_test boolean, created_at timestamptz(3))
  language sql stable security definer set search_path = public, pg_temp
  begin atomic
    select o.id, o.slug, o.name, o.is_test, o.created_at from organizations o where o.id = current_organization_id();
  end;
revoke execute on function current_organization from public;
grant execute on function current_organization to raptor_comply_app;

-- One row, shared by all server processes of this installation.
create table installation (
  only_row boolean primary key default true check (only_row),
  -- Signs cursors.
  cursor_secret text not null default gen_random_uuid()::text || gen_random_uuid()::text
);
insert into installation default values;

-- What all tables of records start with: `create table facilities (like private.records including all, title text not null, …)`.
create schema private;
create table private.records (
  organization_id uuid not null default current_organization_id(),
  id uuid not null,
  deleted_at timestamptz(3),
  is_deleted boolean not null default false check (is_deleted = (deleted_at is not null)),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organization_id, id)
);
create index on private.records (organization_id, created_at, id) where deleted_at is null;
