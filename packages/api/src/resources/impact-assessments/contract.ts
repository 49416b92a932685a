import { z } from 'zod';
import { defineContract, json, list } from '../../kernel/slice/contract.ts';
import { EXAMPLE_ID, id, timestamp } from '../../kernel/slice/fields.ts';
import { parentQuery } from '../../kernel/slice/filters.ts';
import { CRITERIA, IMPACT_LEVELS } from '../vocabulary.ts';

const LEVELS = ['high', 'medium', 'low', 'not_applicable'] as const;
const EXAMPLE_REASON = 'CIP-002-5.1a Attachment 1 criterion 3.3, low impact: it is a generation resource';

const criterion = z.enum(CRITERIA).meta({ examples: ['2.1'] });

const finding = z
  .object({
    criterion,
    isMet: z
      .boolean()
      .nullable()
      .meta({ description: 'Null if it depends on inputs that are not recorded.', examples: [false] }),
    isNear: z.boolean().meta({ description: 'Below the threshold by at most a tenth of it.', examples: [true] }),
    reason: z.string().meta({ examples: ['1425 MW is below 1500 MW'] }),
    inputs: z
      .record(z.string(), z.unknown())
      .meta({ description: 'The recorded values that it was judged by.', examples: [{ capacityMw: 1425 }] }),
    missing: z.array(z.string()).meta({ description: 'Inputs that are not recorded.', examples: [[]] }),
  })
  .meta({ id: 'ImpactFinding' });

const assessed = {
  recordedImpactLevel: z
    .enum(IMPACT_LEVELS)
    .nullable()
    .meta({ description: 'As recorded.', examples: ['low'] }),
  impactLevel: z.enum(LEVELS).meta({ description: 'By the criteria: the highest that is met.', examples: ['low'] }),
  criterion: criterion.nullable().meta({ description: 'The deciding criterion.', examples: ['3.3'] }),
  reason: z.string().meta({ examples: [EXAMPLE_REASON] }),
  isDecided: z.boolean().meta({ description: 'Whether no missing input could raise the level.', examples: [true] }),
  missing: z.array(z.string()).meta({ description: 'The inputs that could raise it.', examples: [[]] }),
  findings: z.array(finding).describe('Each criterion that is about it, the highest impact first.'),
};

const system = z
  .object({ id: id(), title: z.string().meta({ examples: ['Cedar Ridge plant control'] }), ...assessed })
  .meta({ id: 'CyberSystemImpactAssessment' });

const site = z
  .object({
    id: id().meta({ examples: [EXAMPLE_ID] }),
    siteType: z.enum(['facility', 'control_center']),
    title: z.string().meta({ examples: ['Cedar Ridge Solar'] }),
    ...assessed,
    cyberSystems: z.array(system).describe('The BES Cyber Systems of the site.'),
    createdAt: timestamp(),
  })
  .meta({ id: 'ImpactAssessment' });

const siteId = (description: string) =>
  id()
    .nullable()
    .meta({ description, examples: [null] });

const determination = z
  .object({
    id: id().meta({ examples: [EXAMPLE_ID] }),
    facilityId: siteId('The facility, if it is about one or a system of it.').meta({ examples: [EXAMPLE_ID] }),
    controlCenterId: siteId('The control center, if it is about one or a system of it.'),
    cyberSystemId: siteId('The BES Cyber System; null: it is about the site itself.'),
    title: z.string().meta({ description: 'Its title at the time.', examples: ['Cedar Ridge Solar'] }),
    previousImpactLevel: z
      .enum(LEVELS)
      .nullable()
      .meta({ description: 'That of the determination before; null if this is the first.', examples: [null] }),
    ...assessed,
    createdAt: timestamp().describe('When it was determined.'),
  })
  .meta({ id: 'ImpactAssessmentDetermination' });

const base = { path: '/impact-assessments/determinations', tag: 'Impact Assessments' } as const;

export const impactAssessmentsContract = defineContract({
  listImpactAssessments: {
    method: 'GET',
    path: '/impact-assessments',
    tag: 'Impact Assessments',
    summary: 'List the impact assessments of sites and their BES Cyber Systems',
    description:
      'Judges each facility and control center, and each BES Cyber System there, by all criteria of CIP-002-5.1a Attachment 1. ' +
      'It names the deciding criterion, the inputs, and what is missing to decide. Changes nothing; `asOf` returns the ' +
      'assessments of the inventory at an earlier moment. Not part of the vendor’s API.',
    permission: 'impact-assessments:read',
    query: z.strictObject({
      facilityId: parentQuery('facility'),
      controlCenterId: parentQuery('control center'),
    }),
    response: list(site),
  },
  listImpactDeterminations: {
    ...base,
    method: 'GET',
    summary: 'List the history of the impact determinations',
    description:
      'What the criteria said about each site and each BES Cyber System, oldest first: the deciding criterion, every other one, their ' +
      'inputs, and what was missing. There is a new entry whenever any of that changes; the server looks every minute. Not part of the ' +
      'vendor’s API.',
    permission: 'impact-assessments:read',
    query: z.strictObject({
      facilityId: parentQuery('facility'),
      controlCenterId: parentQuery('control center'),
      cyberSystemId: parentQuery('cyber system'),
    }),
    response: list(determination),
  },
  recordImpactDeterminations: {
    ...base,
    method: 'POST',
    summary: 'Record the impact determinations now',
    description: 'Judges all sites and systems by the criteria, and adds an entry to the history of each that changed.',
    permission: 'facilities:write',
    response: json(
      z
        .object({ recorded: z.int().meta({ description: 'New entries.', examples: [2] }) })
        .meta({ id: 'ImpactDeterminationsRecorded' }),
    ),
  },
});
