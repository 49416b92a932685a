-- What the criteria of CIP-002 and the scopes of the requirements ask about.
alter table facilities
  add column capacity_date date,
  add column capacity_mvar numeric check (capacity_mvar >= 0),
  add column lines200_kv integer check (lines200_kv >= 0),
  add column lines300_kv integer check (lines300_kv >= 0),
  add column connected_stations integer check (connected_stations >= 0),
  add column load_shedding_mw numeric check (load_shedding_mw >= 0),
  add column reliability_notice_date date,
  add column irol_notice_date date,
  add column nuclear_interface boolean,
  add column connects_critical_generation boolean,
  add column remedial_action_scheme boolean,
  add column ras_affects_irol boolean,
  add column restoration_resource boolean,
  add column dial_up_connectivity boolean,
  add column vendor_remote_access boolean,
  add column counts_toward_control_center boolean,
  add column not_counted_reason text,
  add constraint facilities_reason_if_not_counted
    check (counts_toward_control_center is not false or not_counted_reason is not null);

alter table control_centers
  add column functions text[] check (functions <@ array['RC', 'BA', 'TOP', 'GOP']),
  add column balancing_mw numeric check (balancing_mw >= 0);

alter table cyber_systems
  add column impact_level text check (impact_level in ('high', 'medium', 'low', 'category_2', 'not_applicable')),
  add column impact_criterion text,
  add column at_control_center boolean,
  add column dial_up_connectivity boolean,
  add column shared_generation_mw numeric check (shared_generation_mw >= 0),
  add column shared_reactive_mvar numeric check (shared_reactive_mvar >= 0);

alter table cyber_assets
  add column electronic_security_perimeter text,
  add column electronic_access_point boolean,
  add column intermediate_system boolean,
  add column managed_by text check (managed_by in ('own', 'vendor')),
  add column patchable boolean;
