import { sql } from 'kysely';
import { z } from 'zod';
import { field } from '../../kernel/slice/fields.ts';
import { recordSlice } from '../../kernel/slice/implement-records.ts';
import { defineRecord } from '../../kernel/slice/record.ts';
import { controlCenter } from '../control-centers/record.ts';
import { facility } from '../facilities/record.ts';
import { CRITERIA, IMPACT_DESCRIPTION, IMPACT_LEVELS, MEGAVARS, MEGAWATTS } from '../vocabulary.ts';

const SYSTEM_TYPES = ['scada', 'ems', 'dcs', 'protection', 'control', 'monitoring', 'remedial_action'] as const;

export const cyberSystem = defineRecord({
  table: 'cyber_systems',
  noun: 'cyber system',
  about: 'BES Cyber Systems: groups of cyber assets in a facility or a control center.',
  required: {
    systemTitle: field.text(255, 'Name of the BES Cyber System.', 'Cedar Ridge plant control'),
    systemCode: field.text(50, 'Short code, unique among the cyber systems of the organization.', 'CRS-01-DCS'),
    systemType: field.choice(SYSTEM_TYPES, 'Type of system.', 'dcs'),
    systemFunction: field.longText(
      'Function of the system in the reliable operation of the BES.',
      'Controls the plant’s real and reactive power.',
    ),
    externalRoutableConnectivity: field.boolean(
      'Reachable from outside its electronic security perimeter (ERC, NERC Glossary).',
      true,
    ),
    interactiveRemoteAccess: field.boolean('Persons use it from outside the perimeter (CIP-005 R2).', false),
  },
  optional: {
    facilityId: field.reference('The facility of the system. A system has a facility or a control center, not both.'),
    controlCenterId: field.reference('The control center of the system.', null),
    impactLevel: field.choice(IMPACT_LEVELS, IMPACT_DESCRIPTION, 'low'),
    impactCriterion: field.choice(CRITERIA, 'The criterion that decides it (CIP-002-5.1a Att. 1).', '3.3'),
    atControlCenter: field.boolean(
      'Located at a control center. No value means that its control center has it.',
      false,
    ),
    dialUpConnectivity: field.boolean('Reachable by dial-up (CIP-005 R1.4).', false),
    sharedGenerationMw: field.decimal(
      MEGAWATTS,
      'Generation in MW that it could affect within 15 minutes, if units share it; otherwise 0 (2.1).',
      0,
    ),
    sharedReactiveMvar: field.decimal(
      MEGAVARS,
      'Reactive resources in MVAR that it could affect within 15 minutes, if several share it; otherwise 0 (2.2).',
      0,
    ),
    vendorName: field.text(255, 'Vendor of the system.', 'Emerson'),
    softwareVersion: field.text(50, 'Version of the software.', '9.2.0'),
    lastVulnerabilityAssessment: field.pastDate(
      'Date of the last vulnerability assessment (CIP-010 R3: at least every 15 calendar months).',
      '2025-10-07',
    ),
    lastAuditDate: field.pastDate('Date of the last audit.', '2025-12-02'),
  },
  updateExample: { softwareVersion: '9.2.1' },
  unique: { systemCode: 'another cyber system' },
  checks: {
    oneParent: 'A cyber system belongs to a facility or a control center, not both; set the other one to null',
  },
  parents: { facilityId: { record: facility }, controlCenterId: { record: controlCenter } },
  filters: ['systemCode', 'systemType'],
  moreFilters: {
    impactLevel: {
      query: z
        .enum(IMPACT_LEVELS)
        .optional()
        .describe('Only systems of this impact level, or with a cyber asset of it.'),
      // An array: a join is slow while the tables have no statistics.
      condition: (level) => sql`(impact_level = ${level} or id = any (array(
        select distinct a.cyber_system_id from cyber_assets a where a.impact_level = ${level} and not a.is_deleted)))`,
    },
  },
  search: ['systemTitle', 'systemCode', 'systemFunction', 'vendorName'],
});

export const cyberSystems = recordSlice(cyberSystem);
