-- Whether people get mails about what is due. Null, in a row from before this column, is yes.
alter table organization_settings add column reminders_enabled boolean;

-- What a person was reminded of. A row is inserted with the job that sends it, so that nobody is reminded twice of the same.
create table reminders (
  organization_id uuid not null,
  task_id uuid not null,
  user_id uuid not null,
  -- Of the occurrence.
  hard_due text not null,
  -- Goes to the manager of the assignee.
  is_escalation boolean not null,
  -- The day that the reminder is for; for a clock in hours or minutes, the moment in UTC. Texts that are in order.
  occasion text not null,
  job_id uuid not null,
  sent_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  primary key (organization_id, task_id, user_id, hard_due, is_escalation, occasion),
  foreign key (organization_id, task_id) references tasks,
  foreign key (organization_id, user_id) references users
);
create index reminders_by_job on reminders (organization_id, job_id);

-- Only the owner inserts them. A change of the time zone can change the hard date of an occurrence.
alter table reminders enable row level security;
create policy organization on reminders to raptor_comply_app
  using (organization_id = current_organization_id()) with check (organization_id = current_organization_id());
grant select, update (hard_due) on reminders to raptor_comply_app;
