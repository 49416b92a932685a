import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { ApiError } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { exportName } from '../../kernel/slice/export.ts';
import { every } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { inPage } from '../../kernel/slice/pages.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { momentOf } from '../organization-clock.ts';
import { computedColumns, requireFilters, type TaskQuery, taskConditions } from './reading.ts';
import { REPORT_COLUMNS, reportContract } from './report-contract.ts';

type Reported = z.input<(typeof reportContract)['listTaskReport']['response']['schema']>;

interface ReportQuery extends Omit<TaskQuery, 'updatedSince' | 'dueBefore' | 'dueAfter'> {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The columns that closed and current occurrences share with their task. */
const OF_TASK = sql.raw(
  `t.title, t.requirement_part, t.cadence, t.priority, t.related_resource_type, t.related_resource_id`,
);

/** Every occurrence, with the columns by which tasks are filtered. What was missed has no more dates to compare with now. */
const occurrencesAt = (moment: string) => sql`(
  select ${OF_TASK}, o.id, o.task_id, o.created_at, o.status as progress, o.due_date, o.hard_due, o.alert_due, o.due_reason, o.assignee_id,
         o.performed_on, o.is_late, o.completed_at, o.completed_by, o.notes, o.reference, o.evidence_pending, o.backdated_reason,
         null::timestamptz as opens_at, null::timestamptz as alerts_at,
         case when o.status = 'missed' then o.completed_at end as late_from
    from task_occurrences o join tasks t on t.id = o.task_id
  union all
  select ${OF_TASK}, t.id, t.id, t.created_at, t.progress, t.due_date, t.hard_due, t.alert_due, t.due_reason, t.assignee_id,
         null, coalesce(t.late_from <= ${moment}, false), null, null, t.notes, null, false, null, t.opens_at, t.alerts_at, t.late_from
    from tasks t
   where t.deleted_at is null
     and (t.progress in ('open', 'in_progress')
          -- Before 2026-11-30, what was cancelled left no occurrence.
          or t.progress = 'cancelled' and not exists (select from task_occurrences o where o.task_id = t.id and o.status = 'cancelled'))) tasks`;

const nameOf = (column: 'assignee_id' | 'completed_by') =>
  sql.raw(`(select u.first_name || ' ' || u.last_name from users u where u.id = tasks.${column})`);

const reportQuery = (tx: TenantTransaction, { from, to, ...query }: ReportQuery, order: RawBuilder<unknown>) => {
  const conditions = [
    ...taskConditions(tx, query),
    from === undefined ? undefined : sql`due_date >= ${from}`,
    to === undefined ? undefined : sql`due_date <= ${to}`,
  ];
  return sqlQuery(sql<Reported & { readonly createdAt: string }>`
    select r.*, p.id as potential_noncompliance_id
      from (select tasks.*, ${sql.raw(computedColumns(tx))}, ${nameOf('assignee_id')} as assignee,
                   ${nameOf('completed_by')} as completed_by_name
              from ${occurrencesAt(momentOf(tx))} where ${every(conditions)}) r
      left join potential_noncompliances p on p.task_id = r.task_id and p.hard_due = r.hard_due
     where true${order}`);
};

/** Checks the filters. Throws ApiError 422. */
async function requirePeriod(tx: TenantTransaction, query: ReportQuery): Promise<void> {
  const { from, to } = query;
  if (from !== undefined && to !== undefined && from > to)
    throw new ApiError('unprocessable', `to must not be before from, ${from}`, 'to');
  await requireFilters(tx, query);
}

const PART_ROWS = 1000;
const ORDER = sql` order by r.due_date, r.created_at, r.id`;

export const taskReport = implement(reportContract, {
  async listTaskReport({ query, page }, tx) {
    await requirePeriod(tx, query);
    return tx.list(reportQuery(tx, query, inPage(page, 'r')));
  },
  async exportTaskReport({ query }, tx) {
    await requirePeriod(tx, query);
    return {
      name: await exportName(tx, 'task-report', query.from ?? '', query.to ?? ''),
      sheet: {
        columns: REPORT_COLUMNS.map((name) => ({
          name,
          source: name,
          kind: name === 'dueDate' ? ('date' as const) : ('text' as const),
        })),
        parts: tx.parts(reportQuery(tx, query, ORDER), PART_ROWS),
      },
    };
  },
});
