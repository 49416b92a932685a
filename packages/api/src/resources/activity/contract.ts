import { z } from 'zod';
import { defineContract, json, log } from '../../kernel/slice/contract.ts';
import { id, moment, text, timestamp } from '../../kernel/slice/fields.ts';
import { change, sequence } from '../change.ts';
import { records } from '../index.ts';

/** The kinds of records in the activity log: the tables of the inventory, as their URLs call them, and API keys. */
const RESOURCE_TYPES = [...records.flatMap(({ record }) => record.logged), 'api-keys'] as const;

const fields = z.record(z.string(), z.unknown()).nullable();
const hash = (description: string) =>
  z
    .string()
    .meta({ pattern: '^[0-9a-f]{64}$', examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'] })
    .describe(description);

const entry = z
  .object({
    ...change,
    resourceType: z.enum(RESOURCE_TYPES).describe('Of which kind.'),
    resourceId: id().nullable().describe('Of which record.'),
    before: fields
      .meta({ examples: [{ firmwareVersion: 'R321-V1' }] })
      .describe('The changed fields as they were; null for what was created or refused.'),
    after: fields
      .meta({ examples: [{ firmwareVersion: 'R325-V0' }] })
      .describe(
        'The changed fields as they are since: all of them for what was created; the reason for what was refused.',
      ),
    record: fields
      .meta({ examples: [{ id: '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16', firmwareVersion: 'R325-V0' }] })
      .describe('The whole record since; null where `after` has all of it, or nothing is left.'),
    previousHash: hash('Hash of the entry before; zeros for the first.'),
    hash: hash('SHA-256 of this entry without `hash`, in the canonical form of RFC 8785.'),
  })
  .meta({ id: 'ActivityEntry' });

const checkpoint = z
  .object({
    sequence,
    hash: hash('Hash of the entry at this position.'),
    occurredAt: timestamp().nullable().describe('When it was made; null while the log is empty.'),
  })
  .meta({ id: 'ActivityCheckpoint' });

const after = z
  .string()
  .regex(/^\d{1,15}$/, 'must be the sequence of an entry, or 0')
  .transform(Number)
  .optional()
  .meta({ type: 'integer', minimum: 0 })
  .describe(
    'Only entries behind this position, oldest first: to go on where the last read ended, missing and repeating none.',
  );

const tag = 'Activity';
const permission = 'activity:read';
const lines =
  ' With `Accept: application/x-ndjson` it is sent whole, a line each, oldest first, for a SIEM; `after` goes on where the last line ended.';

export const activityContract = defineContract({
  listActivityLogs: {
    method: 'GET',
    path: '/activity',
    tag,
    summary: 'List the activity of the organization',
    description: `Newest first, in pages. Entries are never changed or removed.${lines}`,
    permission,
    timeless: true,
    query: z.strictObject({
      from: moment().optional().describe('Only entries at or after this moment.'),
      to: moment().optional().describe('Only entries at or before this moment.'),
      actor: text(255, 1).optional().describe('Only entries of this actor: id of an API key, or a label.'),
      resourceType: z.enum(RESOURCE_TYPES).optional().describe('Only entries of this kind of resource.'),
      operation: text(100, 1).optional().describe('Only entries of this operation.'),
      after,
    }),
    response: log(entry),
  },
  getActivityLogsByEntity: {
    method: 'GET',
    path: '/activity/by-resource-type/{resourceType}/{resourceId}',
    tag,
    summary: 'List the activity of one resource',
    description: `In the order of events, in pages; also of what has been deleted.${lines}`,
    permission,
    timeless: true,
    params: { resourceType: RESOURCE_TYPES, resourceId: 'resource' },
    query: z.strictObject({ after }),
    response: log(entry),
  },
  getActivityCheckpoint: {
    method: 'GET',
    path: '/activity/checkpoint',
    tag,
    summary: 'Get the end of the log',
    description:
      'Keep it elsewhere: `raptor-comply activity verify --checkpoint` then also finds a log that was cut short or written anew.',
    permission,
    timeless: true,
    response: json(checkpoint),
  },
});
