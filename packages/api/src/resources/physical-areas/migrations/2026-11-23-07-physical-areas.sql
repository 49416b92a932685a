create table physical_areas (
  organization_id uuid not null default current_organization_id() references organizations,
  id uuid not null,
  name text not null check (name <> ''),
  description text,
  facility_id uuid,
  control_center_id uuid,
  deleted_at timestamptz(3),
  is_deleted boolean not null default false check (is_deleted = (deleted_at is not null)),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (organization_id, id),
  constraint physical_areas_facility_id_fkey foreign key (organization_id, facility_id) references facilities,
  constraint physical_areas_control_center_id_fkey foreign key (organization_id, control_center_id) references control_centers,
  constraint physical_areas_one_parent check (num_nonnulls(facility_id, control_center_id) = 1)
);
create unique index physical_areas_name
  on physical_areas (organization_id, coalesce(facility_id, control_center_id), name) where deleted_at is null;
create index physical_areas_by_facility on physical_areas (organization_id, facility_id, created_at, id)
  where deleted_at is null;
create index physical_areas_by_control_center on physical_areas (organization_id, control_center_id, created_at, id)
  where deleted_at is null;
select protect_tenant_table('physical_areas');

-- That an asset is in an area: a record like others, so that the past knows who was where.
create table physical_area_cyber_assets (
  organization_id uuid not null default current_organization_id() references organizations,
  id uuid not null default gen_random_uuid(),
  physical_area_id uuid not null,
  cyber_asset_id uuid not null,
  deleted_at timestamptz(3),
  is_deleted boolean not null default false check (is_deleted = (deleted_at is not null)),
  primary key (organization_id, id),
  constraint physical_area_cyber_assets_physical_area_id_fkey foreign key (organization_id, physical_area_id) references physical_areas,
  constraint physical_area_cyber_assets_cyber_asset_id_fkey foreign key (organization_id, cyber_asset_id) references cyber_assets
);
create unique index physical_area_cyber_assets_once
  on physical_area_cyber_assets (organization_id, physical_area_id, cyber_asset_id) where deleted_at is null;
create index physical_area_cyber_assets_by_asset on physical_area_cyber_assets (organization_id, cyber_asset_id);
select protect_tenant_table('physical_area_cyber_assets');
