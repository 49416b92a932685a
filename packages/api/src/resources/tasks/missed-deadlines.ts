import { sql } from 'kysely';
import { ApiError } from '../../kernel/base/errors.ts';
import { newId } from '../../kernel/base/ids.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { localDay, type OrganizationClock } from '../organization-clock.ts';
import { openMissed } from '../potential-noncompliances/record.ts';
import type { By } from './completion.ts';
import type { TaskRow } from './record.ts';

// What a requirement part asked for, and was not done in time, is not moved, cancelled, or deleted without a reason and a trace.

export type Missable = Pick<TaskRow, 'requirementPart' | 'progress' | 'lateFrom' | 'hardDue'>;

/** Whether the hard date of a requirement part passed without a performance. */
export const isMissed = ({ requirementPart, progress, lateFrom }: Missable, { now }: OrganizationClock): boolean =>
  requirementPart !== null && progress !== 'complete' && lateFrom !== null && Date.parse(lateFrom) <= Date.parse(now);

/** Returns `X-Change-Reason`. Throws ApiError 422 without it. */
export function requireReason(tx: TenantTransaction, { hardDue }: Missable, why: string, field?: string): string {
  if (tx.changeReason !== undefined) return tx.changeReason;
  const message = `X-Change-Reason is required: the hard date ${hardDue} has passed; say why ${why}`;
  throw new ApiError('unprocessable', message, field);
}

const WORDS = {
  triggerAt: 'trigger',
  cadence: 'cadence',
  recurrence: 'recurrence',
  requirementPart: 'requirement part',
  dueDate: 'due date',
} as const;

export type ClockInput = keyof typeof WORDS;

interface Correction {
  readonly field: ClockInput;
  readonly clock: OrganizationClock;
}

/**
 * Returns what the due reason says about an input of the clock that is changed after the hard date has passed. The potential
 * noncompliance of that date stays open. Throws ApiError 422 without a reason.
 */
export async function correctionOf(
  tx: TenantTransaction,
  task: TaskRow,
  { field, clock }: Correction,
): Promise<string> {
  const reason = requireReason(tx, task, `${field} changes`, field);
  await openMissed(tx, clock.now);
  const day = localDay(clock.now, clock.zone);
  const before = task[field] ?? `the first due date ${task.scheduleStart}`;
  return `${WORDS[field]} corrected on ${day} from ${before}, whose hard date ${task.hardDue} had passed: ${reason}`;
}

interface Cancelled {
  readonly taskId: string;
  /** Such as `cancelled: …`. */
  readonly how: string;
}

/** Keeps the current occurrences of tasks that are cancelled. A hard date that passed has its potential noncompliance. */
export async function cancelOccurrences(tx: TenantTransaction, tasks: readonly Cancelled[], { clock, userId }: By) {
  if (tasks.length === 0) return;
  await openMissed(tx, clock.now);
  const given = JSON.stringify(tasks.map(({ taskId, how }) => ({ id: newId(), task_id: taskId, how })));
  await tx.many(
    sqlQuery(sql`
      insert into task_occurrences (id, task_id, status, due_date, hard_due, alert_due, due_reason, trigger_at, assignee_id, is_late,
                                    completed_at, completed_by, notes)
      select n.id, t.id, 'cancelled', t.due_date, t.hard_due, t.alert_due, t.due_reason || '; ' || n.how, t.trigger_at, t.assignee_id,
             coalesce(t.late_from <= ${clock.now}, false), ${clock.now}, ${userId}, t.notes
        from json_to_recordset(${given}::json) as n (id uuid, task_id uuid, how text) join tasks t on t.id = n.task_id`),
  );
}

/** Keeps the current occurrence of a task that is cancelled or deleted. Throws ApiError 422 if it was missed and no reason is given. */
export async function endOccurrence(tx: TenantTransaction, task: TaskRow, how: 'cancelled' | 'deleted', by: By) {
  if (task.progress !== 'open' && task.progress !== 'in_progress') return;
  const missed = isMissed(task, by.clock);
  const reason = missed ? requireReason(tx, task, `the task is ${how}`) : tx.changeReason;
  await cancelOccurrences(tx, [{ taskId: task.id, how: reason === undefined ? how : `${how}: ${reason}` }], by);
}
