import { z } from 'zod';
import { defineContract, json, jsonBody, list } from '../../kernel/slice/contract.ts';
import { decimal, EXAMPLE_ID, id, reference, timestamp } from '../../kernel/slice/fields.ts';
import { optionalText } from '../change.ts';
import { IMPACT_LEVELS, INTERCONNECTIONS, MEGAWATTS } from '../vocabulary.ts';
import { controlCenter } from './record.ts';

const EXAMPLE_REASON =
  '1711.5 MW of generation in the Western Interconnection is at or above 1500 MW, so CIP-002-5.1a Attachment 1 ' +
  'criterion 2.11 applies: medium impact.';
const EXAMPLE_CAPACITY = {
  currentMw: 1499,
  afterMw: 1711.5,
  status: 'medium',
  regionalEntityBreakdown: { WECC: 1711.5 },
} as const;
const EXAMPLE_FACILITY = { id: EXAMPLE_ID, title: 'Cedar Ridge Solar', capacityMw: 212.5, interconnection: 'western' };

const facilityIds = z.array(reference()).max(5000);

const impactDetermination = z
  .object({
    id: id(),
    controlCenterId: id(),
    previousImpactLevel: z.enum(IMPACT_LEVELS).meta({ examples: ['low'] }),
    impactLevel: z.enum(IMPACT_LEVELS).meta({ examples: ['medium'] }),
    criterion: optionalText('2.11', 'Deciding criterion of CIP-002-5.1a Attachment 1; null if high was kept.'),
    interconnection: z
      .enum(INTERCONNECTIONS)
      .nullable()
      .meta({
        description: 'Interconnection with the most generation.',
        examples: ['western'],
      }),
    capacityMw: z.string().meta({ description: 'Generation in that interconnection, in MW.', examples: ['1711.5'] }),
    reason: z.string().meta({ examples: [EXAMPLE_REASON] }),
    operationId: optionalText('assignFacilitiesToControlCenter', 'Operation that changed the facilities.'),
    createdAt: timestamp(),
  })
  .meta({ id: 'ImpactDetermination' });

const previewImpactRequest = z
  .strictObject({
    facilityIds: facilityIds.optional().describe('Facilities to assign.'),
    addFacilityId: reference().optional().describe('One more facility to assign.'),
    removeFacilityId: reference().optional().describe('One more facility to unassign.'),
    removeFacilityIds: facilityIds.optional().describe('Facilities to unassign.'),
    updateFacility: z
      .strictObject({
        facilityId: reference(),
        capacityMw: decimal(MEGAWATTS).describe('New capacity in MW.'),
        interconnection: z.enum(INTERCONNECTIONS),
      })
      .meta({ id: 'PreviewImpactUpdateFacility' })
      .optional()
      .describe('A facility with another capacity or interconnection.'),
  })
  .meta({ id: 'PreviewImpactRequest', examples: [{ facilityIds: [EXAMPLE_ID] }] });

const capacity = z
  .object({
    currentMw: z.number().describe('Current generation, in MW.'),
    afterMw: z.number().describe('Generation after the change, in MW.'),
    status: z.enum(['low', 'medium']).describe('Impact level of afterMw by criterion 2.11.'),
    regionalEntityBreakdown: z.record(z.string(), z.number()).optional().describe('afterMw by NERC regional entity.'),
  })
  .meta({ id: 'PreviewImpactCapacity' });

const NONE = { currentMw: 0, afterMw: 0, status: 'low', regionalEntityBreakdown: {} } as const;
/** A control center without generation. */
export const NO_CAPACITY = { eastern: NONE, western: NONE, ercot: NONE, québec: NONE };

const previewImpactResponse = z
  .object({
    currentImpactLevel: z.enum(IMPACT_LEVELS).meta({ examples: ['low'] }),
    newImpactLevel: z.enum(IMPACT_LEVELS).meta({ examples: ['medium'] }),
    willChange: z.boolean().meta({ examples: [true] }),
    reason: z
      .string()
      .optional()
      .meta({
        description: 'Megawatts, criterion, and result, in one sentence.',
        examples: [EXAMPLE_REASON],
      }),
    thresholdInterconnection: z
      .enum(INTERCONNECTIONS)
      .optional()
      .meta({
        description: 'The interconnection that meets criterion 2.11, if any.',
        examples: ['western'],
      }),
    thresholdCapacityMw: z
      .number()
      .optional()
      .meta({
        description: 'Generation in that interconnection, in MW.',
        examples: [1711.5],
      }),
    capacityBreakdown: z.object({ eastern: capacity, western: capacity, ercot: capacity, québec: capacity }).meta({
      id: 'PreviewImpactCapacityBreakdown',
      examples: [{ ...NO_CAPACITY, western: EXAMPLE_CAPACITY }],
    }),
    facilitiesBeingAdded: z
      .array(
        z
          .object({ id: z.string(), title: z.string(), capacityMw: z.number(), interconnection: z.string() })
          .meta({ id: 'PreviewImpactFacility', examples: [EXAMPLE_FACILITY] }),
      )
      .optional(),
  })
  .meta({ id: 'PreviewImpactResponse' });

const assignment = {
  ...controlCenter.onOne('write'),
  method: 'POST',
  body: jsonBody(
    z
      .strictObject({ facilityIds: facilityIds.min(1).describe('The facilities. Either all or none are changed.') })
      .meta({ id: 'FacilityIds' }),
  ),
  response: json(controlCenter.schema),
} as const;

export const controlCentersContract = defineContract({
  assignFacilitiesToControlCenter: {
    ...assignment,
    path: '/control-centers/{id}/assign-facilities',
    summary: 'Assign facilities to a control center',
    description:
      'Facilities of another control center move to this one. Applies criterion 2.11 to every affected control center, and ' +
      'records the reason.',
  },
  unassignFacilitiesFromControlCenter: {
    ...assignment,
    path: '/control-centers/{id}/unassign-facilities',
    summary: 'Unassign facilities from a control center',
    description: 'Applies criterion 2.11, and records the reason.',
  },
  previewControlCenterImpact: {
    ...controlCenter.onOne('read'),
    method: 'POST',
    path: '/control-centers/{id}/preview-impact',
    summary: 'Preview the impact level after a change',
    description:
      'Computes the impact level by CIP-002-5.1a Attachment 1, criterion 2.11, if facilities were assigned, unassigned, or ' +
      'resized. Changes nothing.',
    body: jsonBody(previewImpactRequest),
    response: json(previewImpactResponse),
  },
  getControlCenterImpactDeterminations: {
    ...controlCenter.onOne('read'),
    method: 'GET',
    path: '/control-centers/{id}/impact-determinations',
    summary: 'List the impact determinations of a control center',
    description: 'One entry each time criterion 2.11 was applied, oldest first. Not part of the vendor’s API.',
    response: list(impactDetermination),
  },
});
