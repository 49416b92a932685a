import { z } from 'zod';
import { defineContract, file, list } from '../../kernel/slice/contract.ts';
import { field, id } from '../../kernel/slice/fields.ts';
import { optionalText } from '../change.ts';
import { filters, occurrence } from './contract.ts';
import { RELATED_TYPES, STATUSES, task } from './record.ts';

const reported = z
  .object({
    id: id().describe('The occurrence. It is the id of the task while the occurrence is not closed.'),
    taskId: id(),
    title: field.text(255, 'What is to be done.', 'Review patch sources').response,
    requirementPart: optionalText('CIP-007-6:R2.2', 'The requirement part.'),
    cadence: optionalText('CD35', 'The typed cadence.'),
    relatedResourceType: z
      .enum(RELATED_TYPES)
      .nullable()
      .meta({ examples: [null] }),
    relatedResourceId: id()
      .nullable()
      .meta({ description: 'The resource that the task is about.', examples: [null] }),
    ...occurrence.omit({ parentTaskId: true }).shape,
    state: task.shape.state,
    assignee: optionalText('Dana Reyes', 'Name of the user who does it.'),
    completedByName: optionalText('Dana Reyes', 'Name of the user who entered it.'),
    potentialNoncomplianceId: id()
      .nullable()
      .meta({ description: 'The potential noncompliance that its hard date opened.', examples: [null] }),
  })
  .meta({ id: 'ReportedOccurrence' });

export const REPORT_COLUMNS = [
  ...['title', 'requirementPart', 'dueDate', 'hardDue', 'alertDue', 'status', 'state', 'performedOn', 'isLate'],
  ...['dueReason', 'assignee', 'completedByName', 'completedAt', 'notes', 'reference', 'evidencePending'],
  ...['backdatedReason', 'potentialNoncomplianceId', 'cadence', 'relatedResourceType', 'relatedResourceId'],
  ...['assigneeId', 'completedBy', 'taskId', 'id'],
] as const;

const day = (description: string) => field.date(description).request.optional();

const query = z
  .strictObject({ ...filters, status: z.enum([...STATUSES, 'missed']).optional() })
  .omit({ dueBefore: true, dueAfter: true, updatedSince: true })
  .extend({
    from: day('The first day of the period. Without it, the period has no beginning.'),
    to: day('The last day of the period. Without it, the period has no end.'),
  });

const read = { method: 'GET', tag: 'Tasks', permission: 'tasks:read' } as const;

export const reportContract = defineContract({
  listTaskReport: {
    ...read,
    path: '/tasks/report',
    summary: 'Report what was due in a period',
    description:
      'Each occurrence, closed or current, whose due date is in the period: when it was due, whether, when, and by whom it was performed, ' +
      'with which evidence, and how its dates were calculated. Closed occurrences of deleted tasks are in it.',
    query: query.extend({
      sort: z
        .enum(['dueDate', '-dueDate', 'title', '-title', 'requirementPart', '-requirementPart'])
        .meta({ id: 'TaskReportSort' })
        .optional()
        .describe('Field to sort by, with `-` before it in descending order. The default is the order of creation.'),
    }),
    response: list(reported),
  },
  exportTaskReport: {
    ...read,
    path: '/tasks/report/export',
    summary: 'Export what was due in a period',
    description: 'The report of the period by due date, as CSV or as an Excel workbook.',
    query: query.extend({
      format: z.enum(['csv', 'xlsx']).optional().describe('The default is that of `Accept`, or CSV.'),
    }),
    response: file({ columns: REPORT_COLUMNS, schema: reported }, 'csv', 'xlsx'),
  },
});
