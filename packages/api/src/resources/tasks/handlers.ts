import { sql } from 'kysely';
import { ApiError, notFound } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { exportName } from '../../kernel/slice/export.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { inPage } from '../../kernel/slice/pages.ts';
import { deleteRecord, listRecords, recordsInParts, requireAll } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { heldClock } from '../organization-clock.ts';
import { user } from '../users/record.ts';
import { changeTask } from './change.ts';
import { COLUMNS, tasksContract } from './contract.ts';
import { addEvidence } from './evidence.ts';
import { endOccurrence } from './missed-deadlines.ts';
import { type GivenTask, insertTasks, newTask, requireNamed } from './new-tasks.ts';
import { occurrenceOf, occurrencesOf } from './occurrences.ts';
import { computedColumns, readTask, readTasks, requireFilters, taskConditions } from './reading.ts';
import { taskTable } from './record.ts';

/** Creates tasks in one statement. Throws ApiError 422 naming the field. */
async function createTasks(tx: TenantTransaction, given: readonly GivenTask[], at: (index: number) => string) {
  const clock = await heldClock(tx);
  const tasks = given.map((one, index) => newTask(one, clock, at(index)));
  await requireNamed(tx, given, at);
  return (await readTasks(tx, await insertTasks(tx, tasks))).toArray();
}

export const tasks = {
  ...implement(tasksContract, {
    async getTasks({ query, page }, tx) {
      await requireFilters(tx, query);
      return listRecords(tx, taskTable, taskConditions(tx, query), { page, more: [computedColumns(tx)] });
    },
    async createTask({ body }, tx) {
      const [row] = await createTasks(tx, [body], () => '');
      if (row === undefined) throw new Error('tasks returned no row');
      return row;
    },
    async bulkCreateTasks({ body }, tx) {
      const rows = await createTasks(tx, body.tasks, (index) => `tasks[${index}].`);
      return { created: rows.length, tasks: rows };
    },
    async exportTasks({ query }, tx) {
      await requireFilters(tx, query);
      const assignee = `(select u.first_name || ' ' || u.last_name from users u where u.id = tasks.assignee_id) as assignee`;
      return {
        name: await exportName(tx, 'tasks'),
        sheet: {
          columns: COLUMNS.map((name) => ({
            name,
            source: name,
            kind: name === 'dueDate' ? ('date' as const) : ('text' as const),
          })),
          parts: recordsInParts(tx, taskTable, taskConditions(tx, query), [computedColumns(tx), assignee]),
        },
      };
    },
    getTask: ({ params }, tx) => readTask(tx, params.id),
    updateTask: ({ params, body, caller }, tx) => changeTask(tx, params.id, body, caller.userId),
    async deleteTask({ params, caller }, tx) {
      const clock = await heldClock(tx);
      const task = await readTask(tx, params.id, 'for no key update');
      await endOccurrence(tx, task, 'deleted', { clock, userId: caller.userId });
      return deleteRecord(tx, taskTable, params.id);
    },
    async getTaskOccurrences({ params, page }, tx) {
      await tx.one(sqlQuery(sql`select id from tasks where id = ${params.id}`), () => notFound('task'));
      return occurrencesOf(tx, sql`task_id = ${params.id}`, inPage(page, 'taskOccurrences'));
    },
    async updateTaskInstance({ params: { parentTaskId, dueDate }, body: { completedAt, ...body }, caller }, tx) {
      await heldClock(tx);
      const task = await readTask(tx, parentTaskId, 'for no key update');
      const isCurrent = task.dueDate === dueDate && task.progress !== 'complete';
      const closed = sql`task_id = ${task.id} and due_date = ${dueDate}`;
      const newest = sql` order by created_at desc limit 1`;
      if (!isCurrent) {
        const [done] = await occurrencesOf(tx, closed, newest);
        if (done === undefined) throw notFound('date');
        if (done.status === 'complete' && body.reference !== undefined && body.status === undefined) {
          await addEvidence(tx, closed, body);
          const [proven] = await occurrencesOf(tx, closed, newest);
          return proven ?? done;
        }
        const when = done.performedOn === null ? 'missed' : `completed on ${done.performedOn}`;
        throw new ApiError('conflict', `The occurrence was already ${when}; a completion is never overwritten`);
      }
      const { dueDate: planned, ...change } = body;
      const given = { ...change, ...(planned === undefined ? {} : { dueDate: planned }) };
      const performedOn = body.performedOn ?? (body.status === 'complete' ? completedAt : undefined);
      const changed = await changeTask(tx, task.id, { ...given, ...(performedOn && { performedOn }) }, caller.userId);
      if (body.status !== 'complete') return occurrenceOf(changed);
      const [done] = await occurrencesOf(tx, closed, newest);
      if (done === undefined) throw new Error('The completion has no occurrence');
      return done;
    },
    async reassignTasksFromCsm({ body: { fromUserId, toUserId } }, tx) {
      const references = [
        ['fromUserId', fromUserId],
        ['toUserId', toUserId],
      ] as const;
      await requireAll(tx, user, { references, lock: 'for key share' });
      const moved = await tx.many(
        sqlQuery(sql`
          update tasks set assignee_id = ${toUserId}
           where assignee_id = ${fromUserId} and not is_deleted and progress in ('open', 'in_progress') returning id`),
      );
      return { reassigned: moved.length, fromUserId, toUserId };
    },
  }),
};
