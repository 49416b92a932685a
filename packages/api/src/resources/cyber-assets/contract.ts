import { z } from 'zod';
import { created, csvBody, csvFile, defineContract, json, jsonBody, list } from '../../kernel/contract.ts';
import {
  booleanField,
  choiceField,
  customField,
  dateField,
  id,
  message,
  referenceField,
  shapes,
  textField,
  timestamp,
  timestamps,
} from '../../kernel/fields.ts';
import type { Row } from '../../kernel/records.ts';
import { impactLevelQuery, parentQuery, searchQuery } from '../filters.ts';
import { IMPACT_DESCRIPTION, IMPACT_LEVELS } from '../vocabulary.ts';
import { importResult, importTemplate } from './import-result.ts';

const CATEGORIES = [
  'bes_cyber_asset',
  'protected_cyber_asset',
  'eacms',
  'pacs',
  'transient',
  'removable_media',
] as const;

const required = {
  assetTitle: textField(255, 'Name of the cyber asset.'),
  assetTag: textField(50, 'Tag on the device; unique within its cyber system.'),
  count: customField(
    'Number of identical devices that the entry stands for: a number in requests, a string in answers.',
    z.number().min(1).max(Number.MAX_SAFE_INTEGER),
    z.string(),
  ),
  cipAssetCategory: choiceField(
    CATEGORIES,
    'Category by the NERC Glossary: BES Cyber Asset, Protected Cyber Asset, electronic access control or monitoring ' +
      'system, physical access control system, Transient Cyber Asset, removable media.',
  ),
  assetType: textField(255, 'Kind of device, such as relay, switch or workstation.'),
  impactLevel: choiceField(IMPACT_LEVELS, IMPACT_DESCRIPTION),
  manufacturer: textField(255, 'Manufacturer.'),
  model: textField(255, 'Model.'),
  inService: booleanField('In operation.'),
  dialUpConnectivity: booleanField('Reachable by dial-up (CIP-005 R1.4).'),
  routableProtocol: booleanField('Connected by a routable protocol.'),
  remoteAccessAvailable: booleanField('Can be accessed remotely.'),
  baselineDocumented: booleanField('Its baseline configuration is documented (CIP-010 R1).'),
  portsServicesDocumented: booleanField('Its needed ports and services are documented (CIP-007 R1).'),
  loggingEnabled: booleanField('It logs security events (CIP-007 R4).'),
};

const optional = {
  serialNumber: textField(100, 'Serial number.'),
  firmwareVersion: textField(50, 'Firmware version.'),
  operatingSystem: textField(100, 'Operating system and version.'),
  ipAddress: textField(45, 'IPv4 or IPv6 address.'),
  macAddress: textField(17, 'MAC address.'),
  physicalLocation: textField(255, 'Where it is: building, room, rack.'),
  lastPatchDate: dateField('Last security patch (CIP-007 R2).'),
  lastBackupDate: dateField('Last backup (CIP-009 R1).'),
  lastAuditDate: dateField('Last audit.'),
};

const fields = shapes(required, optional, {
  assetTitle: 'Feeder 3 protection relay',
  assetTag: 'RLY-003',
  count: 1,
  cipAssetCategory: 'bes_cyber_asset',
  assetType: 'relay',
  impactLevel: 'low',
  manufacturer: 'Schweitzer Engineering Laboratories',
  model: 'SEL-751',
  inService: true,
  routableProtocol: true,
  baselineDocumented: true,
  portsServicesDocumented: true,
  loggingEnabled: true,
  serialNumber: '3190070042',
  firmwareVersion: 'R321-V1',
  operatingSystem: 'Embedded',
  ipAddress: '192.0.2.17',
  macAddress: '00:00:5E:00:53:17',
  physicalLocation: 'Relay house 1, rack 4',
  lastPatchDate: '2026-02-17',
  lastBackupDate: '2026-03-01',
  lastAuditDate: '2025-12-02',
});
const cyberSystemId = referenceField('The cyber system it belongs to.');

const cyberAsset = z
  .object({
    id: id(),
    cyberSystemId: cyberSystemId.answer,
    ...fields.answer,
    physicalLocation: fields.answer.physicalLocation.unwrap(),
    isDeleted: z.boolean(),
    deletedAt: timestamp().nullable().optional(),
    ...timestamps,
  })
  .meta({ id: 'CyberAsset' });
const cyberAssetCreate = z
  .strictObject({ ...fields.create, cyberSystemId: cyberSystemId.request })
  .meta({ id: 'CyberAssetCreate' });
const cyberAssetUpdate = z
  .strictObject(fields.update)
  .meta({ id: 'CyberAssetUpdate', examples: [{ firmwareVersion: 'R325-V0', lastPatchDate: '2026-03-31' }] });

/** A row of an imported file: an asset without the system, which the path names. */
export const importedAsset = z.strictObject(fields.create);
export const requiredColumns: readonly string[] = Object.keys(required);

declare module '../../kernel/records.ts' {
  interface Tables {
    cyberAssets: Row<z.output<typeof cyberAsset>>;
  }
}

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
  getCyberAssetsImportTemplate: {
    method: 'GET',
    path: '/cyber-assets/import/template',
    tag,
    summary: 'Get the import template',
    description: 'The header of an import file: JSON, or the CSV itself with `Accept: text/csv`.',
    permission: 'cyber-assets:read',
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
