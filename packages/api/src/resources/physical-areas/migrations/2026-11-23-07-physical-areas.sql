create table physical_areas (
  like private.records including all,
  name text not null check (name <> ''),
  description text,
  facility_id uuid,
  control_center_id uuid,
  constraint physical_areas_one_parent check (num_nonnulls(facility_id, control_center_id) = 1)
);
create unique index physical_areas_name
  on physical_areas (organization_id, coalesce(facility_id, control_center_id), name) where deleted_at is null;
select add_parent('physical_areas', 'facility_id', 'facilities');
select add_parent('physical_areas', 'control_center_id', 'control_centers');
select protect_tenant_table('physical_areas');

-- That an asset is in an area: a record like others, so that the past knows who was where.
create table physical_area_cyber_assets (
  organization_id uuid not null default current_organization_id(),
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
