import { sql } from 'kysely';
import type { TenantTransaction } from '../kernel/database/tenant-transaction.ts';
import { sqlQuery } from '../kernel/slice/sql.ts';
import { type OrganizationClock, organizationClock } from './organization-clock.ts';
import type { TaskRow } from './tasks/record.ts';
import { datesBy } from './tasks/schedule.ts';

/** Tasks in one statement. */
const BATCH = 1000;

export type OpenTask = Pick<
  TaskRow,
  | 'id'
  | 'cadence'
  | 'recurrence'
  | 'requirementPart'
  | 'triggerAt'
  | 'scheduleStart'
  | 'dueDate'
  | 'hardDue'
  | 'triggerCorrection'
  | 'createdAt'
>;

const batchQuery = (after: OpenTask | undefined) =>
  sqlQuery(sql<OpenTask>`
    select id, cadence, recurrence, requirement_part, trigger_at, schedule_start, due_date, hard_due, trigger_correction, created_at
      from tasks where not is_deleted and progress in ('open', 'in_progress') and id > ${after?.id ?? NIL}
     order by id limit ${BATCH} for no key update`);

const NIL = '00000000-0000-0000-0000-000000000000';

/** The columns of a task's dates by the clock. A date that was planned earlier than the hard date stays. */
function recomputed(task: OpenTask, clock: OrganizationClock) {
  const { id, triggerAt } = task;
  const isPlanned = task.dueDate < (task.hardDue ?? '').slice(0, 10);
  const computed = datesBy(task.cadence, { ...task, dueDate: triggerAt === null ? task.dueDate : null }, { clock });
  const dueDate = isPlanned && task.dueDate < computed.dueDate ? task.dueDate : computed.dueDate;
  const { hardDue, alertDue, dueReason, opensAt, alertsAt, lateFrom } = computed;
  return {
    ...{ id, due_date: dueDate, hard_due: hardDue, alert_due: alertDue, due_reason: dueReason },
    ...{ opens_at: opensAt, alerts_at: alertsAt, late_from: lateFrom },
  };
}

/** Writes the dates of tasks. Only what differs is written: each change is an entry in the log. What was opened or sent for the occurrence stays with it. */
export const redate = (tasks: readonly OpenTask[], clock: OrganizationClock) =>
  sqlQuery(sql`
    with n as (
      select * from json_to_recordset(${JSON.stringify(tasks.map((task) => recomputed(task, clock)))}::json) as n (
        id uuid, due_date date, hard_due text, alert_due text, due_reason text, opens_at timestamptz(3), alerts_at timestamptz(3),
        late_from timestamptz(3))
    ), moved as (
      update potential_noncompliances p set hard_due = n.hard_due, due_date = n.due_date, due_reason = n.due_reason
        from n join tasks t on t.id = n.id
       where p.task_id = t.id and p.hard_due = t.hard_due and n.hard_due <> t.hard_due
         and not exists (select from potential_noncompliances o where o.task_id = t.id and o.hard_due = n.hard_due)
    ), reminded as (
      update reminders r set hard_due = n.hard_due
        from n join tasks t on t.id = n.id
       where r.task_id = t.id and r.hard_due = t.hard_due and n.hard_due <> t.hard_due
         and not exists (select from reminders o where o.task_id = t.id and o.hard_due = n.hard_due)
    )
    update tasks t
       set due_date = n.due_date, hard_due = n.hard_due, alert_due = n.alert_due, due_reason = n.due_reason, opens_at = n.opens_at,
           alerts_at = n.alerts_at, late_from = n.late_from
      from n
     where t.id = n.id
       and (t.due_date, t.hard_due, t.alert_due, t.due_reason, t.opens_at, t.alerts_at, t.late_from)
           is distinct from (n.due_date, n.hard_due, n.alert_due, n.due_reason, n.opens_at, n.alerts_at, n.late_from)`);

/** Computes the dates of all open tasks again, after a change of the settings that they follow from. */
export async function recomputeTasks(tx: TenantTransaction): Promise<void> {
  const clock = await organizationClock(tx);
  let last: OpenTask | undefined;
  do {
    const tasks: OpenTask[] = await tx.many(batchQuery(last));
    if (tasks.length > 0) await tx.many(redate(tasks, clock));
    last = tasks.length === BATCH ? tasks.at(-1) : undefined;
  } while (last !== undefined);
}
