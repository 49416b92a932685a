import { z } from 'zod';
import { appendOnlyList, csvBody, csvFile, defineContract, json } from '../../kernel/slice/contract.ts';
import { timestamp } from '../../kernel/slice/fields.ts';
import { parentQuery } from '../../kernel/slice/filters.ts';
import { importResult, importTemplate } from '../../kernel/slice/import-result.ts';
import { change } from '../change.ts';
import { cyberAsset } from './record.ts';

const cyberAssetVersion = z
  .object({
    ...change,
    supersededAt: timestamp().nullable().describe('Time when the next version replaced it; null if it is current.'),
    cyberAsset: cyberAsset.schema,
  })
  .meta({ id: 'CyberAssetVersion' });

const read = { method: 'GET', tag: 'Cyber Assets', permission: 'cyber-assets:read' } as const;
const csvExport = { ...read, query: z.strictObject({ cyberSystemId: parentQuery('cyber system') }) } as const;
const ofFacility = { ...csvExport, params: { facilityId: 'facility' } } as const;
const ofControlCenter = { ...csvExport, params: { controlCenterId: 'control center' } } as const;
const exportFile = csvFile('cyber-assets.csv');
const lowExportFile = csvFile('cyber-assets-low.csv');

export const cyberAssetsContract = defineContract({
  getCyberAssetHistory: {
    ...read,
    path: '/cyber-assets/{id}/history',
    summary: 'List the versions of a cyber asset',
    description: 'Each version with its time, author, and reason, oldest first, in pages. Includes deleted assets.',
    noAsOf: true,
    params: { id: 'cyber asset' },
    response: appendOnlyList(cyberAssetVersion),
  },
  getCyberAssetsImportTemplate: {
    ...read,
    path: '/cyber-assets/import/template',
    summary: 'Get the import template',
    description: 'The header of an import file: as JSON, or as CSV with `Accept: text/csv`.',
    noAsOf: true,
    response: { ...json(importTemplate), csv: true },
  },
  importCyberAssets: {
    method: 'POST',
    path: '/cyber-systems/{cyberSystemId}/cyber-assets/import',
    tag: 'Cyber Assets',
    summary: 'Import cyber assets from CSV',
    description:
      'Imports all rows or none. Accepts multipart/form-data with the file as `file`, or the CSV as a text/csv body: UTF-8, ' +
      'commas, and a header row with the names of the template. An invalid file returns 400 with the errors by row and column.',
    permission: 'cyber-assets:write',
    params: { cyberSystemId: 'cyber system' },
    body: csvBody,
    response: json(importResult),
    refusal: importResult,
  },
  exportCyberAssetsCsv: {
    ...ofFacility,
    path: '/facilities/{facilityId}/cyber-assets/export',
    summary: 'Export a facility’s high and medium impact cyber assets as CSV',
    response: exportFile,
  },
  exportLowCyberAssetsCsv: {
    ...ofFacility,
    path: '/facilities/{facilityId}/cyber-assets/export-low',
    summary: 'Export a facility’s low impact cyber assets as CSV',
    response: lowExportFile,
  },
  exportControlCenterCyberAssetsCsv: {
    ...ofControlCenter,
    path: '/control-centers/{controlCenterId}/cyber-assets/export',
    summary: 'Export a control center’s high and medium impact cyber assets as CSV',
    response: exportFile,
  },
  exportControlCenterLowCyberAssetsCsv: {
    ...ofControlCenter,
    path: '/control-centers/{controlCenterId}/cyber-assets/export-low',
    summary: 'Export a control center’s low impact cyber assets as CSV',
    response: lowExportFile,
  },
});
