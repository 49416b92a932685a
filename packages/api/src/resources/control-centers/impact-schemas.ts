import { z } from 'zod';
import { decimal, id, reference, timestamp } from '../../kernel/slice/fields.ts';
import { IMPACT_LEVELS, INTERCONNECTIONS, MEGAWATTS } from '../vocabulary.ts';

/** What is said about the impact level of a control center: CIP-002-5.1a Attachment 1, criterion 2.11. */

/** Of the examples. */
const REASON =
  '1711.5 MW of BES generation in the Western Interconnection is at or above 1500 MW, so CIP-002-5.1a Attachment 1 ' +
  'criterion 2.11 applies: medium impact.';

export const impactDetermination = z
  .object({
    id: id(),
    controlCenterId: id(),
    previousImpactLevel: z.enum(IMPACT_LEVELS),
    impactLevel: z.enum(IMPACT_LEVELS),
    criterion: z
      .string()
      .nullable()
      .describe('CIP-002-5.1a Attachment 1 criterion that decided; null when high was kept.'),
    interconnection: z.enum(INTERCONNECTIONS).nullable().describe('Where most BES generation is run.'),
    capacityMw: z.string().describe('BES generation run there, in MW.'),
    reason: z.string(),
    operationId: z.string().nullable().describe('What changed the facilities.'),
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
        reason: REASON,
        operationId: 'assignFacilitiesToControlCenter',
        createdAt: '2026-03-31T08:30:00.000Z',
      },
    ],
  });

export const previewImpactRequest = z
  .strictObject({
    facilityIds: z.array(reference()).max(5000).optional().describe('Facilities to be assigned.'),
    addFacilityId: reference().optional().describe('One more facility to be assigned.'),
    removeFacilityId: reference().optional().describe('One more facility to be unassigned.'),
    removeFacilityIds: z.array(reference()).max(5000).optional().describe('Facilities to be unassigned.'),
    updateFacility: z
      .strictObject({
        facilityId: reference(),
        capacityMw: decimal(MEGAWATTS).describe('Its new capacity in MW.'),
        interconnection: z.enum(INTERCONNECTIONS),
      })
      .meta({ id: 'PreviewImpactUpdateFacility' })
      .optional()
      .describe('A facility with another capacity or interconnection.'),
  })
  .meta({ id: 'PreviewImpactRequest', examples: [{ facilityIds: ['019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16'] }] });

const previewImpactCapacity = z
  .object({
    currentMw: z.number().describe('BES generation run now, in MW.'),
    afterMw: z.number().describe('BES generation run after the change, in MW.'),
    status: z.enum(['low', 'medium']).describe('What criterion 2.11 makes of afterMw.'),
    regionalEntityBreakdown: z.record(z.string(), z.number()).optional().describe('afterMw by NERC regional entity.'),
  })
  .meta({ id: 'PreviewImpactCapacity' });

export const previewImpactResponse = z
  .object({
    currentImpactLevel: z.enum(IMPACT_LEVELS),
    newImpactLevel: z.enum(IMPACT_LEVELS),
    willChange: z.boolean(),
    reason: z.string().optional().describe('Megawatts, criterion and outcome in a sentence to quote.'),
    thresholdInterconnection: z
      .enum(INTERCONNECTIONS)
      .optional()
      .describe('The interconnection that meets criterion 2.11, if one does.'),
    thresholdCapacityMw: z.number().optional().describe('BES generation run in that interconnection, in MW.'),
    capacityBreakdown: z
      .object({
        eastern: previewImpactCapacity,
        western: previewImpactCapacity,
        ercot: previewImpactCapacity,
        québec: previewImpactCapacity,
      })
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
        reason: REASON,
        thresholdInterconnection: 'western',
        thresholdCapacityMw: 1711.5,
        capacityBreakdown: {
          eastern: { currentMw: 0, afterMw: 0, status: 'low', regionalEntityBreakdown: {} },
          western: { currentMw: 1499, afterMw: 1711.5, status: 'medium', regionalEntityBreakdown: { WECC: 1711.5 } },
          ercot: { currentMw: 0, afterMw: 0, status: 'low', regionalEntityBreakdown: {} },
          québec: { currentMw: 0, afterMw: 0, status: 'low', regionalEntityBreakdown: {} },
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
