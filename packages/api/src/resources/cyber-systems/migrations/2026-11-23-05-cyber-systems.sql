create table cyber_systems (
  organization_id uuid not null default current_organization_id() references organizations,
  id uuid not null,
  system_title text not null,
  system_code text not null,
  system_type text not null
    check (system_type in ('scada', 'ems', 'dcs', 'protection', 'control', 'monitoring', 'remedial_action')),
  system_function text not null,
  facility_id uuid,
  control_center_id uuid,
  vendor_name text,
  software_version text,
  external_routable_connectivity boolean not null,
  interactive_remote_access boolean not null,
  last_vulnerability_assessment date,
  last_audit_date date,
  deleted_at timestamptz(3),
  is_deleted boolean not null default false check (is_deleted = (deleted_at is not null)),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organization_id, id),
  constraint cyber_systems_facility_id_fkey foreign key (organization_id, facility_id) references facilities,
  constraint cyber_systems_control_center_id_fkey foreign key (organization_id, control_center_id) references control_centers,
  constraint cyber_systems_one_parent check (facility_id is null or control_center_id is null)
);
create unique index cyber_systems_system_code on cyber_systems (organization_id, system_code) where deleted_at is null and system_code <> '';
create index cyber_systems_in_order on cyber_systems (organization_id, created_at, id) where deleted_at is null;
create index cyber_systems_by_facility on cyber_systems (organization_id, facility_id, created_at, id)
  where deleted_at is null;
create index cyber_systems_by_control_center on cyber_systems (organization_id, control_center_id, created_at, id)
  where deleted_at is null;

select protect_tenant_table('cyber_systems');
