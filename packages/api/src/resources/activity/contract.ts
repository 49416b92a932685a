import { z } from 'zod';
import { accepted, appendOnlyList, defineContract, json, jsonBody, text } from '../../kernel/slice/contract.ts';
import { EXAMPLE_ID, id, moment, searchText, timestamp } from '../../kernel/slice/fields.ts';
import { change } from '../change.ts';
import { records } from '../index.ts';
import { CHECKPOINT_EXAMPLE, CONSISTENCY_EXAMPLE, KEY_EXAMPLE, PROOF_EXAMPLE } from './checkpoint-examples.ts';

/** The kinds of records in the log, as in their URLs. */
const RESOURCE_TYPES = [
  ...records.flatMap(({ record }) => record.logged),
  'api-keys',
  'sessions',
  'organization-settings',
  'cip-senior-manager-assignments',
  'tasks',
  'task-occurrences',
  'potential-noncompliances',
  'calendar-feeds',
] as const;

const fields = (description: string, example: Readonly<Record<string, unknown>>) =>
  z
    .record(z.string(), z.unknown())
    .nullable()
    .meta({ description, examples: [example] });

const entry = z
  .object({
    ...change,
    resourceType: z.string().meta({
      description: 'Kind of the record, as in paths. Of a refused request, the first part of its path.',
      examples: ['cyber-assets'],
    }),
    resourceId: id().nullable().describe('Id of the record. Of a refused request, the id in its path.'),
    before: fields('The changed fields before the change; null if the record was created or the request refused.', {
      firmwareVersion: 'R321-V1',
    }),
    after: fields(
      'The changed fields after the change: all fields if the record was created; the reason if the request was refused.',
      { firmwareVersion: 'R325-V0' },
    ),
    record: fields(
      'The whole record after the change; null if `after` already has all of it, or the record was deleted.',
      { id: EXAMPLE_ID, firmwareVersion: 'R325-V0' },
    ),
    salt: id().describe('Random. It is hashed together with the content.'),
  })
  .meta({ id: 'ActivityEntry' });

const finding = z
  .object({
    kind: z
      .enum(['organization', 'definition', 'entry', 'tree', 'checkpoint', 'record'])
      .describe('What it is about: a definition is a trigger, function, policy, or grant of the database.'),
    what: z.string().meta({
      description: 'What is wrong, for people.',
      examples: [`facilities ${EXAMPLE_ID} was changed after its last entry without an entry: field title`],
    }),
    sequence: z.int().nullable().describe('The entry that it is about, or the last one that agrees.'),
    resourceType: z
      .string()
      .nullable()
      .meta({ description: 'Kind of the record.', examples: ['facilities'] }),
    resourceId: id().nullable().describe('Id of the record.'),
    since: timestamp().nullable().describe('It was done after this moment.'),
    others: z.int().meta({ description: 'How many others of its kind there are.', examples: [299] }),
  })
  .meta({ id: 'ActivityFinding' });

const verification = z
  .object({
    id: id(),
    requestedAt: timestamp(),
    finishedAt: timestamp().nullable().describe('Null until it is finished.'),
    isWhole: z
      .boolean()
      .nullable()
      .meta({ description: 'Whether nothing is wrong; null until it is finished.', examples: [false] }),
    entries: z.int().nullable().describe('Number of entries in the log.'),
    sealedEntries: z.int().nullable().describe('Number of entries in the Merkle tree; the others were new.'),
    findings: z.array(finding).nullable().describe('The first of each kind of thing that is wrong.'),
  })
  .meta({ id: 'ActivityVerification' });

const after = z
  .string()
  .regex(/^\d{1,15}$/, 'must be the sequence of an entry, or 0')
  .transform(Number)
  .optional()
  .meta({ type: 'integer', minimum: 0 })
  .describe(
    'Only entries after this position, oldest first. Use it to continue after the last entry read, without gaps or repeats.',
  );

const MAX_CHECKPOINT = 20_000;

