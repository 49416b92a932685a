create table cip_senior_manager_assignments (
  like private.records including all,
  user_id uuid not null,
  effective_date date not null,
  end_date date check (end_date >= effective_date),
  documented_at timestamptz(3) not null
);
create unique index cip_senior_manager_assignments_open on cip_senior_manager_assignments (organization_id)
  where end_date is null and deleted_at is null;
select add_parent('cip_senior_manager_assignments', 'user_id', 'users');
select protect_tenant_table('cip_senior_manager_assignments');
