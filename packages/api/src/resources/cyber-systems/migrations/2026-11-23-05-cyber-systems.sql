create table cyber_systems (
  like private.records including all,
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
  constraint cyber_systems_one_parent check (facility_id is null or control_center_id is null)
);
create unique index cyber_systems_system_code on cyber_systems (organization_id, system_code) where deleted_at is null;
select add_parent('cyber_systems', 'facility_id', 'facilities');
select add_parent('cyber_systems', 'control_center_id', 'control_centers');
select protect_tenant_table('cyber_systems');
