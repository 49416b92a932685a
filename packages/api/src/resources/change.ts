import { z } from 'zod';
import { id, timestamp } from '../kernel/slice/fields.ts';

const ACTIONS = ['created', 'updated', 'deleted', 'restored', 'refused'] as const;

export const sequence = z
  .int()
  .min(0)
  .meta({ examples: [1204] })
  .describe('Position in the organization’s log: 1, 2, 3 … without gaps, in the order of commits.');

const actor = z
  .object({
    type: z
      .enum(['api_key', 'operator', 'database'])
      .describe('An API key; somebody at the command line; or somebody in the database itself.'),
    id: id().nullable().describe('Id of the API key.'),
    label: z
      .string()
      .nullable()
      .meta({ examples: ['CMDB sync'] })
      .describe('Name or hint of the key, or the user at the command line, at the time.'),
  })
  .meta({ id: 'Actor' });

/** What every account of a change says, wherever it is shown. */
export const change = {
  sequence,
  occurredAt: timestamp().describe(
    'When: one moment for all that was changed together, and later than what was before.',
  ),
  action: z.enum(ACTIONS).describe('What was done; `refused` is a request that was turned away.'),
  operationId: z
    .string()
    .nullable()
    .meta({ examples: ['updateCyberAsset'] })
    .describe('By which operation or command.'),
  actor,
  changeReason: z
    .string()
    .nullable()
    .meta({ examples: ['Work order 48117'] })
    .describe('Why, from `X-Change-Reason`.'),
  requestId: z
    .string()
    .nullable()
    .meta({ examples: ['019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16'] })
    .describe('`X-Request-Id` of the request.'),
};
