import { z } from 'zod';
import { defineContract, json, jsonBody, list } from '../../kernel/slice/contract.ts';
import { decimal, id, reference, timestamp } from '../../kernel/slice/fields.ts';
import { IMPACT_LEVELS, INTERCONNECTIONS, MEGAWATTS } from '../vocabulary.ts';
import { controlCenter } from './record.ts';

const EXAMPLE_REASON =
  '1711.5 MW of BES generation in the Western Interconnection is at or above 1500 MW, so CIP-002-5.1a Attachment 1 ' +
  'criterion 2.11 applies: medium impact.';

const facilityIds = z.array(reference()).max(5000);

const impactDetermination = z
  .object({
    id: id(),
    controlCenterId: id(),
    previousImpactLevel: z.enum(IMPACT_LEVELS),
    impactLevel: z.enum(IMPACT_LEVELS),
    criterion: z
      .string()
      .nullable()
      .describe('Deciding criterion of CIP-002-5.1a Attachment 1; null if high was kept.'),
    interconnection: z.enum(INTERCONNECTIONS).nullable().describe('Interconnection with the most BES generation.'),
    capacityMw: z.string().describe('BES generation in that interconnection, in MW.'),
    reason: z.string(),
    operationId: z.string().nullable().describe('Operation that changed the facilities.'),
    createdAt: timestamp(),
  })
  .meta({
    id: 'ImpactDetermination',
    examples: [
      {
        id: '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16',
        controlCenterId: '019d4258-03d2-7a55-8c17-0b6f3e9a1d24',
        previousImpactLevel: 'low',
        impactLevel: 'medium',
        criterion: '2.11',
        interconnection: 'western',
        capacityMw: '1711.5',
        reason: EXAMPLE_REASON,
        operationId: 'assignFacilitiesToControlCenter',
        createdAt: '2026-03-31T08:30:00.000Z',
      },
    ],
  });

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
  .meta({ id: 'PreviewImpactRequest', examples: [{ facilityIds: ['019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16'] }] });

const capacity = z
  .object({
    currentMw: z.number().describe('Current BES generation, in MW.'),
    afterMw: z.number().describe('BES generation after the change, in MW.'),
    status: z.enum(['low', 'medium']).describe('Impact level of afterMw by criterion 2.11.'),
    regionalEntityBreakdown: z.record(z.string(), z.number()).optional().describe('afterMw by NERC regional entity.'),
  })
  .meta({ id: 'PreviewImpactCapacity' });

const NONE = { currentMw: 0, afterMw: 0, status: 'low', regionalEntityBreakdown: {} } as const;
/** A control center without BES generation. */
export const NO_CAPACITY = { eastern: NONE, western: NONE, ercot: NONE, québec: NONE };

const previewImpactResponse = z
  .object({
    currentImpactLevel: z.enum(IMPACT_LEVELS),
    newImpactLevel: z.enum(IMPACT_LEVELS),
    willChange: z.boolean(),
    reason: z.string().optional().describe('Megawatts, criterion, and result, in one sentence.'),
    thresholdInterconnection: z
      .enum(INTERCONNECTIONS)
      .optional()
      .describe('The interconnection that meets criterion 2.11, if any.'),
    thresholdCapacityMw: z.number().optional().describe('BES generation in that interconnection, in MW.'),
    capacityBreakdown: z
      .object({ eastern: capacity, western: capacity, ercot: capacity, québec: capacity })
      .meta({ id: 'PreviewImpactCapacityBreakdown' }),
    facilitiesBeingAdded: z
      .array(
        z
          .object({ id: z.string(), title: z.string(), capacityMw: z.number(), interconnection: z.string() })
          .meta({ id: 'PreviewImpactFacility' }),
      )
      .optional(),
  })
  .meta({
    id: 'PreviewImpactResponse',
    examples: [
      {
        currentImpactLevel: 'low',
        newImpactLevel: 'medium',
        willChange: true,
        reason: EXAMPLE_REASON,
        thresholdInterconnection: 'western',
        thresholdCapacityMw: 1711.5,
        capacityBreakdown: {
          ...NO_CAPACITY,
          western: { currentMw: 1499, afterMw: 1711.5, status: 'medium', regionalEntityBreakdown: { WECC: 1711.5 } },
        },
        facilitiesBeingAdded: [
          {
            id: '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16',
            title: 'Cedar Ridge Solar',
            capacityMw: 212.5,
            interconnection: 'western',
          },
        ],
      },
    ],
  });

const base = { tag: 'Control Centers', params: { id: 'control center' } } as const;
const assignment = {
  ...base,
  method: 'POST',
  permission: 'control-centers:write',
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
    ...base,
    method: 'POST',
    path: '/control-centers/{id}/preview-impact',
    summary: 'Preview the impact level after a change',
    description:
      'Computes the impact level by CIP-002-5.1a Attachment 1, criterion 2.11, if facilities were assigned, unassigned, or ' +
      'resized. Changes nothing.',
    permission: 'control-centers:read',
    body: jsonBody(previewImpactRequest),
    response: json(previewImpactResponse),
  },
  getControlCenterImpactDeterminations: {
    ...base,
    method: 'GET',
    path: '/control-centers/{id}/impact-determinations',
    summary: 'List the impact determinations of a control center',
    description: 'One entry each time criterion 2.11 was applied, oldest first. Not part of the vendor’s API.',
    permission: 'control-centers:read',
    response: list(impactDetermination),
  },
});
