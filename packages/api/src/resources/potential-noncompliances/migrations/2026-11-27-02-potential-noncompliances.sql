-- A hard date of a requirement part that passed without a performance. It is never deleted: somebody disposes of it.
create table potential_noncompliances (
  like private.records including all,
  task_id uuid not null,
  requirement_part text not null,
  due_date date not null,
  hard_due text not null,
  due_reason text not null,
  status text not null default 'open' check (status in ('open', 'closed')),
  extent text,
  cause text,
  mitigation text,
  disposition text,
  closed_at timestamptz(3),
  closed_by uuid,
  constraint potential_noncompliances_closed check ((status = 'closed') = (closed_at is not null and disposition is not null)),
  constraint potential_noncompliances_never_deleted check (not is_deleted)
);
-- One statement opens those of many tasks.
alter table potential_noncompliances alter column id set default gen_random_uuid();
create unique index potential_noncompliances_once on potential_noncompliances (organization_id, task_id, hard_due);
select add_parent('potential_noncompliances', 'task_id', 'tasks');
select protect_tenant_table('potential_noncompliances');
