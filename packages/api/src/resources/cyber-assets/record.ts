import { sql } from 'kysely';
import { z } from 'zod';
import {
  booleanField,
  choiceField,
  customField,
  dateField,
  referenceField,
  textField,
} from '../../kernel/slice/fields.ts';
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

/** Assets of the live systems of a facility or a control center: an array, because a join is slow while there are no statistics. */
export const inSystemsOf = (field: 'facilityId' | 'controlCenterId') => (id: string) =>
  sql`cyber_system_id = any (array(select s.id from cyber_systems s where s.${sql.ref(field)} = ${id} and not s.is_deleted))`;

export const cyberAsset = defineRecord({
  table: 'cyber_assets',
  noun: 'cyber asset',
  required: {
    cyberSystemId: referenceField('The cyber system it belongs to.'),
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
  },
  optional: {
    serialNumber: textField(100, 'Serial number.'),
    firmwareVersion: textField(50, 'Firmware version.'),
    operatingSystem: textField(100, 'Operating system and version.'),
    ipAddress: textField(45, 'IPv4 or IPv6 address.'),
    macAddress: textField(17, 'MAC address.'),
    physicalLocation: textField(255, 'Where it is: building, room, rack.'),
    lastPatchDate: dateField('Last security patch (CIP-007 R2).'),
    lastBackupDate: dateField('Last backup (CIP-009 R1).'),
    lastAuditDate: dateField('Last audit.'),
  },
  examples: {
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
  },
  updateExample: { firmwareVersion: 'R325-V0', lastPatchDate: '2026-03-31' },
  createOnly: ['cyberSystemId'],
  response: {
    physicalLocation: z.string().nullable().meta({ maxLength: 255 }).describe('Where it is: building, room, rack.'),
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
