import { z } from 'zod';
import { EXAMPLE_ID, field, id, shapes, timestamp, timestamps } from '../../kernel/slice/fields.ts';
import type { Row } from '../../kernel/slice/record.ts';
import type { RecordTable } from '../../kernel/slice/records.ts';
import { cadence, trigger } from '../clock.ts';
import { partOf } from '../requirement-parts.ts';

export const STATUSES = ['open', 'in_progress', 'complete', 'overdue', 'cancelled'] as const;
export const STATES = ['upcoming', 'open', 'alert', 'overdue', 'met', 'met_late', 'cancelled'] as const;
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;
export const RECURRENCES = ['daily', 'weekly', 'monthly', 'quarterly', 'semiannually', 'yearly'] as const;
export const RELATED_TYPES = [
  'facility',
  'control_center',
  'cyber_system',
  'cyber_asset',
  'physical_area',
  'user',
] as const;

export type RelatedType = (typeof RELATED_TYPES)[number];

/** `cyber-assets` is `cyber_asset`. */
const singular = (kind: string): string => kind.replaceAll('-', '_').replace(/ies$/, 'y').replace(/s$/, '');

export const relatedType = z
  .string()
  .transform(singular)
  .pipe(z.enum(RELATED_TYPES, { error: `must be one of ${RELATED_TYPES.join(', ')}` }))
  .meta({ pattern: '^[a-z_-]+$', maxLength: 30 });

export const requirementPartField = z
  .string()
  .refine((value) => partOf(value) !== undefined, 'must be the id of a requirement part; GET /requirements lists them')
  .meta({ maxLength: 40, pattern: '^CIP-' });

const shown = z.string();
const day = (description: string) => z.string().meta({ format: 'date', description });

const required = { title: field.text(255, 'What is to be done.', 'Review patch sources') };

const optional = {
  assigneeId: field.reference('The user who does it.'),
  dueDate: field.date('The planned date. It is at most the hard date; the default is the hard date.', '2035-06-30'),
  recurrence: field.custom(
    { request: z.enum(RECURRENCES), response: z.enum(RECURRENCES) },
    'A plain calendar recurrence. For what a standard asks for, use `cadence` or `requirementPart` instead.',
  ),
  cadence: field.custom(
    { request: cadence(), response: shown },
    'The typed cadence; the default is that of the requirement part. See `POST /clocks/explain`.',
    'CM15',
  ),
  triggerAt: field.custom(
    { request: trigger(), response: shown },
    'What the clock counts from: the last performance, or an event. Without it, `dueDate` is the first due date.',
  ),
  requirementPart: field.custom(
    { request: requirementPartField, response: shown },
    'The requirement part.',
    'CIP-007-6:R2.2',
  ),
  relatedResourceType: field.custom(
    { request: relatedType, response: z.enum(RELATED_TYPES) },
    `Kind of the related resource: ${RELATED_TYPES.join(', ')}.`,
    'cyber_asset',
  ),
  relatedResourceId: field.reference('The resource that the task is about.', EXAMPLE_ID),
  priority: field.choice(PRIORITIES, 'Priority. The default is normal.', 'normal'),
  evidenceRequired: field.boolean(
    'Completion needs a note and a reference. The default is true with a requirement part, and false without.',
    true,
  ),
  notes: field.longText('Notes.', 'Check the vendor portals first.'),
};

export const { response, create, update } = shapes(required, optional);

/** An optional field that can be null in a create body, as in the vendor's samples. */
export const taskCreate = z
  .strictObject({ ...create, recurrence: create.recurrence.unwrap().nullable().optional() })
  .meta({
    id: 'TaskCreate',
    examples: [
      {
        title: 'Review patch sources',
        dueDate: '2035-06-30',
        requirementPart: 'CIP-007-6:R2.2',
        relatedResourceType: 'cyber_asset',
        relatedResourceId: EXAMPLE_ID,
        priority: 'normal',
        notes: 'Check the vendor portals first.',
      },
    ],
  });

const nullableText = (description: string, example: string | null) =>
  z
    .string()
    .nullable()
    .meta({ description, examples: [example] });

export const task = z
  .object({
    id: id(),
    ...response,
    status: z.enum(STATUSES).meta({
      description: 'The status of the current occurrence. `overdue` is computed.',
      examples: ['open'],
    }),
    state: z.enum(STATES).meta({
      description: 'Where the clock stands: not open yet, open, from the alert date on, past the hard date, or done.',
      examples: ['open'],
    }),
    dueDate: day('The planned date.'),
    priority: z.enum(PRIORITIES).meta({ examples: ['normal'] }),
    evidenceRequired: z.boolean().meta({ examples: [true] }),
    hardDue: nullableText('The last date, or moment, in time. It is computed.', '2035-06-30'),
    alertDue: nullableText('When to alert. It is computed.', '2035-06-16'),
    dueReason: z.string().meta({
      description: 'How the dates were calculated.',
      examples: ['no performance is recorded; the first is planned for 2035-06-30; CIP-007-7.1 R2.2'],
    }),
    performedOn: nullableText('When it was last performed. The clock counts from it.', null),
    completedAt: timestamp()
      .nullable()
      .meta({ description: 'When the last performance was entered.', examples: [null] }),
    completedBy: id()
      .nullable()
      .meta({ description: 'The user who entered it, if the API key acts for one.', examples: [null] }),
    startedByTaskId: id()
      .nullable()
      .meta({
        description: 'The task whose completion opened this one; see `startsAfter` of the part.',
        examples: [null],
      }),
    ...timestamps,
  })
  .meta({
    id: 'Task',
    'x-record': {
      noun: 'task',
      nouns: 'tasks',
      path: '/tasks',
      title: 'title',
      references: { assigneeId: 'User', completedBy: 'User', startedByTaskId: 'Task' },
    },
  });

export type TaskRow = Row<(typeof task)['shape']> & {
  readonly progress: 'open' | 'in_progress' | 'complete' | 'cancelled';
  readonly scheduleStart: string | null;
  readonly isLate: boolean;
  readonly triggerCorrection: string | null;
  readonly opensAt: string | null;
  readonly alertsAt: string | null;
  readonly lateFrom: string | null;
};

export const taskTable: RecordTable<TaskRow> = {
  table: 'tasks',
  noun: 'task',
  columns: [
    'title',
    ...Object.keys(optional),
    'progress',
    'scheduleStart',
    'hardDue',
    'alertDue',
    'dueReason',
    'triggerCorrection',
    'opensAt',
    'alertsAt',
    'lateFrom',
    'performedOn',
    'completedAt',
    'completedBy',
    'isLate',
    'isApplied',
    'startedByTaskId',
    'startedByOccurrenceId',
  ],
};
