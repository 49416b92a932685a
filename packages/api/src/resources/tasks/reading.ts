import { sql } from 'kysely';
import { notFound, unknownReference } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { isUuid } from '../../kernel/slice/fields.ts';
import { type Condition, contains, equals, since } from '../../kernel/slice/filters.ts';
import { findParent, listRecords, selectFrom } from '../../kernel/slice/records.ts';
import { sqlQuery, sqlText } from '../../kernel/slice/sql.ts';
import { controlCenter } from '../control-centers/record.ts';
import { facility } from '../facilities/record.ts';
import { momentOf } from '../organization-clock.ts';
import { user } from '../users/record.ts';
import { RELATED } from './new-tasks.ts';
import { type TaskRow, taskTable } from './record.ts';

// The status and state of a task are computed when it is read, from the moments that the clock set when it was written.

/** SQL for the state at a moment. The moment is one of ours, so that it needs no escape. */
const stateAt = (moment: string): string => `case
  when progress = 'cancelled' then 'cancelled'
  when progress = 'complete' then case when is_late then 'met_late' else 'met' end
  when late_from <= '${moment}' then 'overdue'
  when opens_at > '${moment}' then 'upcoming'
  when alerts_at <= '${moment}' then 'alert'
  else 'open' end`;

const statusAt = (moment: string): string =>
  `case when progress in ('open', 'in_progress') and late_from <= '${moment}' then 'overdue' else progress end`;

/** SQL for the computed columns of tasks, as they are at the moment of the request. */
export function computedColumns(tx: TenantTransaction): string {
  const moment = new Date(momentOf(tx)).toISOString();
  return `${statusAt(moment)} as status, ${stateAt(moment)} as state`;
}

export interface TaskQuery {
  readonly q?: string | undefined;
  readonly updatedSince?: string | undefined;
  readonly status?: string | undefined;
  readonly state?: string | undefined;
  readonly assigneeId?: string | undefined;
  readonly requirementPart?: string | undefined;
  readonly standard?: string | undefined;
  readonly priority?: string | undefined;
  readonly dueBefore?: string | undefined;
  readonly dueAfter?: string | undefined;
  readonly relatedResourceId?: string | undefined;
  readonly facilityId?: string | undefined;
  readonly controlCenterId?: string | undefined;
}

/** The tasks about a site, or about what is in it. An array: a join is slow while the tables have no statistics. */
const atSite = (field: 'facilityId' | 'controlCenterId', id: string | undefined): Condition =>
  id === undefined
    ? undefined
    : sql`related_resource_id = any (array(
        select ${id}::uuid
        union all select s.id from cyber_systems s where s.${sql.ref(field)} = ${id}
        union all select p.id from physical_areas p where p.${sql.ref(field)} = ${id}
        union all select a.id from cyber_assets a join cyber_systems s on s.id = a.cyber_system_id where s.${sql.ref(field)} = ${id}))`;

const when = (value: string | undefined, condition: (value: string) => Condition): Condition =>
  value === undefined ? undefined : condition(value);

export function taskConditions(tx: TenantTransaction, query: TaskQuery): Condition[] {
  const moment = new Date(momentOf(tx)).toISOString();
  return [
    contains(['title', 'notes', 'requirementPart'], query.q),
    since('tasks', query.updatedSince),
    when(query.status, (status) => sql`${sql.raw(statusAt(moment))} = ${status}`),
    when(query.state, (state) => sql`${sql.raw(stateAt(moment))} = ${state}`),
    equals('assigneeId', query.assigneeId),
    equals('requirementPart', query.requirementPart),
    when(query.standard, (standard) => sql`requirement_part like ${standard.replace(/[\\%_]/g, '\\$&')} || '%'`),
    equals('priority', query.priority),
    when(query.dueBefore, (date) => sql`due_date < ${date}`),
    when(query.dueAfter, (date) => sql`due_date > ${date}`),
    equals('relatedResourceId', query.relatedResourceId),
    atSite('facilityId', query.facilityId),
    atSite('controlCenterId', query.controlCenterId),
  ];
}

/** Returns a task, locked if asked. Throws ApiError 404. */
export function readTask(tx: TenantTransaction, id: string, locked?: 'for no key update'): Promise<TaskRow> {
  const lock = locked ?? (tx.locksRecord ? 'for no key update' : '');
  const text = `${selectFrom(taskTable, [computedColumns(tx)])} where id = $1 and not is_deleted ${lock}`;
  return tx.one<TaskRow>(sqlText(text, id), () => notFound('task'));
}

/** Returns the tasks with these ids, in the order of creation. */
export const readTasks = (tx: TenantTransaction, ids: readonly string[]) =>
  listRecords(tx, taskTable, [sql`id = any (${ids.filter(isUuid)}::uuid[])`], {
    page: {},
    more: [computedColumns(tx)],
  });

/** A resource of any kind that a task can be about, also a deleted one. */
const resourceQuery = (id: string) => {
  const all = Object.values(RELATED).map(({ table }) => sql`select id from ${sql.table(table)} where id = ${id}`);
  return sqlQuery(sql<{ id: string }>`${sql.join(all, sql` union all `)}`);
};

/** Checks the ids in a query. Throws ApiError 422. */
export async function requireFilters(tx: TenantTransaction, query: TaskQuery): Promise<void> {
  const { assigneeId, facilityId, controlCenterId, relatedResourceId } = query;
  await tx.batch([
    ...findParent(user, assigneeId, 'assigneeId'),
    ...findParent(facility, facilityId, 'facilityId'),
    ...findParent(controlCenter, controlCenterId, 'controlCenterId'),
  ]);
  if (relatedResourceId === undefined) return;
  const otherwise = () => unknownReference('relatedResourceId', 'resource');
  if (!isUuid(relatedResourceId)) throw otherwise();
  await tx.one(resourceQuery(relatedResourceId), otherwise);
}
