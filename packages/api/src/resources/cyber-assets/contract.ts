import { z } from 'zod';
import { created, csvBody, csvFile, defineContract, json, jsonBody, list, log } from '../../kernel/slice/contract.ts';
import { message } from '../../kernel/slice/fields.ts';
import { parentQuery, searchQuery } from '../../kernel/slice/filters.ts';
import { impactLevelQuery } from '../vocabulary.ts';
import { importResult, importTemplate } from './import-result.ts';
import { cyberAsset, cyberAssetCreate, cyberAssetUpdate, cyberAssetVersion } from './schemas.ts';

const tag = 'Cyber Assets';
const params = { id: 'cyber asset' } as const;
const listQuery = {
  ...impactLevelQuery,
  ...searchQuery(
    'assetTitle, assetTag, assetType, serialNumber, ipAddress, macAddress, physicalLocation, manufacturer, model',
  ),
};
const ofFacility = { facilityId: 'facility' } as const;
const ofControlCenter = { controlCenterId: 'control center' } as const;
const exportQuery = z.strictObject({ cyberSystemId: parentQuery('cyber system') });

export const cyberAssetsContract = defineContract({
  listCyberAssets: {
    method: 'GET',
    path: '/cyber-assets',
    tag,
    summary: 'List cyber assets',
    permission: 'cyber-assets:read',
    query: z.strictObject({
      cyberSystemId: parentQuery('cyber system'),
      facilityId: parentQuery('facility'),
      controlCenterId: parentQuery('control center'),
      ...listQuery,
    }),
    answer: list(cyberAsset),
  },
  createCyberAsset: {
    method: 'POST',
    path: '/cyber-assets',
    tag,
    summary: 'Create a cyber asset',
    permission: 'cyber-assets:write',
    body: jsonBody(cyberAssetCreate),
    answer: created(cyberAsset),
  },
  getCyberAsset: {
    method: 'GET',
    path: '/cyber-assets/{id}',
    tag,
    summary: 'Get a cyber asset',
    permission: 'cyber-assets:read',
    params,
    answer: json(cyberAsset),
  },
  updateCyberAsset: {
    method: 'PATCH',
    path: '/cyber-assets/{id}',
    tag,
    summary: 'Update a cyber asset',
    description: 'Changes the given fields; null clears an optional one.',
    permission: 'cyber-assets:write',
    params,
    body: jsonBody(cyberAssetUpdate),
    answer: json(cyberAsset),
  },
  deleteCyberAsset: {
    method: 'DELETE',
    path: '/cyber-assets/{id}',
    tag,
    summary: 'Delete a cyber asset',
    description: 'Takes it out of the inventory; its history stays.',
    permission: 'cyber-assets:write',
    params,
    answer: json(message),
  },
  getCyberAssetHistory: {
    method: 'GET',
    path: '/cyber-assets/{id}/history',
    tag,
    summary: 'List the versions of a cyber asset',
    description: 'What it was, since when, by whom and why, oldest first, in pages; also of a deleted one.',
    permission: 'cyber-assets:read',
    timeless: true,
    params,
    answer: log(cyberAssetVersion),
  },
  getCyberAssetsImportTemplate: {
    method: 'GET',
    path: '/cyber-assets/import/template',
    tag,
    summary: 'Get the import template',
    description: 'The header of an import file: JSON, or the CSV itself with `Accept: text/csv`.',
    permission: 'cyber-assets:read',
    timeless: true,
    answer: { ...json(importTemplate), csv: true },
  },
  getCyberAssetsBySystem: {
    method: 'GET',
    path: '/cyber-systems/{cyberSystemId}/cyber-assets',
    tag,
    summary: 'List the cyber assets of a cyber system',
    permission: 'cyber-assets:read',
    params: { cyberSystemId: 'cyber system' },
    query: z.strictObject(listQuery),
    answer: list(cyberAsset),
  },
  importCyberAssets: {
    method: 'POST',
    path: '/cyber-systems/{cyberSystemId}/cyber-assets/import',
    tag,
    summary: 'Import cyber assets from CSV',
    description:
      'All or nothing. Takes multipart/form-data with the file as `file`, or the CSV as a text/csv body: UTF-8, commas, ' +
      'a header row with the names of the template. A refused file is 400 with what to mend, by row and column.',
    permission: 'cyber-assets:write',
    params: { cyberSystemId: 'cyber system' },
    body: csvBody,
    answer: json(importResult),
    refusal: importResult,
  },
  getCyberAssetsByFacility: {
    method: 'GET',
    path: '/facilities/{facilityId}/cyber-assets',
    tag,
    summary: 'List the cyber assets of a facility',
    permission: 'cyber-assets:read',
    params: ofFacility,
    query: z.strictObject(listQuery),
    answer: list(cyberAsset),
  },
  exportCyberAssetsCsv: {
    method: 'GET',
    path: '/facilities/{facilityId}/cyber-assets/export',
    tag,
    summary: 'Export a facility’s high and medium impact cyber assets as CSV',
    permission: 'cyber-assets:read',
    params: ofFacility,
    query: exportQuery,
    answer: csvFile('cyber-assets.csv'),
  },
  exportLowCyberAssetsCsv: {
    method: 'GET',
    path: '/facilities/{facilityId}/cyber-assets/export-low',
    tag,
    summary: 'Export a facility’s low impact cyber assets as CSV',
    permission: 'cyber-assets:read',
    params: ofFacility,
    query: exportQuery,
    answer: csvFile('cyber-assets-low.csv'),
  },
  getCyberAssetsByControlCenter: {
    method: 'GET',
    path: '/control-centers/{controlCenterId}/cyber-assets',
    tag,
    summary: 'List the cyber assets of a control center',
    permission: 'cyber-assets:read',
    params: ofControlCenter,
    query: z.strictObject(listQuery),
    answer: list(cyberAsset),
  },
  exportControlCenterCyberAssetsCsv: {
    method: 'GET',
    path: '/control-centers/{controlCenterId}/cyber-assets/export',
    tag,
    summary: 'Export a control center’s high and medium impact cyber assets as CSV',
    permission: 'cyber-assets:read',
    params: ofControlCenter,
    query: exportQuery,
    answer: csvFile('cyber-assets.csv'),
  },
  exportControlCenterLowCyberAssetsCsv: {
    method: 'GET',
    path: '/control-centers/{controlCenterId}/cyber-assets/export-low',
    tag,
    summary: 'Export a control center’s low impact cyber assets as CSV',
    permission: 'cyber-assets:read',
    params: ofControlCenter,
    query: exportQuery,
    answer: csvFile('cyber-assets-low.csv'),
  },
});
