import { z } from 'zod';
import { countedList, created, defineContract, file, json, jsonBody, list } from '../../kernel/slice/contract.ts';
import {
  EXAMPLE_ID,
  field,
  id,
  lines,
  message,
  reference,
  searchText,
  text,
  timestamp,
} from '../../kernel/slice/fields.ts';
import { orderQuery, parentQuery, searchQuery } from '../../kernel/slice/filters.ts';
import { deleted } from '../../kernel/slice/records.ts';
import { optionalText } from '../change.ts';
import { trigger } from '../clock.ts';
import { PRIORITIES, STATES, STATUSES, task, taskCreate, update } from './record.ts';

const date = (description: string) => field.date(description).request.optional();

const completion = {
  performedOn: trigger()
    .nullable()
    .optional()
    .describe(
      'When it was done: a date, or a timestamp with an offset for a cadence in hours or minutes. The default is today, or now.',
    ),
  reference: text(1000)
    .optional()
    .describe(
      'Where the evidence is: a document number, path, or URL. Without `status`, it is added to the last performance, if that is pending.',
    ),
  evidencePending: z.boolean().optional().describe('It was performed; note and reference follow.'),
  backdatedReason: text(500).optional().describe('Why a performance before today is entered now.'),
};

const status = z.enum(STATUSES).optional();

const taskUpdate = z
  .strictObject({
    ...update,
    status: status.describe('`complete` records a performance of the current occurrence. `overdue` is computed.'),
    ...completion,
  })
  .meta({ id: 'TaskUpdate', examples: [{ priority: 'high', notes: 'Ask the vendor first.' }] });

const occurrenceUpdate = z
  .strictObject({
    status: status.describe('`complete` records the performance. `overdue` is computed.'),
    notes: lines(4000).optional().describe('What was done.'),
    assigneeId: reference().optional().describe('The user who does it.'),
    priority: z.enum(PRIORITIES).optional(),
    dueDate: date('An earlier planned date.'),
    completedAt: trigger().optional().describe('As performedOn, for compatibility.'),
    ...completion,
  })
  .meta({ id: 'TaskOccurrenceUpdate', examples: [{ status: 'in_progress', notes: 'Started with the relays.' }] });

export const occurrence = z
  .object({
    parentTaskId: id(),
    dueDate: z.string().meta({ format: 'date', examples: ['2035-06-30'] }),
    status: z
      .enum([...STATUSES, 'missed'])
      .meta({ description: 'A missed occurrence passed without a performance.', examples: ['in_progress'] }),
    hardDue: optionalText('2035-06-30', 'The last date, or moment, in time.'),
    alertDue: optionalText('2035-06-16', 'When to alert.'),
    dueReason: z.string().meta({
      description: 'How the dates were calculated, and whether it was performed in time.',
      examples: ['no performance is recorded; the first is planned for 2035-06-30'],
    }),
    isLate: z.boolean().meta({ description: 'Performed late, or missed.', examples: [false] }),
    assigneeId: id()
      .nullable()
      .meta({ examples: [null] }),
    performedOn: z
      .string()
      .nullable()
      .meta({ description: 'When it was done.', examples: [null] }),
    completedAt: timestamp()
      .nullable()
      .meta({ description: 'When it was entered.', examples: [null] }),
    completedBy: id()
      .nullable()
      .meta({ description: 'The user who entered it.', examples: [null] }),
    notes: optionalText('Started with the relays.', 'What was done.'),
    reference: z
      .string()
      .nullable()
      .meta({ description: 'Where the evidence is.', examples: [null] }),
    evidencePending: z.boolean().meta({ description: 'Performed, and the evidence is to follow.', examples: [false] }),
    backdatedReason: z
      .string()
      .nullable()
      .meta({ description: 'Why it was entered later.', examples: [null] }),
  })
  .meta({ id: 'TaskOccurrence' });

export const filters = {
  status: z.enum(STATUSES).optional().describe('Only tasks with this status.'),
  state: z.enum(STATES).optional().describe('Only tasks in this state.'),
  assigneeId: parentQuery('user').describe('Only tasks of this user.'),
  requirementPart: searchText(40).optional().describe('Only tasks of this requirement part.'),
  standard: searchText(40).optional().describe('Only tasks of parts that begin with this: `CIP-007`.'),
  priority: z.enum(PRIORITIES).optional().describe('Only tasks with this priority.'),
  dueBefore: date('Only tasks due before this date.'),
  dueAfter: date('Only tasks due after this date.'),
  relatedResourceId: z
    .string()
    .max(100)
    .optional()
    .meta({ format: 'uuid', description: 'Only tasks about this resource.' }),
  facilityId: parentQuery('facility').describe('Only tasks about this facility, or what is in it.'),
  controlCenterId: parentQuery('control center').describe('Only tasks about this control center, or what is in it.'),
  ...searchQuery(['title', 'notes', 'requirementPart']),
};

const SORTED = ['title', 'dueDate', 'priority', 'requirementPart', 'createdAt', 'updatedAt'];
const { sort } = orderQuery({ name: 'Task', sortable: SORTED });

