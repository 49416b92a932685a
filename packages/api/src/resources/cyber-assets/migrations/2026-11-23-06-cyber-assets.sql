create table cyber_assets (
  like private.records including all,
  asset_title text not null,
  asset_tag text not null,
  count numeric not null check (count >= 1 and count = trunc(count)),
  cyber_system_id uuid not null,
  cip_asset_category text not null check (cip_asset_category in
    ('bes_cyber_asset', 'protected_cyber_asset', 'eacms', 'pacs', 'transient', 'removable_media')),
  asset_type text not null,
  impact_level text not null check (impact_level in ('high', 'medium', 'low', 'category_2', 'not_applicable')),
  manufacturer text not null,
  model text not null,
  serial_number text,
  firmware_version text,
  operating_system text,
  ip_address text,
  mac_address text,
  physical_location text,
  in_service boolean not null,
  dial_up_connectivity boolean not null,
  routable_protocol boolean not null,
  remote_access_available boolean not null,
  baseline_documented boolean not null,
  ports_services_documented boolean not null,
  logging_enabled boolean not null,
  last_patch_date date,
  last_backup_date date,
  last_audit_date date,
  planned_date date,
  commissioned_date date,
  retired_date date,
  replaced_by uuid,
  constraint cyber_assets_replaced_by_another check (replaced_by <> id),
  constraint cyber_assets_retired_after_commissioned check (retired_date >= commissioned_date)
);
-- A tag names one asset within its system; plants repeat tags such as RTU-01.
create unique index cyber_assets_asset_tag on cyber_assets (organization_id, cyber_system_id, asset_tag)
  where deleted_at is null;
select add_parent('cyber_assets', 'cyber_system_id', 'cyber_systems');
select add_parent('cyber_assets', 'replaced_by', 'cyber_assets');
select protect_tenant_table('cyber_assets');
