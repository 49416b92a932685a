import { nextScheduled, nextTrigger, parseCadence } from '@raptor-comply/clocks';
import { sql } from 'kysely';
import { ApiError } from '../../kernel/base/errors.ts';
import { newId } from '../../kernel/base/ids.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { updateRecord } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { readClock } from '../clock.ts';
import { localDay, type OrganizationClock } from '../organization-clock.ts';
import { closeInTime, openLate } from '../potential-noncompliances/record.ts';
import { type TaskRow, taskTable } from './record.ts';
import { ruleOf, scheduled, withCorrection } from './schedule.ts';
import { startTasks } from './started-tasks.ts';

/** How a task was performed. */
export interface Completion {
  readonly performedOn?: string | null | undefined;
  readonly notes?: string | null | undefined;
  readonly reference?: string | undefined;
  readonly evidencePending?: boolean | undefined;
  readonly backdatedReason?: string | undefined;
}

export interface By {
  readonly clock: OrganizationClock;
  readonly userId: string | null;
}

const required = (field: string, why: string): ApiError =>
  new ApiError('unprocessable', `${field} is required: ${why}`, field);

export const alreadyCompleted = (day: string | null): ApiError =>
  new ApiError('conflict', `The task was already completed on ${day}; a completion is never overwritten`);

/** Throws ApiError 409 if the task is closed: what was completed is never overwritten. */
function requireOpen({ progress, performedOn }: TaskRow): void {
  if (progress === 'cancelled') throw new ApiError('conflict', 'The task is cancelled; set its status to open first');
  if (progress === 'complete') throw alreadyCompleted(performedOn);
}

function requireEvidence({ evidenceRequired }: TaskRow, { notes, reference, evidencePending }: Completion): void {
  if (!evidenceRequired || evidencePending === true) return;
  const why = 'a completion of this task needs a note and a reference, or evidencePending';
  if (!notes) throw required('notes', why);
  if (reference === undefined) throw required('reference', why);
}

/** When it was performed: as given, or now. */
function performedAt({ cadence }: TaskRow, given: string | null | undefined, { now, zone }: OrganizationClock): string {
  if (given) return given;
  return cadence !== null && parseCadence(cadence).kind === 'minutes-after' ? now : localDay(now, zone);
}

const dayOf = (performed: string, zone: string): string =>
  performed.includes('T') ? localDay(performed, zone) : performed;

function startOf({ cadence, triggerAt, scheduleStart, dueDate }: TaskRow) {
  if (cadence === null) return dueDate;
  if (triggerAt !== null) return triggerAt;
  return cadence === 'PLANDATE' ? (scheduleStart ?? dueDate) : { firstDue: scheduleStart ?? dueDate };
}

/** The occurrence after one that was performed, or missed; undefined if there is none. */
function following(task: TaskRow, performed: string, clock: OrganizationClock) {
  const { cadence, recurrence, requirementPart, scheduleStart, dueDate } = task;
  const plan = { cadence, recurrence, requirementPart, scheduleStart, triggerAt: null, dueDate: null };
  if (recurrence !== null) {
    return scheduled({ ...plan, dueDate: nextScheduled(recurrence, scheduleStart ?? dueDate, dueDate) }, clock);
  }
  if (cadence === null) return undefined;
  const trigger = nextTrigger(parseCadence(cadence), {
    trigger: startOf(task),
    performedAt: performed,
    zone: clock.zone,
  });
  return trigger === undefined
    ? undefined
    : { ...scheduled({ ...plan, triggerAt: trigger }, clock), triggerAt: trigger };
}

interface Closing extends Completion {
  readonly status: 'complete' | 'missed';
  readonly isLate: boolean;
  readonly reason: string;
}

