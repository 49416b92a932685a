import { sql } from 'kysely';
import { z } from 'zod';
import { field, flag } from '../../kernel/slice/fields.ts';
import { type AnyRecord, defineRecord } from '../../kernel/slice/record.ts';
import { controlCenter } from '../control-centers/record.ts';
import { cyberSystem } from '../cyber-systems/record.ts';
import { facility } from '../facilities/record.ts';
import { IMPACT_DESCRIPTION, IMPACT_LEVELS } from '../vocabulary.ts';

const CATEGORIES = [
  'bes_cyber_asset',
  'protected_cyber_asset',
  'eacms',
  'pacs',
  'transient',
  'removable_media',
] as const;

/** The names of the NERC Glossary that are not the category itself. */
const CATEGORY_NAMES = {
  eacms: 'Electronic Access Control or Monitoring System',
  pacs: 'Physical Access Control System',
  transient: 'Transient Cyber Asset',
};

const LOCATION = { description: 'Location: building, room, rack.', examples: ['Relay house 1, rack 4'] };

/** Selects the assets in the systems of a facility or control center. An array: a join is slow while the tables have no statistics. */
export const inSystemsOf = (site: 'facilityId' | 'controlCenterId') => (id: unknown) =>
  sql`cyber_system_id = any (array(select s.id from cyber_systems s where s.${sql.ref(site)} = ${id} and not s.is_deleted))`;

export const cyberAsset = defineRecord({
  table: 'cyber_assets',
  noun: 'cyber asset',
  about: 'The devices in cyber systems, one at a time or as CSV files.',
  required: {
    cyberSystemId: field.reference('The cyber system of the asset.'),
    assetTitle: field.text(255, 'Name of the cyber asset.', 'Feeder 3 protection relay'),
    assetTag: field.text(50, 'Tag on the device, unique within its cyber system.', 'RLY-003'),
    count: field.count('Number of identical devices that the record represents. A string in responses.', 1),
    cipAssetCategory: field.custom(
      { request: z.enum(CATEGORIES).meta({ 'x-labels': CATEGORY_NAMES }), response: z.enum(CATEGORIES) },
      'Category by the NERC Glossary: BES Cyber Asset, Protected Cyber Asset, electronic access control or monitoring ' +
        'system, physical access control system, Transient Cyber Asset, or removable media.',
      'bes_cyber_asset',
    ),
    assetType: field.text(255, 'Type of device, such as relay, switch, or workstation.', 'relay'),
    impactLevel: field.choice(IMPACT_LEVELS, IMPACT_DESCRIPTION, 'low'),
    manufacturer: field.text(255, 'Manufacturer.', 'Schweitzer Engineering Laboratories'),
    model: field.text(255, 'Model.', 'SEL-751'),
    inService: field.boolean('In operation.', true),
    dialUpConnectivity: field.boolean('Reachable by dial-up (CIP-005 R1.4).'),
    routableProtocol: field.boolean('Connected by a routable protocol.', true),
    remoteAccessAvailable: field.boolean('Can be accessed remotely.'),
    baselineDocumented: field.boolean('Its baseline configuration is documented (CIP-010 R1).', true),
    portsServicesDocumented: field.boolean('Its required ports and services are documented (CIP-007 R1).', true),
    loggingEnabled: field.boolean('Security events are logged (CIP-007 R4).', true),
  },
  optional: {
    serialNumber: field.text(100, 'Serial number.', '3190070042'),
    firmwareVersion: field.text(50, 'Firmware version.', 'R321-V1'),
    operatingSystem: field.text(100, 'Operating system and version.', 'Embedded'),
    ipAddress: field.ipAddress('IPv4 or IPv6 address.', '192.0.2.17'),
    macAddress: field.macAddress('MAC address of 48 bits.', '00:00:5E:00:53:17'),
    physicalLocation: field.text(255, LOCATION.description, LOCATION.examples[0]),
    electronicSecurityPerimeter: field.text(255, 'Name of its electronic security perimeter (CIP-005 R1).', 'ESP-1'),
    electronicAccessPoint: field.boolean('Has an electronic access point of the perimeter (CIP-005 R1.2).', false),
    intermediateSystem: field.boolean('Intermediate System for Interactive Remote Access (CIP-005 R2).', false),
    managedBy: field.choice(['own', 'vendor'], 'Who manages a Transient Cyber Asset (CIP-010 R4).', 'own'),
    patchable: field.boolean('Can be patched by its vendor or its owner (CIP-007 R2).', true),
    lastPatchDate: field.pastDate('Date of the last security patch (CIP-007 R2).', '2026-02-17'),
    lastBackupDate: field.pastDate('Date of the last backup (CIP-009 R1).', '2026-03-01'),
    lastAuditDate: field.pastDate('Date of the last audit.', '2025-12-02'),
    plannedDate: field.date('Date when it is planned to go into service.', '2025-06-01'),
    commissionedDate: field.pastDate('Date when it was commissioned (CIP-010 R1).', '2025-06-12'),
    retiredDate: field.pastDate(
      'Date when it was retired. Sanitize its data before reuse or disposal (CIP-011 R2).',
      null,
    ),
    replacedBy: field.reference('The cyber asset that replaced it.', null),
  },
  updateExample: { firmwareVersion: 'R325-V0', lastPatchDate: '2026-03-31' },
  response: {
    physicalLocation: z
      .string()
      .nullable()
      .meta({ maxLength: 255, ...LOCATION }),
  },
  unique: { assetTag: 'another asset of this cyber system' },
  uniqueWithin: ['cyberSystemId'],
  operationIds: { import: 'importCyberAssetsOfAllSystems' },
  checks: {
    replacedByAnother: 'replacedBy must be another cyber asset',
    retiredAfterCommissioned: 'retiredDate must not be before commissionedDate',
  },
  parents: {
    cyberSystemId: {
      record: cyberSystem,
      list: { operationId: 'getCyberAssetsBySystem' },
      importId: 'importCyberAssets',
    },
    facilityId: { record: facility, condition: inSystemsOf('facilityId') },
    controlCenterId: { record: controlCenter, condition: inSystemsOf('controlCenterId') },
    replacedBy: {
      get record(): AnyRecord {
        return cyberAsset;
      },
      list: 'none',
    },
  },
  filters: ['assetTag', 'cipAssetCategory', 'impactLevel', 'inService', 'serialNumber', 'ipAddress', 'macAddress'],
  moreFilters: {
    isRetired: {
      query: flag().optional().describe('Only cyber assets with, or without, a date of retirement.'),
      condition: (isRetired) => (isRetired ? sql`retired_date is not null` : sql`retired_date is null`),
    },
  },
  search: [
    'assetTitle',
    'assetTag',
    'assetType',
    'serialNumber',
    'ipAddress',
    'macAddress',
    'physicalLocation',
    'manufacturer',
    'model',
  ],
});
