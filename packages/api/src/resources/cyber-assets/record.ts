import { sql } from 'kysely';
import { z } from 'zod';
import { field } from '../../kernel/slice/fields.ts';
import { defineRecord } from '../../kernel/slice/record.ts';
import { controlCenter } from '../control-centers/record.ts';
import { cyberSystem } from '../cyber-systems/record.ts';
import { facility } from '../facilities/record.ts';
import { IMPACT_DESCRIPTION, IMPACT_LEVELS, impactLevelFilter } from '../vocabulary.ts';

const CATEGORIES = [
  'bes_cyber_asset',
  'protected_cyber_asset',
  'eacms',
  'pacs',
  'transient',
  'removable_media',
] as const;

const LOCATION = 'Location: building, room, rack.';

/** Selects the assets in the systems of a facility or control center. An array: a join is slow while the tables have no statistics. */
export const inSystemsOf = (site: 'facilityId' | 'controlCenterId') => (id: string) =>
  sql`cyber_system_id = any (array(select s.id from cyber_systems s where s.${sql.ref(site)} = ${id} and not s.is_deleted))`;

export const cyberAsset = defineRecord({
  table: 'cyber_assets',
  noun: 'cyber asset',
  about: 'The devices in cyber systems, one at a time or as CSV files.',
  required: {
    cyberSystemId: field.reference('The cyber system of the asset.'),
    assetTitle: field.text(255, 'Name of the cyber asset.', 'Feeder 3 protection relay'),
    assetTag: field.text(50, 'Tag on the device, unique within its cyber system.', 'RLY-003'),
    count: field.custom(
      { request: z.number().min(1).max(Number.MAX_SAFE_INTEGER), response: z.string() },
      'Number of identical devices that the record represents: a number in requests, a string in responses.',
      1,
    ),
    cipAssetCategory: field.choice(
      CATEGORIES,
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
    ipAddress: field.text(45, 'IPv4 or IPv6 address.', '192.0.2.17'),
    macAddress: field.text(17, 'MAC address.', '00:00:5E:00:53:17'),
    physicalLocation: field.text(255, LOCATION, 'Relay house 1, rack 4'),
    lastPatchDate: field.date('Date of the last security patch (CIP-007 R2).', '2026-02-17'),
    lastBackupDate: field.date('Date of the last backup (CIP-009 R1).', '2026-03-01'),
    lastAuditDate: field.date('Date of the last audit.', '2025-12-02'),
  },
  updateExample: { firmwareVersion: 'R325-V0', lastPatchDate: '2026-03-31' },
  createOnly: ['cyberSystemId'],
  response: {
    physicalLocation: z.string().nullable().meta({ maxLength: 255 }).describe(LOCATION),
  },
  unique: { assetTag: 'another asset of this cyber system' },
  parents: { cyberSystemId: { record: cyberSystem, list: { operationId: 'getCyberAssetsBySystem' } } },
  ancestors: {
    facilityId: { record: facility, condition: inSystemsOf('facilityId') },
    controlCenterId: { record: controlCenter, condition: inSystemsOf('controlCenterId') },
  },
  filters: impactLevelFilter,
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