/** Returns the id of the closed occurrence. */
async function closeOccurrence(tx: TenantTransaction, task: TaskRow, closing: Closing, { clock, userId }: By) {
  const occurrenceId = newId();
  const { id, dueDate, hardDue, alertDue, triggerAt, assigneeId } = task;
  const { status, performedOn = null, isLate, reason, notes = null, reference = null } = closing;
  await tx.many(
    sqlQuery(sql`
      insert into task_occurrences (id, task_id, status, due_date, hard_due, alert_due, due_reason, trigger_at, assignee_id, performed_on,
                                    is_late, completed_at, completed_by, notes, reference, evidence_pending, backdated_reason)
      values (${occurrenceId}, ${id}, ${status}, ${dueDate}, ${hardDue}, ${alertDue}, ${reason}, ${triggerAt}, ${assigneeId}, ${performedOn},
              ${isLate}, ${clock.now}, ${userId}, ${notes}, ${reference}, ${closing.evidencePending ?? false},
              ${closing.backdatedReason ?? null})`),
  );
  await judgeOccurrence(tx, task, closing, { clock, userId });
  return occurrenceId;
}

/** A hard date that was missed opens a potential noncompliance. Work that was in time and entered late closes it. */
async function judgeOccurrence(tx: TenantTransaction, task: TaskRow, closing: Closing, { clock, userId }: By) {
  const { id: taskId, requirementPart, dueDate, hardDue } = task;
  if (requirementPart === null || hardDue === null) return;
  const { isLate, reason, performedOn = null, backdatedReason = '' } = closing;
  if (isLate) await openLate(tx, { taskId, requirementPart, dueDate, hardDue, dueReason: reason, performedOn });
  else if (task.status === 'overdue') {
    const disposition = `Performed in time on ${performedOn}, and entered late: ${backdatedReason}`;
    await closeInTime(tx, { taskId, hardDue, performedOn }, { disposition, now: clock.now, userId });
  }
}

/** Closes the quarters that passed before the performance. Each stands for itself: a missed quarter stays missed. */
async function missQuarters(tx: TenantTransaction, task: TaskRow, performedDay: string, by: By): Promise<TaskRow> {
  let current = task;
  while (current.cadence === 'CQ' && current.hardDue !== null && performedDay > current.hardDue) {
    const next = following(current, performedDay, by.clock);
    if (next === undefined) break;
    await closeOccurrence(tx, current, { status: 'missed', isLate: true, reason: current.dueReason }, by);
    current = { ...current, ...next };
  }
  return current;
}

/**
 * Records a performance of the current occurrence, opens the next one if the task recurs, and starts the tasks of the parts that count
 * from it.
 * @throws ApiError 409 if it is completed already, 422 if something is missing or the date cannot be.
 */
export async function completeTask(
  tx: TenantTransaction,
  task: TaskRow,
  completion: Completion,
  by: By,
): Promise<void> {
  const { clock, userId } = by;
  requireOpen(task);
  requireEvidence(task, completion);
  const performed = performedAt(task, completion.performedOn, clock);
  const day = dayOf(performed, clock.zone);
  if (task.performedOn !== null && dayOf(task.performedOn, clock.zone) === day) {
    throw alreadyCompleted(day);
  }
  if (day < localDay(clock.now, clock.zone) && completion.backdatedReason === undefined) {
    throw required('backdatedReason', `${day} is before today; say why it is entered now`);
  }
  const current = await missQuarters(tx, task, day, by);
  const { state, reason } = readClock(ruleOf(current.cadence, current.requirementPart), startOf(current), {
    ...clock,
    performedAt: performed,
  });
  if (state !== 'met' && state !== 'met_late') {
    const message = `performedOn ${day} is not in the quarter of this occurrence, which ends on ${current.hardDue}`;
    throw new ApiError('unprocessable', message, 'performedOn');
  }
  const isLate = state === 'met_late';
  const explained = withCorrection(reason, current.triggerCorrection);
  const closing = { ...completion, performedOn: performed, status: 'complete', isLate, reason: explained } as const;
  const occurrenceId = await closeOccurrence(tx, current, closing, by);
  await startTasks(tx, current, { occurrenceId, performedOn: performed, clock });
  const done = { performedOn: performed, completedAt: clock.now, completedBy: userId, isLate };
  const next = following(current, performed, clock);
  await updateRecord(tx, taskTable, task.id, { ...done, progress: next === undefined ? 'complete' : 'open', ...next });
}
