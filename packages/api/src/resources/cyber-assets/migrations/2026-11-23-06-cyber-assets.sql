create table cyber_assets (
  organization_id uuid not null default current_organization_id() references organizations,
  id uuid not null,
  asset_title text not null,
  asset_tag text not null,
  count numeric not null check (count >= 1),
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
  deleted_at timestamptz(3),
  is_deleted boolean not null default false check (is_deleted = (deleted_at is not null)),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organization_id, id),
  constraint cyber_assets_cyber_system_id_fkey foreign key (organization_id, cyber_system_id) references cyber_systems
);
-- A tag names one asset within its system; plants repeat tags such as RTU-01. An empty tag names nothing.
create unique index cyber_assets_asset_tag on cyber_assets (organization_id, cyber_system_id, asset_tag)
  where deleted_at is null and asset_tag <> '';
create index cyber_assets_in_order on cyber_assets (organization_id, created_at, id) where deleted_at is null;
create index cyber_assets_by_system on cyber_assets (organization_id, cyber_system_id, created_at, id)
  where deleted_at is null;

select protect_tenant_table('cyber_assets');
