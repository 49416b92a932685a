import { sql } from 'kysely';
import { ApiError } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { updateRecord } from '../../kernel/slice/records.ts';
import { heldClock, type OrganizationClock } from '../organization-clock.ts';
import { alreadyCompleted, type Completion, completeTask } from './completion.ts';
import { addEvidence } from './evidence.ts';
import { type ClockInput, correctionOf, endOccurrence, isMissed } from './missed-deadlines.ts';
import { type GivenTask, requireNamed } from './new-tasks.ts';
import { readTask } from './reading.ts';
import { type TaskRow, taskTable } from './record.ts';
import { scheduled, withCorrection } from './schedule.ts';
import { moveStartedTasks } from './started-tasks.ts';

/** The fields of a change. Those that are undefined keep their value. */
export type Change = Completion & {
  readonly [Field in keyof GivenTask]?: GivenTask[Field] | undefined;
} & { readonly status?: TaskRow['status'] | undefined };

const PLANNED: readonly ClockInput[] = ['triggerAt', 'requirementPart', 'cadence', 'recurrence', 'dueDate'];

const planned = (task: TaskRow, change: Change) =>
  PLANNED.find((field) => change[field] !== undefined && change[field] !== task[field]);

/** The columns of the dates, if a change gives what they follow from. */
function replanned(task: TaskRow, change: Change, clock: OrganizationClock): Partial<ReturnType<typeof scheduled>> {
  if (planned(task, change) === undefined) return {};
  const given = <Field extends ClockInput>(field: Field) =>
    change[field] === undefined ? task[field] : (change[field] ?? null);
  const requirementPart = given('requirementPart');
  const plan = {
    requirementPart,
    // Another part has another cadence.
    cadence: requirementPart === task.requirementPart ? given('cadence') : (change.cadence ?? null),
    recurrence: given('recurrence') as TaskRow['recurrence'],
    triggerAt: given('triggerAt'),
    triggerCorrection: task.triggerCorrection,
  };
  const isSameClock =
    plan.cadence !== null &&
    plan.cadence === task.cadence &&
    plan.triggerAt === task.triggerAt &&
    requirementPart === task.requirementPart;
  // A clock that counts from something sets the date, unless it is given.
  const isComputed = !isSameClock && plan.triggerAt !== null && change.dueDate === undefined;
  const dueDate = isComputed ? null : given('dueDate');
  return scheduled({ ...plan, dueDate, scheduleStart: isSameClock ? task.scheduleStart : null }, clock);
}

/** The columns that a change of what the dates follow from leaves after the hard date has passed. Throws ApiError 422 without a reason. */
async function corrected(
  tx: TenantTransaction,
  task: TaskRow,
  { change, dates, clock }: { change: Change; dates: ReturnType<typeof replanned>; clock: OrganizationClock },
) {
  const field = planned(task, change);
  // An earlier planned date moves no deadline.
  const isPlan = field === 'dueDate' && dates.hardDue === task.hardDue;
  if (field === undefined || isPlan || !isMissed(task, clock)) return {};
  const correction = await correctionOf(tx, task, { field, clock });
  return {
    dueReason: withCorrection(dates.dueReason ?? task.dueReason, correction),
    triggerCorrection: task.triggerCorrection === null ? correction : `${task.triggerCorrection}; ${correction}`,
  };
}

/** Whether a change records a performance. Throws ApiError 409 and 422 for a status that cannot be. */
function isCompletion(task: TaskRow, change: Change): boolean {
  const { status, performedOn } = change;
  const isNew = performedOn !== undefined && performedOn !== null && performedOn !== task.performedOn;
  if (status === 'complete') {
    const field = planned(task, change);
    const isDone = task.progress === 'complete' && !isNew;
    if (isDone || field === undefined) return !isDone;
    throw new ApiError('unprocessable', `${field} cannot be changed by a completion; change it before or after`, field);
  }
  if (isNew) throw new ApiError('unprocessable', 'performedOn needs the status complete', 'performedOn');
  if (status === 'overdue' && task.status !== 'overdue')
    throw new ApiError('unprocessable', 'status overdue is computed; send open or in_progress', 'status');
  if (status !== undefined && task.progress === 'complete') throw alreadyCompleted(task.performedOn);
  return false;
}

/** Changes a task, and records a performance if asked. Throws ApiError 404, 409, and 422. */
export async function changeTask(
  tx: TenantTransaction,
  id: string,
  change: Change,
  userId: string | null,
): Promise<TaskRow> {
  const clock = await heldClock(tx);
  const task = await readTask(tx, id, 'for no key update');
  const related = ['assigneeId', 'relatedResourceType', 'relatedResourceId'] as const;
  const named = related.map((field) => [field, change[field] === undefined ? task[field] : change[field]]);
  if (related.some((field) => change[field] !== undefined && change[field] !== task[field]))
    await requireNamed(tx, [Object.fromEntries(named)], () => '');
  const { title, assigneeId, relatedResourceType, relatedResourceId, recurrence, triggerAt, requirementPart } = change;
  const columns = {
    ...{ title, assigneeId, relatedResourceType, relatedResourceId, recurrence, triggerAt, requirementPart },
    priority: change.priority ?? undefined,
    evidenceRequired: change.evidenceRequired ?? undefined,
  };
  if (isCompletion(task, change)) {
    await updateRecord(tx, taskTable, id, columns);
    await completeTask(tx, task, change, { clock, userId });
  } else {
    const { status, notes, reference, evidencePending, backdatedReason } = change;
    const isEvidence = [reference, evidencePending || undefined, backdatedReason].some((value) => value !== undefined);
    // A completion that is repeated changes nothing.
    if (isEvidence && status !== 'complete') await addEvidence(tx, sql`task_id = ${id}`, change);
    const progress = status === 'overdue' || status === 'complete' ? undefined : status;
    if (status === 'cancelled') await endOccurrence(tx, task, 'cancelled', { clock, userId });
    const dates = replanned(task, change, clock);
    const correction = await corrected(tx, task, { change, dates, clock });
    await updateRecord(tx, taskTable, id, { ...columns, notes, progress, ...dates, ...correction });
    if (triggerAt && task.triggerAt !== null && triggerAt !== task.triggerAt)
      await moveStartedTasks(tx, task, { triggerAt, clock });
  }
  return readTask(tx, id);
}
