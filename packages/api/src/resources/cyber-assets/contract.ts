import { z } from 'zod';
import { csvBody, csvFile, defineContract, json, log } from '../../kernel/slice/contract.ts';
import { parentQuery } from '../../kernel/slice/filters.ts';
import { importResult, importTemplate } from '../../kernel/slice/import-result.ts';
import { cyberAssetVersion } from './schemas.ts';

const tag = 'Cyber Assets';
const ofFacility = { facilityId: 'facility' } as const;
const ofControlCenter = { controlCenterId: 'control center' } as const;
const exportQuery = z.strictObject({ cyberSystemId: parentQuery('cyber system') });

export const cyberAssetsContract = defineContract({
  getCyberAssetHistory: {
    method: 'GET',
    path: '/cyber-assets/{id}/history',
    tag,
    summary: 'List the versions of a cyber asset',
    description: 'What it was, since when, by whom and why, oldest first, in pages; also of a deleted one.',
    permission: 'cyber-assets:read',
    timeless: true,
    params: { id: 'cyber asset' },
    response: log(cyberAssetVersion),
  },
  getCyberAssetsImportTemplate: {
    method: 'GET',
    path: '/cyber-assets/import/template',
    tag,
    summary: 'Get the import template',
    description: 'The header of an import file: JSON, or the CSV itself with `Accept: text/csv`.',
    permission: 'cyber-assets:read',
    timeless: true,
    response: { ...json(importTemplate), csv: true },
  },
  importCyberAssets: {
    method: 'POST',
    path: '/cyber-systems/{cyberSystemId}/cyber-assets/import',
    tag,
    summary: 'Import cyber assets from CSV',
    description:
      'All or nothing. Takes multipart/form-data with the file as `file`, or the CSV as a text/csv body: UTF-8, commas, ' +
      'a header row with the names of the template. A refused file is 400 and names what to fix, by row and column.',
    permission: 'cyber-assets:write',
    params: { cyberSystemId: 'cyber system' },
    body: csvBody,
    response: json(importResult),
    refusal: importResult,
  },
  exportCyberAssetsCsv: {
    method: 'GET',
    path: '/facilities/{facilityId}/cyber-assets/export',
    tag,
    summary: 'Export a facility’s high and medium impact cyber assets as CSV',
    permission: 'cyber-assets:read',
    params: ofFacility,
    query: exportQuery,
    response: csvFile('cyber-assets.csv'),
  },
  exportLowCyberAssetsCsv: {
    method: 'GET',
    path: '/facilities/{facilityId}/cyber-assets/export-low',
    tag,
    summary: 'Export a facility’s low impact cyber assets as CSV',
    permission: 'cyber-assets:read',
    params: ofFacility,
    query: exportQuery,
    response: csvFile('cyber-assets-low.csv'),
  },
  exportControlCenterCyberAssetsCsv: {
    method: 'GET',
    path: '/control-centers/{controlCenterId}/cyber-assets/export',
    tag,
    summary: 'Export a control center’s high and medium impact cyber assets as CSV',
    permission: 'cyber-assets:read',
    params: ofControlCenter,
    query: exportQuery,
    response: csvFile('cyber-assets.csv'),
  },
  exportControlCenterLowCyberAssetsCsv: {
    method: 'GET',
    path: '/control-centers/{controlCenterId}/cyber-assets/export-low',
    tag,
    summary: 'Export a control center’s low impact cyber assets as CSV',
    permission: 'cyber-assets:read',
    params: ofControlCenter,
    query: exportQuery,
    response: csvFile('cyber-assets-low.csv'),
  },
});
