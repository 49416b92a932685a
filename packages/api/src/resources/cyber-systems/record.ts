import { sql } from 'kysely';
import { ApiError } from '../../kernel/base/errors.ts';
import {
  booleanField,
  choiceField,
  dateField,
  longTextField,
  referenceField,
  textField,
} from '../../kernel/slice/fields.ts';
import { choiceFilter } from '../../kernel/slice/filters.ts';
import { defineRecord } from '../../kernel/slice/record.ts';
import { recordSlice } from '../../kernel/slice/record-handlers.ts';
import { controlCenter } from '../control-centers/record.ts';
import { facility } from '../facilities/record.ts';
import { IMPACT_LEVELS } from '../vocabulary.ts';

const SYSTEM_TYPES = ['scada', 'ems', 'dcs', 'protection', 'control', 'monitoring', 'remedial_action'] as const;

export const cyberSystem = defineRecord({
  table: 'cyber_systems',
  noun: 'cyber system',
  required: {
    systemTitle: textField(255, 'Name of the BES Cyber System.'),
    systemCode: textField(50, 'Short code; unique among the cyber systems of the organization.'),
    systemType: choiceField(SYSTEM_TYPES, 'Kind of system.'),
    systemFunction: longTextField('What the system does for the reliable operation of the BES.'),
    externalRoutableConnectivity: booleanField(
      'Reachable from outside its electronic security perimeter (ERC, NERC Glossary).',
    ),
    interactiveRemoteAccess: booleanField('Persons use it from outside the perimeter (CIP-005 R2).'),
  },
  optional: {
    facilityId: referenceField('The facility it belongs to; a system has a facility or a control center, not both.'),
    controlCenterId: referenceField('The control center it belongs to.'),
    vendorName: textField(255, 'Vendor of the system.'),
    softwareVersion: textField(50, 'Version of its software.'),
    lastVulnerabilityAssessment: dateField(
      'Last vulnerability assessment (CIP-010 R3: at least every 15 calendar months).',
    ),
    lastAuditDate: dateField('Last audit.'),
  },
  examples: {
    systemTitle: 'Cedar Ridge plant control',
    systemCode: 'CRS-01-DCS',
    systemType: 'dcs',
    systemFunction: 'Controls the plant’s real and reactive power.',
    externalRoutableConnectivity: true,
    interactiveRemoteAccess: false,
    controlCenterId: null,
    vendorName: 'Emerson',
    softwareVersion: '9.2.0',
    lastVulnerabilityAssessment: '2025-10-07',
    lastAuditDate: '2025-12-02',
  },
  updateExample: { softwareVersion: '9.2.1' },
  unique: { systemCode: 'another cyber system' },
  parents: { facilityId: { record: facility }, controlCenterId: { record: controlCenter } },
  filters: {
    impactLevel: {
      ...choiceFilter(IMPACT_LEVELS, 'Only systems with a cyber asset of this impact level.'),
      // An array, because a join is slow while there are no statistics.
      condition: (level) => sql`id = any (array(
        select distinct a.cyber_system_id from cyber_assets a where a.impact_level = ${level} and not a.is_deleted))`,
    },
  },
  search: ['systemTitle', 'systemCode', 'systemFunction', 'vendorName'],
  prepare({ body, before }) {
    const { facilityId, controlCenterId } = { ...before, ...body };
    if ((facilityId ?? null) !== null && (controlCenterId ?? null) !== null) {
      const sentence = 'A cyber system belongs to a facility or a control center, not both; set the other one to null';
      throw new ApiError('unprocessable', sentence);
    }
    return body;
  },
});

export const cyberSystems = recordSlice(cyberSystem);
