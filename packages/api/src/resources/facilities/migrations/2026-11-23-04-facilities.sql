create table facilities (
  like private.records including all,
  title text not null,
  facility_code text not null,
  facility_type text not null check (facility_type in ('generation', 'transmission', 'distribution')),
  generation_type text[],
  bes boolean not null,
  impact_level text not null check (impact_level in ('high', 'medium', 'low', 'category_2', 'not_applicable')),
  capacity_mw numeric not null check (capacity_mw >= 0),
  capacity_mva numeric not null check (capacity_mva >= 0),
  voltage_kv numeric not null check (voltage_kv >= 0),
  regional_entity text not null check (regional_entity in ('WECC', 'MRO', 'NPCC', 'RFC', 'SERC', 'SPP', 'TRE')),
  nerc_registration_id text,
  registration_status text not null
    check (registration_status in ('registered', 'pending', 'not_required', 'not_applicable')),
  registration_date date,
  interconnection text not null check (interconnection in ('eastern', 'western', 'ercot', 'québec')),
  commissioning_date date,
  last_review_date date not null,
  control_center_id uuid,
  assigned_date date,
  address jsonb,
  latitude numeric check (latitude between -90 and 90),
  longitude numeric check (longitude between -180 and 180)
);
create unique index facilities_facility_code on facilities (organization_id, facility_code) where deleted_at is null;
select add_parent('facilities', 'control_center_id', 'control_centers');
select protect_tenant_table('facilities');
