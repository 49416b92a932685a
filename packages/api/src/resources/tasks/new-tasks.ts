import { sql } from 'kysely';
import { ApiError } from '../../kernel/base/errors.ts';
import { newId } from '../../kernel/base/ids.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import type { AnyRecord } from '../../kernel/slice/record.ts';
import { type Reference, requireAll } from '../../kernel/slice/records.ts';
import { columnName, identifier, sqlQuery } from '../../kernel/slice/sql.ts';
import { controlCenter } from '../control-centers/record.ts';
import { cyberAsset } from '../cyber-assets/record.ts';
import { cyberSystem } from '../cyber-systems/record.ts';
import { facility } from '../facilities/record.ts';
import type { OrganizationClock } from '../organization-clock.ts';
import { physicalArea } from '../physical-areas/record.ts';
import { user } from '../users/record.ts';
import { type RelatedType, type TaskRow, taskTable } from './record.ts';
import { scheduled } from './schedule.ts';

export const RELATED: Readonly<Record<RelatedType, AnyRecord>> = {
  facility,
  control_center: controlCenter,
  cyber_system: cyberSystem,
  cyber_asset: cyberAsset,
  physical_area: physicalArea,
  user,
};

/** The fields of a task that a caller gives. */
export interface GivenTask {
  readonly title: string;
  readonly assigneeId?: string | null | undefined;
  readonly dueDate?: string | null | undefined;
  readonly recurrence?: TaskRow['recurrence'] | undefined;
  readonly cadence?: string | null | undefined;
  readonly triggerAt?: string | null | undefined;
  readonly requirementPart?: string | null | undefined;
  readonly relatedResourceType?: RelatedType | null | undefined;
  readonly relatedResourceId?: string | null | undefined;
  readonly priority?: TaskRow['priority'] | null | undefined;
  readonly evidenceRequired?: boolean | null | undefined;
  readonly notes?: string | null | undefined;
}

type Related = Pick<GivenTask, 'assigneeId' | 'relatedResourceType' | 'relatedResourceId'>;

/** Checks that the people and resources that tasks name exist, and holds them. Throws ApiError 422 naming the field. */
export async function requireNamed(
  tx: TenantTransaction,
  tasks: readonly Related[],
  prefix: (index: number) => string,
) {
  const named = new Map<AnyRecord, Reference[]>();
  const name = (record: AnyRecord, field: string, id: string) =>
    named.set(record, [...(named.get(record) ?? []), [field, id]]);
  for (const [index, { assigneeId, relatedResourceType, relatedResourceId }] of tasks.entries()) {
    const at = prefix(index);
    const hasType = (relatedResourceType ?? null) !== null;
    const hasId = (relatedResourceId ?? null) !== null;
    if (hasType !== hasId) {
      const field = `${at}${hasId ? 'relatedResourceType' : 'relatedResourceId'}`;
      throw new ApiError('unprocessable', `${field} is required, or omit both related fields`, field);
    }
    if (typeof assigneeId === 'string') name(user, `${at}assigneeId`, assigneeId);
    if (relatedResourceType && typeof relatedResourceId === 'string')
      name(RELATED[relatedResourceType], `${at}relatedResourceId`, relatedResourceId);
  }
  for (const [record, references] of named) await requireAll(tx, record, { references, lock: 'for key share' });
}

/** The columns of a new task. Throws ApiError 422. */
export function newTask(given: GivenTask, clock: OrganizationClock, at = '') {
  const { title, assigneeId = null, relatedResourceType = null, relatedResourceId = null, notes = null } = given;
  const { recurrence = null, triggerAt = null, requirementPart = null, dueDate = null, cadence = null } = given;
  return {
    ...{ title, assigneeId, relatedResourceType, relatedResourceId, notes, recurrence, triggerAt, requirementPart },
    ...scheduled({ cadence, recurrence, requirementPart, triggerAt, scheduleStart: null, dueDate }, clock, at),
    priority: given.priority ?? 'normal',
    evidenceRequired: given.evidenceRequired ?? requirementPart !== null,
    progress: 'open',
    isLate: false,
    isApplied: false,
  };
}

const COLUMNS = ['id', ...taskTable.columns].map(identifier).join(', ');

/** Inserts tasks in one statement, and returns their ids. */
export async function insertTasks(
  tx: TenantTransaction,
  tasks: readonly ReturnType<typeof newTask>[],
): Promise<string[]> {
  const rows = tasks.map((task): Readonly<Record<string, unknown>> => ({ id: newId(), ...task }));
  const json = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([field, value]) => [columnName(field), value])),
  );
  await tx.many(
    sqlQuery(sql`
      insert into tasks (${sql.raw(COLUMNS)})
      select ${sql.raw(COLUMNS)} from json_populate_recordset(null::tasks, ${JSON.stringify(json)}::json)`),
  );
  return rows.map(({ id }) => String(id));
}
