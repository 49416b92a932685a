import { z } from 'zod';
import { appendOnlyList, defineContract } from '../../kernel/slice/contract.ts';
import { fileOf } from '../../kernel/slice/export.ts';
import { timestamp } from '../../kernel/slice/fields.ts';
import { parentQuery } from '../../kernel/slice/filters.ts';
import { change } from '../change.ts';
import { cyberAsset } from './record.ts';

const cyberAssetVersion = z
  .object({
    ...change,
    supersededAt: timestamp().nullable().describe('Time when the next version replaced it; null if it is current.'),
    cyberAsset: cyberAsset.schema,
  })
  .meta({ id: 'CyberAssetVersion' });

const OTHER_LEVELS =
  'Assets with the impact level category_2 or not_applicable are in no export by impact; `GET /cyber-assets/export` has all assets.';
const csvExport = {
  method: 'GET',
  tag: cyberAsset.tag,
  permission: 'cyber-assets:read',
  description: OTHER_LEVELS,
  query: z.strictObject({ cyberSystemId: parentQuery('cyber system') }),
  response: fileOf(cyberAsset, 'csv'),
} as const;
const ofFacility = { ...csvExport, params: { facilityId: 'facility' } } as const;
const ofControlCenter = { ...csvExport, params: { controlCenterId: 'control center' } } as const;

export const cyberAssetsContract = defineContract({
  getCyberAssetHistory: {
    ...cyberAsset.onOne('read'),
    method: 'GET',
    path: '/cyber-assets/{id}/history',
    summary: 'List the versions of a cyber asset',
    description: 'Each version with its time, author, and reason, oldest first, in pages. Includes deleted assets.',
    noAsOf: true,
    response: appendOnlyList(cyberAssetVersion),
  },
  exportCyberAssetsCsv: {
    ...ofFacility,
    path: '/facilities/{facilityId}/cyber-assets/export',
    summary: 'Export a facility’s high and medium impact cyber assets as CSV',
    example: { impactLevel: 'medium' },
  },
  exportLowCyberAssetsCsv: {
    ...ofFacility,
    path: '/facilities/{facilityId}/cyber-assets/export-low',
    summary: 'Export a facility’s low impact cyber assets as CSV',
    example: { impactLevel: 'low' },
  },
  exportControlCenterCyberAssetsCsv: {
    ...ofControlCenter,
    path: '/control-centers/{controlCenterId}/cyber-assets/export',
    summary: 'Export a control center’s high and medium impact cyber assets as CSV',
    example: { impactLevel: 'medium' },
  },
  exportControlCenterLowCyberAssetsCsv: {
    ...ofControlCenter,
    path: '/control-centers/{controlCenterId}/cyber-assets/export-low',
    summary: 'Export a control center’s low impact cyber assets as CSV',
    example: { impactLevel: 'low' },
  },
});
