create table control_centers (
  like private.records including all,
  center_title text not null,
  center_code text not null,
  bes boolean not null,
  impact_level text not null check (impact_level in ('high', 'medium', 'low', 'category_2', 'not_applicable')),
  address jsonb not null,
  address_id uuid not null check (address_id = (address ->> 'id')::uuid),
  regional_entity text not null check (regional_entity in ('WECC', 'MRO', 'NPCC', 'RFC', 'SERC', 'SPP', 'TRE')),
  nerc_registration_id text,
  commissioning_date date not null,
  esp_defined boolean not null,
  psp_defined boolean not null,
  recovery_time_objective double precision not null check (recovery_time_objective >= 0),
  recovery_point_objective double precision check (recovery_point_objective >= 0),
  backup_facility_tested date not null,
  incident_response_tested date not null,
  last_review_date date not null,
  latitude numeric check (latitude between -90 and 90),
  longitude numeric check (longitude between -180 and 180)
);
create unique index control_centers_center_code on control_centers (organization_id, center_code) where deleted_at is null;

select protect_tenant_table('control_centers');

-- Why a control center has its impact level: one row each time the rule was applied.
create table impact_determinations (
  organization_id uuid not null default current_organization_id(),
  id uuid not null default gen_random_uuid(),
  control_center_id uuid not null,
  previous_impact_level text not null,
  impact_level text not null,
  criterion text,
  interconnection text,
  capacity_mw numeric not null,
  reason text not null,
  operation_id text,
  created_at timestamptz(3) not null default now(),
  primary key (organization_id, id),
  constraint impact_determinations_control_center_id_fkey foreign key (organization_id, control_center_id) references control_centers
);
create index impact_determinations_in_order
  on impact_determinations (organization_id, control_center_id, created_at, id);
select protect_tenant_table('impact_determinations');
