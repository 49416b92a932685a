import { sql } from 'kysely';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { updateRecord } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { localDay, type OrganizationClock, organizationClock } from '../organization-clock.ts';
import { PARTS, partOf, type RequirementPart } from '../requirement-parts.ts';
import { applicabilityOf } from '../standard-in-force.ts';
import { type Resource, type SubjectGroup, subjectGroups, subjectOf } from '../subjects.ts';
import { cancelOccurrences } from './missed-deadlines.ts';
import { insertTasks, newTask } from './new-tasks.ts';
import { taskTable } from './record.ts';
import { scheduled } from './schedule.ts';

// Tasks follow from what applies: a plan says what would be created, changed, and ended, and why. Nothing changes without a request.

interface Verdict {
  readonly applies: boolean | null;
  readonly reason: string;
  /** Null: the organization. */
  readonly resource: Pick<Resource, 'type' | 'id' | 'title'> | null;
}

const RECURS = ['calendar-months', 'calendar-quarter', 'calendar-days', 'years'];
const ALL = 1_000_000;

const NO_ACCESS_LISTS =
  'each person with authorized access has a date of their own, and who has access is not recorded yet: until it is, create a task for each ' +
  'of them (POST /tasks with this requirementPart, the person as the related resource, and the last performance as triggerAt)';

/** Why a part that applies gets no recurring task; undefined if it does. */
function whyNot({ clock, cadence, taskScope }: RequirementPart): string | undefined {
  if (!RECURS.includes(clock.kind)) {
    const hasNoDate = clock.kind === 'undated' || clock.kind === 'keep';
    return hasNoDate ? `${cadence} has no due date` : 'POST /events opens a task for each event';
  }
  return taskScope === 'person' ? NO_ACCESS_LISTS : undefined;
}

/** What a task of a part would be about, for the subjects of a group. */
function targets({ taskScope }: RequirementPart, { kind, resources }: SubjectGroup): readonly Verdict['resource'][] {
  if (taskScope === 'organization' || taskScope === 'document') return [null];
  if (taskScope === kind) return resources;
  if (taskScope !== 'cyber_system' || kind !== 'cyber_asset') return [];
  return resources.map(({ systemId, systemTitle }) => ({ type: 'cyber_system', id: systemId, title: systemTitle }));
}

const rank = ({ applies }: Pick<Verdict, 'applies'>): number => (applies === null ? 1 : applies ? 2 : 0);

/** Whether a part applies to each resource that a task of it can be about. It does if it applies to anything in it. */
function verdictsOf(
  part: RequirementPart,
  groups: readonly SubjectGroup[],
  clock: OrganizationClock,
): Map<string, Verdict> {
  const found = new Map<string, Verdict>();
  for (const group of groups) {
    const { applies, reason } = applicabilityOf(part, subjectOf(group), clock);
    for (const resource of targets(part, group)) {
      const known = found.get(resource?.id ?? '');
      if (known === undefined || rank({ applies }) > rank(known))
        found.set(resource?.id ?? '', { applies, reason, resource });
    }
  }
  return found;
}

interface Existing {
  readonly id: string;
  readonly title: string;
  readonly requirementPart: string;
  readonly cadence: string | null;
  readonly relatedResourceId: string | null;
  readonly isApplied: boolean;
  readonly triggerAt: string | null;
  readonly scheduleStart: string | null;
  readonly triggerCorrection: string | null;
}

const openTasks = (tx: TenantTransaction) =>
  tx.many(
    sqlQuery(sql<Existing>`
      select id, title, requirement_part, cadence, related_resource_id, is_applied, trigger_at, schedule_start, trigger_correction
        from tasks
       where requirement_part is not null and not is_deleted and progress in ('open', 'in_progress') order by created_at, id`),
  );

interface Wanted {
  readonly parts?: readonly string[] | undefined;
  readonly firstDue?: string | undefined;
  readonly assigneeId?: string | undefined;
}

const MAX_TITLE = 255;

function titleOf({ obligation }: RequirementPart, resource: Verdict['resource']): string {
  const title = resource === null ? obligation : `${obligation}: ${resource.title}`;
  return title.length > MAX_TITLE ? `${title.slice(0, MAX_TITLE - 1)}…` : title;
}

