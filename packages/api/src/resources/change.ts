import { sql } from 'kysely';
import { z } from 'zod';
import { EXAMPLE_ID, id, timestamp } from '../kernel/slice/fields.ts';

const ACTIONS = ['created', 'updated', 'deleted', 'restored', 'refused', 'migrated', 'rotated', 'forked'] as const;

export const sequence = z
  .int()
  .min(0)
  .meta({
    description: 'Position in the organization’s log: 1, 2, 3 … without gaps, in the order of commits.',
    examples: [1204],
  });

/** Text in a response that can be null. */
export const optionalText = (example: string, description: string) =>
  z
    .string()
    .nullable()
    .meta({ description, examples: [example] });

const actor = z
  .object({
    type: z
      .enum(['api_key', 'operator', 'database', 'software'])
      .describe(
        'An API key, a user of the command line, a user of the database itself, or a version of this software that migrated the data.',
      ),
    id: id().nullable().describe('Id of the API key.'),
    label: optionalText(
      'CMDB sync',
      'Name or hint of the key, name of the user, or version of the software, at the time.',
    ),
  })
  .meta({ id: 'Actor' });

/** The fields that describe a change, in the activity log and in a history. */
export const change = {
  sequence,
  occurredAt: timestamp().describe(
    'Time of the change. Changes in one transaction have the same time, later than that of earlier changes.',
  ),
  action: z.enum(ACTIONS).meta({
    description:
      'Kind of change. `refused` is a request that was denied; `migrated` says how an update of the software changed the fields of a kind of ' +
      'record. Of the log itself: `rotated` is a new signing key, `forked` a new epoch.',
    examples: ['updated'],
  }),
  operationId: optionalText('updateCyberAsset', 'Operation or command that made the change.'),
  actor,
  changeReason: optionalText('Work order 48117', 'Reason for the change, from `X-Change-Reason`.'),
  requestId: optionalText(EXAMPLE_ID, '`X-Request-Id` of the request.'),
};

/** Selects the fields of `change` from `activity_entries e`. */
export const changeColumns = sql`
  e.sequence::double precision as sequence, activity_moment(e.occurred_at) as occurred_at, e.action, e.context ->> 'operationId' as operation_id,
  e.context -> 'actor' as actor, e.context ->> 'changeReason' as change_reason, e.context ->> 'requestId' as request_id`;
