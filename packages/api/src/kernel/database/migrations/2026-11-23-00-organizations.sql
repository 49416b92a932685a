grant usage on schema public to raptor_comply_app;

create table organizations (
  id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) <= 63),
  name text not null check (name <> ''),
  is_test boolean not null default false,
  created_at timestamptz(3) not null default now()
);

-- One row, shared by all server processes of this installation.
create table installation (
  only_row boolean primary key default true check (only_row),
  cursor_secret text not null
);
