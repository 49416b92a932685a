-- At most one row for each organization: none until a setting differs from its default.
create table organization_settings (
  like private.records including all,
  time_zone text not null,
  jurisdiction text not null,
  nerc_registration_id text,
  functions text[],
  registration_category text check (registration_category in ('category_1', 'category_2')),
  calendar_month_reading text not null check (calendar_month_reading in ('end_of_month', 'same_day')),
  alert_days integer not null check (alert_days >= 0),
  escalation_days integer not null check (escalation_days >= 0)
);
create unique index organization_settings_one on organization_settings (organization_id);
select protect_tenant_table('organization_settings');
