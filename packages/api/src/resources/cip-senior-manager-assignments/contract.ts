import { z } from 'zod';
import { created, defineContract, json, jsonBody, list } from '../../kernel/slice/contract.ts';
import { field, id, moment, shapes, timestamp, timestamps } from '../../kernel/slice/fields.ts';

export const NOBODY = 'There is no CIP Senior Manager on this day; create an assignment';

const fields = shapes(
  {
    userId: field.reference('The CIP Senior Manager.'),
    effectiveDate: field.date('First day of the assignment.', '2026-03-31'),
  },
  {},
);
const endDate = field.date('Last day of the assignment; null if it goes on.');
const DOCUMENTED = 'When the change was documented. Defaults to now.';

const assignment = z
  .object({
    id: id(),
    ...fields.response,
    endDate: endDate.response.nullable().meta({ examples: [null] }),
    documentedAt: timestamp().describe('When the change was documented.'),
    documentBy: z.string().meta({
      format: 'date',
      description: 'Last day on which documenting it is in time: 30 calendar days after the first day (CIP-003 R3).',
      examples: ['2026-04-30'],
    }),
    isDocumentedLate: z.boolean().meta({ description: 'It was documented after that day.', examples: [false] }),
    ...timestamps,
  })
  .meta({ id: 'CipSeniorManagerAssignment' });

const tag = 'CIP Senior Manager Assignments';
const read = { method: 'GET', tag, permission: 'cip-senior-manager-assignments:read' } as const;
const write = { tag, permission: 'cip-senior-manager-assignments:write' } as const;
const documentedAt = moment().optional().describe(DOCUMENTED);

export const cipSeniorManagerAssignmentsContract = defineContract({
  listCipSeniorManagerAssignments: {
    ...read,
    path: '/cip-senior-manager-assignments',
    summary: 'List the assignments of the CIP Senior Manager',
    description: 'In the order in which they were recorded. Not part of the vendor’s API.',
    response: list(assignment),
  },
  getCurrentCipSeniorManager: {
    ...read,
    path: '/cip-senior-manager-assignments/current',
    summary: 'Get the current CIP Senior Manager',
    description:
      'The assignment of today, or of the day of `asOf`, in the time zone of the organization. 404 if there is none.',
    response: json(assignment),
    nothing: NOBODY,
  },
  createCipSeniorManagerAssignment: {
    ...write,
    method: 'POST',
    path: '/cip-senior-manager-assignments',
    summary: 'Assign the CIP Senior Manager',
    description:
      'Ends the last assignment the day before. A change that is documented more than 30 calendar days later is accepted, ' +
      'and marked as late (CIP-003 R3).',
    body: jsonBody(z.strictObject({ ...fields.create, documentedAt }).meta({ id: 'CipSeniorManagerAssignmentCreate' })),
    response: created(assignment),
  },
  updateCipSeniorManagerAssignment: {
    ...write,
    method: 'PATCH',
    path: '/cip-senior-manager-assignments/{id}',
    summary: 'Correct an assignment of the CIP Senior Manager',
    description: 'The assignment before it still ends the day before. Assignments do not overlap.',
    params: { id: 'CIP Senior Manager assignment' },
    body: jsonBody(
      z
        .strictObject({ ...fields.update, endDate: endDate.request.nullable().optional(), documentedAt })
        .meta({ id: 'CipSeniorManagerAssignmentUpdate', examples: [{ effectiveDate: '2026-03-30' }] }),
    ),
    response: json(assignment),
  },
});
