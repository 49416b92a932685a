import { z } from 'zod';
import { countedList, defineContract, json, jsonBody } from '../../kernel/slice/contract.ts';
import { lines, searchText } from '../../kernel/slice/fields.ts';
import { searchQuery } from '../../kernel/slice/filters.ts';
import { potentialNoncompliance } from './record.ts';

const tag = 'Potential Noncompliances';
const read = { method: 'GET', tag, permission: 'potential-noncompliances:read' } as const;
const one = { path: '/potential-noncompliances/{id}', params: { id: 'potential noncompliance' } } as const;
const text = (description: string) => lines(4000).nullable().optional().describe(description);

const update = z
  .strictObject({
    extent: text('What was affected.'),
    cause: text('Why it happened.'),
    mitigation: text('What was done about it.'),
    disposition: text('Why it is closed, such as the number of the self-report.'),
    status: z.enum(['open', 'closed']).optional().describe('`closed` needs a disposition, and `open` opens it again.'),
  })
  .meta({
    id: 'PotentialNoncomplianceUpdate',
    examples: [{ extent: 'Two of twelve relays', cause: 'The owner was on leave' }],
  });

export const potentialNoncompliancesContract = defineContract({
  listPotentialNoncompliances: {
    ...read,
    path: '/potential-noncompliances',
    summary: 'List potential noncompliances',
    description:
      'One is opened within a minute of each hard date that passes, and with each performance that was late. None is ever deleted.',
    query: z.strictObject({
      status: z.enum(['open', 'closed']).optional().describe('Only those with this status.'),
      standard: searchText(40).optional().describe('Only those of parts that begin with this: `CIP-007`.'),
      ...searchQuery(['extent', 'cause', 'mitigation', 'disposition']),
    }),
    response: countedList(potentialNoncompliance),
  },
  getPotentialNoncompliance: {
    ...read,
    ...one,
    summary: 'Get a potential noncompliance',
    response: json(potentialNoncompliance),
  },
  updatePotentialNoncompliance: {
    ...one,
    method: 'PATCH',
    tag,
    permission: 'potential-noncompliances:write',
    summary: 'Update or close a potential noncompliance',
    description: 'Changes the given fields; null clears one.',
    body: jsonBody(update),
    response: json(potentialNoncompliance),
  },
});
