import { sql } from 'kysely';
import { z } from 'zod';
import { newId } from '../../kernel/base/ids.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { id, timestamp, timestamps } from '../../kernel/slice/fields.ts';
import type { Row } from '../../kernel/slice/record.ts';
import type { RecordTable } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { optionalText } from '../change.ts';

export const potentialNoncompliance = z
  .object({
    id: id(),
    taskId: id().describe('The task that was not performed in time.'),
    requirementPart: z.string().meta({ description: 'The requirement part.', examples: ['CIP-007-6:R2.2'] }),
    dueDate: z.string().meta({ format: 'date', description: 'The planned date.', examples: ['2026-12-31'] }),
    hardDue: z.string().meta({ description: 'The last date, or moment, in time.', examples: ['2026-12-31'] }),
    dueReason: z.string().meta({
      description: 'How the dates were calculated.',
      examples: ['35 calendar days after 2026-11-26: 2026-12-31; CIP-007-6 R2.2'],
    }),
    performedOn: z
      .string()
      .nullable()
      .meta({ description: 'When it was performed; null if it was not.', examples: [null] }),
    status: z
      .enum(['open', 'closed'])
      .meta({ description: 'Whether somebody has disposed of it.', examples: ['open'] }),
    extent: optionalText('Two of twelve relays', 'What was affected.'),
    cause: optionalText('The owner was on leave', 'Why it happened.'),
    mitigation: optionalText('A second owner was named', 'What was done about it.'),
    disposition: z
      .string()
      .nullable()
      .meta({ description: 'Why it was closed.', examples: [null] }),
    closedAt: timestamp()
      .nullable()
      .meta({ description: 'When it was closed.', examples: [null] }),
    closedBy: id()
      .nullable()
      .meta({ description: 'The user who closed it.', examples: [null] }),
    ...timestamps,
  })
  .meta({ id: 'PotentialNoncompliance' });

export const potentialNoncomplianceTable: RecordTable<Row<(typeof potentialNoncompliance)['shape']>> = {
  table: 'potential_noncompliances',
  noun: 'potential noncompliance',
  columns: ['status', 'extent', 'cause', 'mitigation', 'disposition', 'closedAt', 'closedBy'],
};

/** SQL for the tasks whose hard date passed before $1, and that have no potential noncompliance for it. */
export const MISSED = `
  from tasks t
 where t.late_from <= $1 and t.deleted_at is null and t.progress in ('open', 'in_progress') and t.requirement_part is not null
   and not exists (select from potential_noncompliances p
                    where p.organization_id = t.organization_id and p.task_id = t.id and p.hard_due = t.hard_due)`;

/** Opens a potential noncompliance for each hard date that passed without a performance. */
export const openMissed = (tx: TenantTransaction, now: string) =>
  tx.many({
    text: `insert into potential_noncompliances (task_id, requirement_part, due_date, hard_due, due_reason)
           select t.id, t.requirement_part, t.due_date, t.hard_due, t.due_reason ${MISSED} on conflict do nothing`,
    values: [now],
  });

/** An occurrence of a task of a requirement part that was closed. */
export interface ClosedOccurrence {
  readonly taskId: string;
  readonly requirementPart: string;
  readonly dueDate: string;
  readonly hardDue: string;
  readonly dueReason: string;
  readonly performedOn: string | null;
}

/** Opens a potential noncompliance for an occurrence that was missed, or performed late. One that is there gets the day of the performance. */
export const openLate = (
  tx: TenantTransaction,
  { taskId, requirementPart, dueDate, hardDue, dueReason, performedOn }: ClosedOccurrence,
) =>
  tx.many(
    sqlQuery(sql`
      insert into potential_noncompliances (id, task_id, requirement_part, due_date, hard_due, due_reason, performed_on)
      values (${newId()}, ${taskId}, ${requirementPart}, ${dueDate}, ${hardDue}, ${dueReason}, ${performedOn})
      on conflict (organization_id, task_id, hard_due) do update
         set performed_on = excluded.performed_on, due_reason = excluded.due_reason
       where excluded.performed_on is not null`),
  );

/** Closes what was opened for an occurrence that was performed in time, and entered late. */
export const closeInTime = (
  tx: TenantTransaction,
  { taskId, hardDue, performedOn }: Pick<ClosedOccurrence, 'taskId' | 'hardDue' | 'performedOn'>,
  { disposition, now, userId }: { disposition: string; now: string; userId: string | null },
) =>
  tx.many(
    sqlQuery(sql`
      update potential_noncompliances
         set performed_on = ${performedOn}, status = 'closed', disposition = ${disposition}, closed_at = ${now}, closed_by = ${userId}
       where task_id = ${taskId} and hard_due = ${hardDue} and status = 'open'`),
  );