const wholeNumber = (min: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`));

const plainText = (example: string) => text('text/plain', z.string().meta({ examples: [example] }));

const cosigned = z
  .object({
    witnesses: z
      .array(z.string())
      .meta({ description: 'The witnesses whose cosignatures are kept now.', examples: [['witness.example/w1']] }),
  })
  .meta({ id: 'AcceptedCosignatures' });

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
      actor: searchText(255).optional().describe('Only entries of this actor: the id of an API key, or a label.'),
      resourceType: z.enum(RESOURCE_TYPES).optional().describe('Only entries of this kind of resource.'),
      resourceId: searchText(100).optional().describe('Only entries of this resource, by its id.'),
      operation: searchText(100).optional().describe('Only entries of this operation.'),
      after,
    }),
    response: appendOnlyList(entry),
  },
  createActivityVerification: {
    method: 'POST',
    path: '/activity/verifications',
    tag: 'Activity',
    permission: 'activity:read',
    summary: 'Verify the activity log and the records',
    description:
      'Starts a verification in the background: that the entries are those that were sealed, and that they lead to what the records are now. If one is under way, it is returned.',
    response: accepted(verification),
    example: { finishedAt: null, isWhole: null, entries: null, sealedEntries: null, findings: null },
  },
  getActivityVerification: {
    ...read,
    path: '/activity/verifications/{id}',
    summary: 'Get a verification of the activity log',
    params: { id: 'verification' },
    response: json(verification),
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
    summary: 'Get a signed checkpoint of the log',
    description:
      'A signed note (c2sp.org/tlog-checkpoint) with the number of entries and the root of their Merkle tree, and the known cosignatures of ' +
      'witnesses. Keep it outside this system: no entry before it can be changed or removed unnoticed.',
    response: plainText(CHECKPOINT_EXAMPLE),
  },
  getActivityProof: {
    ...read,
    path: '/activity/proof',
    summary: 'Get the proof that an entry is in the log',
    description:
      'A c2sp.org/tlog-proof. The index is `sequence` − 1; the leaf is the entry’s envelope in the form of RFC 8785.',
    query: z.strictObject({
      sequence: wholeNumber(1).meta({ type: 'integer', minimum: 1, description: 'The entry.', examples: [2] }),
    }),
    response: plainText(PROOF_EXAMPLE),
  },
  getActivityConsistencyProof: {
    ...read,
    path: '/activity/consistency',
    summary: 'Get the proof that the log begins with an earlier checkpoint',
    description:
      'The body of a witness’s `add-checkpoint` request (c2sp.org/tlog-witness): the earlier size, the proof, and the current checkpoint.',
    query: z.strictObject({
      from: wholeNumber(0)
        .optional()
        .meta({ type: 'integer', minimum: 0, description: 'The size of the earlier checkpoint; 0 if there is none.' }),
    }),
    response: plainText(CONSISTENCY_EXAMPLE),
  },
  getActivityKey: {
    ...read,
    path: '/activity/key',
    summary: 'Get the key that verifies checkpoints',
    description: 'A verifier key (c2sp.org/signed-note) in one line, for witnesses and verifiers.',
    response: plainText(KEY_EXAMPLE),
  },
  addActivityCosignatures: {
    method: 'POST',
    path: '/activity/cosignatures',
    tag: 'Activity',
    // A cosignature proves itself.
    permission: 'activity:read',
    summary: 'Send the cosignatures of a witness',
    description:
      'For a witness that fetches checkpoints itself. Only cosignatures of the witnesses in `WITNESS_URLS` on a checkpoint of this log are kept.',
    body: jsonBody(
      z
        .strictObject({
          checkpoint: z
            .string()
            .max(MAX_CHECKPOINT)
            .regex(/\n\n/, 'must be a signed note, with an empty line before its signatures')
            .describe('A signed checkpoint of this log, with the cosignatures.')
            .meta({ examples: [CHECKPOINT_EXAMPLE] }),
        })
        .meta({ id: 'CosignedCheckpoint', examples: [{ checkpoint: CHECKPOINT_EXAMPLE }] }),
    ),
    response: json(cosigned),
  },
});
