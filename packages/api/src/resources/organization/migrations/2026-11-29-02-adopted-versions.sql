-- Versions of standards that the organization follows before they come into force: their ids, and the first day.
alter table organization_settings add column adopted_on jsonb;
