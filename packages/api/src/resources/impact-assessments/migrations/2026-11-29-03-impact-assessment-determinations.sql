-- What the criteria of CIP-002 said about a site or a system, and by which inputs: a row whenever that changes. It is never changed.
create table impact_assessment_determinations (
  organization_id uuid not null default current_organization_id(),
  id uuid not null,
  facility_id uuid,
  control_center_id uuid,
  cyber_system_id uuid,
  title text not null,
  previous_impact_level text,
  recorded_impact_level text,
  impact_level text not null check (impact_level in ('high', 'medium', 'low', 'not_applicable')),
  criterion text,
  reason text not null,
  is_decided boolean not null,
  missing text[] not null,
  findings jsonb not null,
  created_at timestamptz(3) not null default now(),
  primary key (organization_id, id),
  check (num_nonnulls(facility_id, control_center_id) = 1),
  foreign key (organization_id, facility_id) references facilities,
  foreign key (organization_id, control_center_id) references control_centers,
  foreign key (organization_id, cyber_system_id) references cyber_systems
);
create index impact_assessment_determinations_in_order on impact_assessment_determinations (organization_id, created_at, id);
create index impact_assessment_determinations_by_facility
  on impact_assessment_determinations (organization_id, facility_id, created_at, id);
create index impact_assessment_determinations_by_control_center
  on impact_assessment_determinations (organization_id, control_center_id, created_at, id);
create index impact_assessment_determinations_by_cyber_system
  on impact_assessment_determinations (organization_id, cyber_system_id, created_at, id);
select protect_tenant_table('impact_assessment_determinations');
