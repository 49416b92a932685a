import { z } from 'zod';
import { created, defineContract, json, jsonBody, list } from '../../kernel/slice/contract.ts';
import { id, message, reference, text, textField, timestamps } from '../../kernel/slice/fields.ts';
import { searchQuery } from '../../kernel/slice/filters.ts';
import type { Row } from '../../kernel/slice/records.ts';

const name = textField(255, 'Name; unique within its facility or control center.', 1);
const EXAMPLE = { name: 'Relay house 1', description: 'Protection relays and station RTU' };
const description = textField(255, 'What and where the area is.');

const cyberAssetRef = z
  .object({
    id: id(),
    assetTitle: z.string().meta({ maxLength: 255, examples: ['Feeder 3 protection relay'] }),
    assetTag: z.string().meta({ maxLength: 50, examples: ['RLY-003'] }),
  })
  .meta({ id: 'CyberAssetRef' });

const physicalArea = z
  .object({
    id: id(),
    name: z
      .string()
      .meta({ maxLength: 255, examples: [EXAMPLE.name] })
      .describe('Name; unique within its facility or control center.'),
    description: description.answer
      .meta({ examples: [EXAMPLE.description] })
      .nullable()
      .optional(),
    facilityId: id().nullable(),
    controlCenterId: id()
      .nullable()
      .meta({ examples: [null] }),
    regulatoryType: z
      .enum(['PSP', 'LowImpactArea', 'Unregulated'])
      .nullable()
      .optional()
      .describe(
        'Follows from the assets in it: a physical security perimeter when one is of high or medium impact (CIP-006), ' +
          'a low impact area when one is of low impact (CIP-003 Att. 1, section 2), otherwise unregulated.',
      ),
    cyberAssets: z.array(cyberAssetRef).optional(),
    isDeleted: z.boolean().optional(),
    ...timestamps,
  })
  .meta({ id: 'PhysicalArea' });

const cyberAssetIds = z.array(reference()).max(5000).describe('The cyber assets in the area: all of them.');

const physicalAreaCreate = z
  .strictObject({
    name: name.request,
    description: description.request.optional(),
    facilityId: reference().optional().describe('The facility it is in; an area has a facility or a control center.'),
    controlCenterId: reference().optional().describe('The control center it is in.'),
    cyberAssetIds,
  })
  .meta({
    id: 'PhysicalAreaCreate',
    examples: [
      {
        ...EXAMPLE,
        facilityId: '019d4258-03d2-7a55-8c17-0b6f3e9a1d24',
        cyberAssetIds: ['019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16'],
      },
    ],
  });
const physicalAreaUpdate = z
  .strictObject({
    name: text(255, 1).optional(),
    description: description.request.nullable().optional(),
    cyberAssetIds,
  })
  .meta({
    id: 'PhysicalAreaUpdate',
    examples: [{ name: EXAMPLE.name, cyberAssetIds: ['019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16'] }],
  });

declare module '../../kernel/slice/sql.ts' {
  interface Tables {
    physicalAreas: Row<Omit<PhysicalArea, 'cyberAssets' | 'regulatoryType'>>;
  }
}
export type PhysicalArea = z.output<typeof physicalArea>;

const tag = 'Physical Areas';
const params = { id: 'physical area' } as const;
const listQuery = z.strictObject(searchQuery('name, description'));

export const physicalAreasContract = defineContract({
  getPhysicalAreasByFacility: {
    method: 'GET',
    path: '/facilities/{facilityId}/physical-areas',
    tag,
    summary: 'List the physical areas of a facility',
    permission: 'physical-areas:read',
    params: { facilityId: 'facility' },
    query: listQuery,
    answer: list(physicalArea),
  },
  getPhysicalAreasByControlCenter: {
    method: 'GET',
    path: '/control-centers/{controlCenterId}/physical-areas',
    tag,
    summary: 'List the physical areas of a control center',
    permission: 'physical-areas:read',
    params: { controlCenterId: 'control center' },
    query: listQuery,
    answer: list(physicalArea),
  },
  createPhysicalArea: {
    method: 'POST',
    path: '/physical-areas',
    tag,
    summary: 'Create a physical area',
    permission: 'physical-areas:write',
    body: jsonBody(physicalAreaCreate),
    answer: created(physicalArea),
  },
  getPhysicalArea: {
    method: 'GET',
    path: '/physical-areas/{id}',
    tag,
    summary: 'Get a physical area',
    permission: 'physical-areas:read',
    params,
    answer: json(physicalArea),
  },
  updatePhysicalArea: {
    method: 'PUT',
    path: '/physical-areas/{id}',
    tag,
    summary: 'Update a physical area',
    description: 'Replaces the set of cyber assets; name and description change when given.',
    permission: 'physical-areas:write',
    params,
    body: jsonBody(physicalAreaUpdate),
    answer: json(physicalArea),
  },
  deletePhysicalArea: {
    method: 'DELETE',
    path: '/physical-areas/{id}',
    tag,
    summary: 'Delete a physical area',
    description: 'Its cyber assets stay.',
    permission: 'physical-areas:write',
    params,
    answer: json(message),
  },
});
