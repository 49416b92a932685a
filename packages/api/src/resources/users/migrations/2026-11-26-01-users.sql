create table users (
  like private.records including all,
  first_name text not null,
  last_name text not null,
  email text check (email = lower(email)),
  job_title text,
  phone text,
  person_type text not null check (person_type in ('employee', 'contractor', 'vendor')),
  employer text,
  manager_id uuid,
  role text check (role in ('admin', 'compliance_manager', 'contributor', 'auditor')),
  status text not null check (status in ('invited', 'active', 'inactive')),
  last_sign_in_at timestamptz(3),
  constraint users_managed_by_another check (manager_id <> id)
);
create unique index users_email on users (organization_id, email) where deleted_at is null;
select add_parent('users', 'manager_id', 'users');
select protect_tenant_table('users');

-- The person that a key acts for.
alter table api_keys add column user_id uuid;
select add_parent('api_keys', 'user_id', 'users');
