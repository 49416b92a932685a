import { sql } from 'kysely';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { localDay, type OrganizationClock } from '../organization-clock.ts';
import { openMissed } from '../potential-noncompliances/record.ts';
import { type OpenTask, redate } from '../recompute-tasks.ts';
import { partOf, partsStartedBy, type RequirementPart } from '../requirement-parts.ts';
import { isMissed, type Missable, requireReason } from './missed-deadlines.ts';
import { insertTasks, newTask } from './new-tasks.ts';
import type { RelatedType, TaskRow } from './record.ts';

// Chained clocks: the completion of one part starts the clock of another, as CIP-007 R2.2 starts that of R2.3.

const MAX_TITLE = 255;

/** The obligation, and what the completed task was about: `Install …: Relay vendor`. */
function titleOf({ obligation }: RequirementPart, { title, requirementPart }: TaskRow): string {
  const own = partOf(requirementPart)?.obligation ?? '';
  const about = title.startsWith(own) ? title.slice(own.length) : `: ${title}`;
  return `${obligation}${about}`.slice(0, MAX_TITLE);
}

interface Performance {
  readonly occurrenceId: string;
  readonly performedOn: string;
  readonly clock: OrganizationClock;
}

/** Opens a task of each part whose clock starts with the performance of a task. */
export async function startTasks(tx: TenantTransaction, task: TaskRow, performance: Performance): Promise<void> {
  const { occurrenceId, performedOn, clock } = performance;
  const started = partsStartedBy(task.requirementPart).map((part) => ({
    ...newTask(
      {
        title: titleOf(part, task),
        requirementPart: part.id,
        triggerAt: performedOn,
        assigneeId: task.assigneeId,
        relatedResourceType: task.relatedResourceType as RelatedType | null,
        relatedResourceId: task.relatedResourceId,
      },
      clock,
    ),
    startedByTaskId: task.id,
    startedByOccurrenceId: occurrenceId,
  }));
  if (started.length > 0) await insertTasks(tx, started);
}

type Moved = OpenTask & Missable;

/** Lets the open tasks that the last performance of a task started count from its corrected date. What is done stays. Throws ApiError 422 if one was missed and no reason is given. */
export async function moveStartedTasks(
  tx: TenantTransaction,
  task: TaskRow,
  { triggerAt, clock }: { readonly triggerAt: string; readonly clock: OrganizationClock },
): Promise<void> {
  await openMissed(tx, clock.now);
  const moved: Moved[] = await tx.many(
    sqlQuery(sql<Moved>`
      update tasks
         set trigger_at = ${triggerAt},
             trigger_correction = case when late_from <= ${clock.now} then concat_ws('; ', trigger_correction,
               'trigger corrected on ' || ${localDay(clock.now, clock.zone)}::text || ' from ' || trigger_at || ', whose hard date ' || hard_due
               || ' had passed: ' || ${tx.changeReason ?? null}::text) else trigger_correction end
       where started_by_task_id = ${task.id} and trigger_at = ${task.triggerAt} and deleted_at is null
         and progress in ('open', 'in_progress')
      returning id, cadence, recurrence, requirement_part, trigger_at, schedule_start, due_date, hard_due,
                trigger_correction, created_at, progress, late_from`),
  );
  const missed = moved.find((one) => isMissed(one, clock));
  if (missed !== undefined) requireReason(tx, missed, 'triggerAt changes', 'triggerAt');
  if (moved.length > 0) await tx.many(redate(moved, clock));
}
