-- A task, with its current occurrence: the dates are computed by the clocks when it is written, and compared with now when it is read.
create table tasks (
  like private.records including all,
  title text not null,
  assignee_id uuid,
  -- Of the current occurrence. Whether it is overdue follows from late_from.
  progress text not null check (progress in ('open', 'in_progress', 'complete', 'cancelled')),
  priority text not null check (priority in ('low', 'normal', 'high', 'urgent')),
  notes text,
  requirement_part text,
  cadence text,
  recurrence text check (recurrence in ('daily', 'weekly', 'monthly', 'quarterly', 'semiannually', 'yearly')),
  -- The first date of a recurrence.
  schedule_start date,
  related_resource_type text,
  related_resource_id uuid,
  evidence_required boolean not null,
  trigger_at text,
  due_date date not null,
  -- As the clock returned them: a date, or a timestamp with an offset.
  hard_due text,
  alert_due text,
  due_reason text not null,
  opens_at timestamptz(3),
  alerts_at timestamptz(3),
  late_from timestamptz(3),
  -- The last performance.
  performed_on text,
  completed_at timestamptz(3),
  completed_by uuid,
  is_late boolean not null default false,
  -- Created by a plan, which may also end it.
  is_applied boolean not null default false
);
select add_parent('tasks', 'assignee_id', 'users');
create index tasks_by_due_date on tasks (organization_id, due_date, created_at, id) where deleted_at is null;
create index tasks_by_resource on tasks (organization_id, related_resource_id) where deleted_at is null;
-- What can still become late.
create index tasks_late on tasks (late_from) where deleted_at is null and progress in ('open', 'in_progress');
select protect_tenant_table('tasks');

-- A closed occurrence of a task. It is never changed, and survives the task's deletion.
create table task_occurrences (
  organization_id uuid not null default current_organization_id(),
  id uuid not null,
  task_id uuid not null,
  status text not null check (status in ('complete', 'missed', 'cancelled')),
  due_date date not null,
  hard_due text,
  alert_due text,
  due_reason text not null,
  trigger_at text,
  assignee_id uuid,
  performed_on text,
  is_late boolean not null,
  completed_at timestamptz(3) not null,
  completed_by uuid,
  notes text,
  reference text,
  evidence_pending boolean not null default false,
  backdated_reason text,
  created_at timestamptz(3) not null default now(),
  primary key (organization_id, id),
  constraint task_occurrences_task_id_fkey foreign key (organization_id, task_id) references tasks
);
create index task_occurrences_in_order on task_occurrences (organization_id, task_id, created_at, id);
select protect_tenant_table('task_occurrences');