/** The columns of an export, which are fields of a task, and names. */
export const COLUMNS = [
  ...[
    'title',
    'status',
    'state',
    'dueDate',
    'hardDue',
    'alertDue',
    'dueReason',
    'requirementPart',
    'cadence',
    'recurrence',
  ],
  ...['priority', 'assignee', 'relatedResourceType', 'relatedResourceId', 'notes', 'performedOn', 'completedAt', 'id'],
  ...['createdAt', 'updatedAt'],
] as const;

const read = { method: 'GET', tag: 'Tasks', permission: 'tasks:read' } as const;
const write = { tag: 'Tasks', permission: 'tasks:write' } as const;
const one = { path: '/tasks/{id}', params: { id: 'task' } } as const;

export const tasksContract = defineContract({
  getTasks: {
    ...read,
    path: '/tasks',
    summary: 'List tasks',
    description: 'Each with its current occurrence.',
    query: z.strictObject({ ...filters, sort }),
    response: countedList(task),
  },
  createTask: {
    ...write,
    method: 'POST',
    path: '/tasks',
    summary: 'Create a task',
    description:
      'With `requirementPart` or `cadence`, the clock computes the dates: from `triggerAt`, the last performance or the event, or with ' +
      '`dueDate` as the first due date. Without, `dueDate` is the due date.',
    body: jsonBody(taskCreate),
    response: created(task),
    example: { cadence: 'CD35' },
  },
  bulkCreateTasks: {
    ...write,
    method: 'POST',
    path: '/tasks/bulk',
    summary: 'Create up to 1,000 tasks, all or none',
    body: jsonBody(z.strictObject({ tasks: z.array(taskCreate).min(1).max(1000) }).meta({ id: 'TasksBulkCreate' })),
    response: created(
      z
        .object({
          created: z.int().meta({ examples: [1] }),
          tasks: z.array(task.pick({ id: true, title: true, status: true, dueDate: true }).meta({ id: 'BulkTask' })),
        })
        .meta({ id: 'TasksBulkCreated' }),
    ),
  },
  exportTasks: {
    ...read,
    path: '/tasks/export',
    summary: 'Export tasks',
    description: 'All tasks that the list would have, as CSV or as an Excel workbook.',
    query: z.strictObject({
      ...filters,
      format: z.enum(['csv', 'xlsx']).optional().describe('The default is that of `Accept`, or CSV.'),
    }),
    response: file(
      {
        columns: COLUMNS,
        schema: task.extend({ assignee: optionalText('Dana Reyes', 'Name.') }),
      },
      'csv',
      'xlsx',
    ),
  },
  getTask: { ...read, ...one, summary: 'Get a task', response: json(task) },
  updateTask: {
    ...write,
    ...one,
    method: 'PUT',
    summary: 'Update a task',
    description:
      'Changes the given fields, like a PATCH; null clears an optional field. A hard date is computed, and cannot be changed. With the ' +
      'status `complete`, records a performance; a recurring task then shows its next occurrence. After the hard date of a requirement part has ' +
      'passed, a change of what its clock counts from, or a cancellation, needs `X-Change-Reason`.',
    body: jsonBody(taskUpdate),
    response: json(task),
    conflict: 'The task was already completed on 2026-03-31; a completion is never overwritten',
  },
  deleteTask: {
    ...write,
    ...one,
    method: 'DELETE',
    summary: 'Delete a task',
    description:
      'Its occurrences are kept. After the hard date of a requirement part has passed, it needs `X-Change-Reason`.',
    response: json(message),
    example: deleted('task'),
  },
  getTaskOccurrences: {
    ...read,
    path: '/tasks/{id}/occurrences',
    params: { id: 'task' },
    summary: 'List the occurrences of a task',
    description: 'Those that were performed, missed, or cancelled, oldest first, also of a deleted task.',
    response: list(occurrence),
  },
  updateTaskInstance: {
    ...write,
    method: 'PUT',
    path: '/tasks/{parentTaskId}/{dueDate}',
    params: { parentTaskId: 'task', dueDate: 'date' },
    summary: 'Change or complete one occurrence of a task',
    description:
      'The current occurrence, by its due date: status, assignee, priority, an earlier planned date, or its completion. An occurrence that ' +
      'was performed is never changed.',
    body: jsonBody(occurrenceUpdate),
    response: json(occurrence),
    conflict: 'The task was already completed on 2026-03-31; a completion is never overwritten',
  },
  reassignTasksFromCsm: {
    ...write,
    method: 'POST',
    path: '/tasks/reassign-from-csm',
    summary: 'Move the open tasks of one user to another',
    description: 'Open and overdue tasks only. CSM is the Compliance Success Manager.',
    body: jsonBody(
      z
        .strictObject({ fromUserId: reference(), toUserId: reference() })
        .meta({ id: 'TasksReassign', examples: [{ fromUserId: EXAMPLE_ID, toUserId: EXAMPLE_ID }] }),
    ),
    response: json(
      z
        .object({ reassigned: z.int().meta({ examples: [7] }), fromUserId: id(), toUserId: id() })
        .meta({ id: 'TasksReassigned' }),
    ),
  },
});
