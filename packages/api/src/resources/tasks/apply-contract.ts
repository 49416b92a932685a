import { z } from 'zod';
import { created, defineContract, json, jsonBody } from '../../kernel/slice/contract.ts';
import { field, id, reference, text } from '../../kernel/slice/fields.ts';
import { trigger } from '../clock.ts';
import { RELATED_TYPES, relatedType, requirementPartField, task } from './record.ts';

const shown = (description: string, example: string) => z.string().meta({ description, examples: [example] });
const PART = shown('The requirement part.', 'CIP-003-9:R1.2');
const REASON = shown('Why.', 'low impact; BES Cyber System');

const planned = z
  .object({
    requirementPart: PART,
    title: shown('The title.', 'Policies on seven low impact topics re-reviewed, Senior Manager approves'),
    relatedResourceType: z
      .enum(RELATED_TYPES)
      .nullable()
      .meta({ examples: [null] }),
    relatedResourceId: id()
      .nullable()
      .meta({ examples: [null] }),
    dueDate: z.string().meta({
      format: 'date',
      description: 'The first due date: as given, or the day that it was found to apply. The standards do not set it.',
      examples: ['2026-11-26'],
    }),
    dueReason: shown(
      'How the date was calculated.',
      'no performance is recorded; the first is planned for 2026-11-26; CIP-003-9 R1.2',
    ),
    reason: REASON,
  })
  .meta({ id: 'PlannedTask' });

const changed = z
  .object({
    taskId: id(),
    title: shown('The title.', 'Review'),
    requirementPart: PART,
    cadence: shown('The new cadence.', 'CM15'),
    reason: REASON,
  })
  .meta({ id: 'PlannedChange' });

const ended = z
  .object({ taskId: id(), title: shown('The title.', 'Review'), requirementPart: PART, reason: REASON })
  .meta({ id: 'PlannedEnd' });

const notPlanned = z
  .object({
    requirementPart: PART,
    cadence: shown('The cadence.', 'STATE'),
    reason: shown('Why.', 'STATE has no due date'),
  })
  .meta({ id: 'NotPlanned' });

const plan = z
  .object({
    applied: z.boolean().meta({ description: 'Whether the plan was applied.', examples: [false] }),
    create: z.array(planned).describe('Recurring tasks to create: one for each part and what it is about.'),
    change: z.array(changed).describe('Tasks with another cadence.'),
    end: z
      .array(ended)
      .describe('Tasks that an earlier plan created, and whose part does not apply any more. They are cancelled.'),
    notScheduled: z.array(notPlanned).describe('Parts that apply, and have no recurring task.'),
    unknown: z.array(notPlanned).describe('Parts that may apply: what that depends on is not recorded.'),
  })
  .meta({ id: 'TaskPlan' });

const applyRequest = z
  .strictObject({
    apply: z.boolean().optional().describe('Applies the plan. Without it, nothing is changed.'),
    firstDue: field.date('The first due date of new tasks. The default is today.').request.optional(),
    parts: z.array(requirementPartField).min(1).max(200).optional().describe('Only these parts.'),
    assigneeId: reference().optional().describe('The user who gets the new tasks.'),
  })
  .meta({ id: 'ApplyRequirements', examples: [{ apply: false, firstDue: '2027-01-31' }] });

const event = z
  .strictObject({
    requirementPart: requirementPartField.describe('A part whose cadence is AFTER, EONCD, or PLANDATE.'),
    triggerAt: trigger().describe(
      'When it happened, or the date in the plan. Hours and minutes need a timestamp with an offset.',
    ),
    resource: z
      .strictObject({ type: relatedType, id: reference() })
      .optional()
      .meta({ description: 'What it happened to.' }),
    alternative: z
      .boolean()
      .optional()
      .meta({
        description:
          'Whether it is the other event that the part can count from (`alternativeCountsFrom`), such as the end of extenuating circumstances ' +
          '(CIP-004-7 R5.4). The task then has the cadence `alternativeCadence`.',
        examples: [false],
      }),
    title: text(255).optional().describe('The title of the task. The default is the obligation.'),
    assigneeId: reference().optional().describe('The user who does it.'),
  })
  .meta({
    id: 'EventCreate',
    examples: [{ requirementPart: 'CIP-010-4:R1.3', triggerAt: '2026-11-25', title: 'Update the baseline' }],
  });

const write = { tag: 'Tasks', permission: 'tasks:write', method: 'POST' } as const;

export const applyContract = defineContract({
  applyRequirements: {
    ...write,
    path: '/requirements/apply',
    summary: 'Plan the recurring tasks that follow from what applies, and apply the plan',
    description:
      'Returns what would be created, changed, and ended, and why. Nothing is changed without `apply`. Tasks that somebody created are ' +
      'never ended.',
    body: jsonBody(applyRequest),
    response: json(plan),
  },
  recordEvent: {
    ...write,
    path: '/events',
    summary: 'Record an event that starts a clock',
    description: 'Opens one task of the part, due as long after the event as the part says.',
    body: jsonBody(event),
    response: created(task),
    example: {
      ...{ cadence: 'AFTER30D', dueDate: '2026-12-25', hardDue: '2026-12-25', alertDue: '2026-12-11' },
      dueReason: '30 calendar days after 2026-11-25 (change completes): 2026-12-25; CIP-010-4 R1.3',
      ...{ relatedResourceType: null, relatedResourceId: null, recurrence: null, notes: null, assigneeId: null },
    },
  },
});
