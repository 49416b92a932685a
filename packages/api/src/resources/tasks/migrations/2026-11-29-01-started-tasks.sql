-- A task that the completion of another one started: by its occurrence, which starts a task of each part once. The foreign keys are
-- deferred: a backup restores the rows of tables that refer to each other in any order.
alter table tasks
  add column started_by_task_id uuid,
  add column started_by_occurrence_id uuid,
  add constraint tasks_started_by_task_id_fkey foreign key (organization_id, started_by_task_id) references tasks
    deferrable initially deferred,
  add constraint tasks_started_by_occurrence_id_fkey foreign key (organization_id, started_by_occurrence_id)
    references task_occurrences deferrable initially deferred;
create unique index tasks_started_by_occurrence_id on tasks (organization_id, started_by_occurrence_id, requirement_part);
create index tasks_by_starting_task on tasks (organization_id, started_by_task_id) where deleted_at is null;
