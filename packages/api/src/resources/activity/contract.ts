import { z } from 'zod';
import { appendOnlyList, defineContract, json } from '../../kernel/slice/contract.ts';
import { id, moment, text, timestamp } from '../../kernel/slice/fields.ts';
import { change, sequence } from '../change.ts';
import { records } from '../index.ts';

/** The kinds of records in the log, as in their URLs. */
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
    resourceType: z.enum(RESOURCE_TYPES).describe('Kind of the record.'),
    resourceId: id().nullable().describe('Id of the record.'),
    before: fields
      .meta({ examples: [{ firmwareVersion: 'R321-V1' }] })
      .describe('The changed fields before the change; null if the record was created or the request refused.'),
    after: fields
      .meta({ examples: [{ firmwareVersion: 'R325-V0' }] })
      .describe(
        'The changed fields after the change: all fields if the record was created; the reason if the request was refused.',
      ),
    record: fields
      .meta({ examples: [{ id: '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16', firmwareVersion: 'R325-V0' }] })
      .describe('The whole record after the change; null if `after` already has all of it, or the record was deleted.'),
    previousHash: hash('Hash of the previous entry; zeros for the first entry.'),
    hash: hash('SHA-256 of this entry without `hash`, in the canonical form of RFC 8785.'),
  })
  .meta({ id: 'ActivityEntry' });

const checkpoint = z
  .object({
    sequence,
    hash: hash('Hash of the entry at this position.'),
    occurredAt: timestamp().nullable().describe('Time of the entry; null if the log is empty.'),
  })
  .meta({ id: 'ActivityCheckpoint' });

const after = z
  .string()
  .regex(/^\d{1,15}$/, 'must be the sequence of an entry, or 0')
  .transform(Number)
  .optional()
  .meta({ type: 'integer', minimum: 0 })
  .describe(
    'Only entries after this position, oldest first. Use it to continue after the last entry read, without gaps or repeats.',
  );

const read = { method: 'GET', tag: 'Activity', permission: 'activity:read', noAsOf: true } as const;
const STREAM =
  'With `Accept: application/x-ndjson`, the whole log is streamed, one entry per line, oldest first, for a SIEM; use `after` to resume.';

export const activityContract = defineContract({
  listActivityLogs: {
    ...read,
    path: '/activity',
    summary: 'List the activity of the organization',
    description: `Newest first, in pages. Entries are never changed or removed. ${STREAM}`,
    query: z.strictObject({
      from: moment().optional().describe('Only entries at or after this moment.'),
      to: moment().optional().describe('Only entries at or before this moment.'),
      actor: text(255, 1).optional().describe('Only entries of this actor: the id of an API key, or a label.'),
      resourceType: z.enum(RESOURCE_TYPES).optional().describe('Only entries of this kind of resource.'),
      operation: text(100, 1).optional().describe('Only entries of this operation.'),
      after,
    }),
    response: appendOnlyList(entry),
  },
  getActivityLogsByEntity: {
    ...read,
    path: '/activity/by-resource-type/{resourceType}/{resourceId}',
    summary: 'List the activity of one resource',
    description: `Oldest first, in pages. Includes deleted resources. ${STREAM}`,
    params: { resourceType: RESOURCE_TYPES, resourceId: 'resource' },
    query: z.strictObject({ after }),
    response: appendOnlyList(entry),
  },
  getActivityCheckpoint: {
    ...read,
    path: '/activity/checkpoint',
    summary: 'Get the end of the log',
    description:
      'Store it elsewhere: `raptor-comply activity verify --checkpoint` then also detects a log that was truncated or rewritten.',
    response: json(checkpoint),
  },
});
