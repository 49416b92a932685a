import { ApiError } from '../../kernel/base/errors.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { holdParent, requireAll } from '../../kernel/slice/records.ts';
import { heldClock } from '../organization-clock.ts';
import { lockOrganization } from '../organization-lock.ts';
import { partOf } from '../requirement-parts.ts';
import { user } from '../users/record.ts';
import { applyPlan, planTasks } from './apply.ts';
import { applyContract } from './apply-contract.ts';
import { insertTasks, newTask, RELATED } from './new-tasks.ts';
import { readTask } from './reading.ts';

const STARTED_BY_EVENTS = ['days-after', 'minutes-after', 'end-of-next-day', 'plan-date'];

export const appliedTasks = implement(applyContract, {
  async applyRequirements({ body: { apply = false, assigneeId, ...wanted }, caller }, tx) {
    // Two requests at a time would create the same tasks twice.
    if (apply) await lockOrganization(tx);
    if (assigneeId !== undefined)
      await requireAll(tx, user, { references: [['assigneeId', assigneeId]], lock: 'for key share' });
    const plan = await planTasks(tx, { ...wanted, assigneeId });
    if (apply) await applyPlan(tx, plan, caller.userId);
    return { ...plan, applied: apply };
  },
  async recordEvent({ body: { requirementPart, triggerAt, alternative = false, resource, title, assigneeId } }, tx) {
    const part = partOf(requirementPart);
    if (part === undefined || !STARTED_BY_EVENTS.includes(part.clock.kind)) {
      const message = `requirementPart ${requirementPart} has the cadence ${part?.cadence}, which no event starts`;
      throw new ApiError('unprocessable', message, 'requirementPart');
    }
    if (alternative && part.alternativeCadence === null) {
      const message = `alternative is not for ${requirementPart}, which counts from one event: ${part.countsFrom}; omit it`;
      throw new ApiError('unprocessable', message, 'alternative');
    }
    const related = { relatedResourceType: resource?.type, relatedResourceId: resource?.id };
    const clock = await heldClock(tx);
    const given = {
      title: title ?? part.obligation,
      requirementPart,
      triggerAt,
      assigneeId,
      cadence: alternative ? part.alternativeCadence : null,
    };
    await tx.batch([
      ...holdParent(user, assigneeId, 'assigneeId'),
      ...(resource === undefined ? [] : holdParent(RELATED[resource.type], resource.id, 'resource.id')),
    ]);
    const [id = ''] = await insertTasks(tx, [newTask({ ...given, ...related }, clock)]);
    return readTask(tx, id);
  },
});