/** The first occurrence: in the current quarter, or on the date that was given, or else today, which is our proposal. */
function firstTask(
  part: RequirementPart,
  { resource }: Verdict,
  { firstDue, assigneeId }: Wanted,
  clock: OrganizationClock,
) {
  const first = firstDue ?? localDay(clock.now, clock.zone);
  const start = part.clock.kind === 'calendar-quarter' ? { triggerAt: first } : { dueDate: first };
  const related =
    resource === null ? {} : { relatedResourceType: resource.type as 'cyber_system', relatedResourceId: resource.id };
  const title = titleOf(part, resource);
  return {
    ...newTask({ title, requirementPart: part.id, assigneeId, ...related, ...start }, clock),
    requirementPart: part.id,
    isApplied: true,
  };
}

/** What would be created, changed, and ended so that the tasks follow from what applies. */
export async function planTasks(tx: TenantTransaction, wanted: Wanted) {
  const clock = await organizationClock(tx);
  const [groups, existing] = [await subjectGroups(tx, [], ALL), await openTasks(tx)];
  const parts = PARTS.filter(({ id }) => wanted.parts?.includes(id) ?? true);
  const scheduledParts = parts
    .filter((part) => whyNot(part) === undefined)
    .map((part) => ({ part, verdicts: verdictsOf(part, groups, clock) }));
  const keyOf = (part: string, resource: string | null | undefined) => `${part} ${resource ?? ''}`;
  const have = new Set(existing.map((task) => keyOf(task.requirementPart, task.relatedResourceId)));
  const create = scheduledParts.flatMap(({ part, verdicts }) =>
    [...verdicts.values()]
      .filter(({ applies, resource }) => applies === true && !have.has(keyOf(part.id, resource?.id)))
      .map((verdict) => ({ ...firstTask(part, verdict, wanted, clock), reason: verdict.reason })),
  );
  const verdictOf = new Map(
    scheduledParts.flatMap(({ part, verdicts }) =>
      [...verdicts].map(([id, one]) => [keyOf(part.id, id), one] as const),
    ),
  );
  const planned = new Set(scheduledParts.map(({ part }) => part.id));
  const end = existing.flatMap(({ id, title, requirementPart, relatedResourceId, isApplied }) => {
    const verdict = verdictOf.get(keyOf(requirementPart, relatedResourceId));
    if (!isApplied || !planned.has(requirementPart) || (verdict !== undefined && verdict.applies !== false)) return [];
    return [
      { taskId: id, title, requirementPart, reason: verdict?.reason ?? 'what it is about is not there any more' },
    ];
  });
  const ended = new Set(end.map(({ taskId }) => taskId));
  const change = existing.flatMap((task) => {
    const part = planned.has(task.requirementPart) ? partOf(task.requirementPart) : undefined;
    if (part === undefined || part.cadence === task.cadence || ended.has(task.id)) return [];
    const reason = `the cadence of ${part.id} is ${part.cadence}, and not ${task.cadence}`;
    return [{ taskId: task.id, title: task.title, requirementPart: part.id, cadence: part.cadence, reason, task }];
  });
  return { clock, create, change, end, ...without(parts, groups, clock) };
}

/** The parts that apply and get no recurring task, and those of which it is not known whether they apply. */
function without(parts: readonly RequirementPart[], groups: readonly SubjectGroup[], clock: OrganizationClock) {
  const judged = parts.map((part) => {
    const all = groups.map((group) => applicabilityOf(part, subjectOf(group), clock));
    return {
      part,
      applies: all.some(({ applies }) => applies === true),
      open: all.find(({ applies }) => applies === null),
    };
  });
  const listed = ({ id, cadence }: RequirementPart, reason: string | undefined) =>
    reason === undefined ? [] : [{ requirementPart: id, cadence, reason }];
  return {
    notScheduled: judged.flatMap(({ part, applies }) => (applies ? listed(part, whyNot(part)) : [])),
    unknown: judged.flatMap(({ part, applies, open }) => (applies ? [] : listed(part, open?.reason))),
  };
}

/** Applies a plan. */
export async function applyPlan(
  tx: TenantTransaction,
  { create, change, end, clock }: Awaited<ReturnType<typeof planTasks>>,
  userId: string | null,
) {
  if (create.length > 0) await insertTasks(tx, create);
  for (const { task, requirementPart, taskId } of change) {
    const plan = { ...task, cadence: null, recurrence: null, requirementPart, dueDate: task.scheduleStart };
    await updateRecord(tx, taskTable, taskId, scheduled(plan, clock));
  }
  await cancelOccurrences(
    tx,
    end.map(({ taskId, reason }) => ({ taskId, how: `cancelled: ${reason}` })),
    { clock, userId },
  );
  const ids = end.map(({ taskId }) => taskId);
  await tx.many(sqlQuery(sql`update tasks set progress = 'cancelled' where id = any (${ids}::uuid[])`));
}
