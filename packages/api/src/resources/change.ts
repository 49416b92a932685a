import { sql } from 'kysely';
import { z } from 'zod';
import { id, timestamp } from '../kernel/slice/fields.ts';

const ACTIONS = ['created', 'updated', 'deleted', 'restored', 'refused'] as const;

export const sequence = z
  .int()
  .min(0)
  .meta({ examples: [1204] })
  .describe('Position in the organization’s log: 1, 2, 3 … without gaps, in the order of commits.');

/** Text in a response that can be null. */
export const optionalText = (example: string, description: string) =>
  z
    .string()
    .nullable()
    .meta({ examples: [example] })
    .describe(description);

const actor = z
  .object({
    type: z
      .enum(['api_key', 'operator', 'database'])
      .describe('An API key, a user of the command line, or a user of the database itself.'),
    id: id().nullable().describe('Id of the API key.'),
    label: optionalText('CMDB sync', 'Name or hint of the key, or name of the command line user, at the time.'),
  })
  .meta({ id: 'Actor' });

/** The fields that describe a change, in the activity log and in a history. */
export const change = {
  sequence,
  occurredAt: timestamp().describe(
    'Time of the change. Changes in one transaction have the same time, later than that of earlier changes.',
  ),
  action: z.enum(ACTIONS).describe('Kind of change; `refused` is a request that was denied.'),
  operationId: optionalText('updateCyberAsset', 'Operation or command that made the change.'),
  actor,
  changeReason: optionalText('Work order 48117', 'Reason for the change, from `X-Change-Reason`.'),
  requestId: optionalText('019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16', '`X-Request-Id` of the request.'),
};

/** Selects the fields of `change` from `activity_entries e`. */
export const changeColumns = sql`
  e.sequence::double precision as sequence, e.occurred_at, e.action, e.operation_id,
  json_build_object('type', e.actor_type, 'id', e.actor_id, 'label', e.actor_label) as actor,
  e.change_reason, e.request_id`;
