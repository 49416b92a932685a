import { z } from 'zod';
import { created, defineContract, json, jsonBody, list } from '../../kernel/slice/contract.ts';
import {
  booleanField,
  choiceField,
  dateField,
  id,
  longTextField,
  message,
  referenceField,
  shapes,
  textField,
  timestamp,
  timestamps,
} from '../../kernel/slice/fields.ts';
import { parentQuery, searchQuery } from '../../kernel/slice/filters.ts';
import type { Row } from '../../kernel/slice/records.ts';
import { impactLevelQuery } from '../vocabulary.ts';

const SYSTEM_TYPES = ['scada', 'ems', 'dcs', 'protection', 'control', 'monitoring', 'remedial_action'] as const;

const fields = shapes(
  {
    systemTitle: textField(255, 'Name of the BES Cyber System.'),
    systemCode: textField(50, 'Short code; unique among the cyber systems of the organization.'),
    systemType: choiceField(SYSTEM_TYPES, 'Kind of system.'),
    systemFunction: longTextField('What the system does for the reliable operation of the BES.'),
    externalRoutableConnectivity: booleanField(
      'Reachable from outside its electronic security perimeter (ERC, NERC Glossary).',
    ),
    interactiveRemoteAccess: booleanField('Persons use it from outside the perimeter (CIP-005 R2).'),
  },
  {
    facilityId: referenceField('The facility it belongs to; a system has a facility or a control center, not both.'),
    controlCenterId: referenceField('The control center it belongs to.'),
    vendorName: textField(255, 'Vendor of the system.'),
    softwareVersion: textField(50, 'Version of its software.'),
    lastVulnerabilityAssessment: dateField(
      'Last vulnerability assessment (CIP-010 R3: at least every 15 calendar months).',
    ),
    lastAuditDate: dateField('Last audit.'),
  },
  {
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
);

const cyberSystem = z
  .object({
    id: id(),
    ...fields.answer,
    isDeleted: z.boolean(),
    deletedAt: timestamp().nullable().optional(),
    ...timestamps,
  })
  .meta({ id: 'CyberSystem' });
const cyberSystemCreate = z.strictObject(fields.create).meta({ id: 'CyberSystemCreate' });
const cyberSystemUpdate = z
  .strictObject(fields.update)
  .meta({ id: 'CyberSystemUpdate', examples: [{ softwareVersion: '9.2.1' }] });

declare module '../../kernel/slice/sql.ts' {
  interface Tables {
    cyberSystems: Row<z.output<typeof cyberSystem>>;
  }
}

const tag = 'Cyber Systems';
const params = { id: 'cyber system' } as const;
const listQuery = {
  impactLevel: impactLevelQuery.impactLevel.describe('Only systems with a cyber asset of this impact level.'),
  ...searchQuery('systemTitle, systemCode, systemFunction, vendorName'),
};

export const cyberSystemsContract = defineContract({
  listCyberSystems: {
    method: 'GET',
    path: '/cyber-systems',
    tag,
    summary: 'List cyber systems',
    permission: 'cyber-systems:read',
    query: z.strictObject({
      facilityId: parentQuery('facility'),
      controlCenterId: parentQuery('control center'),
      ...listQuery,
    }),
    answer: list(cyberSystem),
  },
  createCyberSystem: {
    method: 'POST',
    path: '/cyber-systems',
    tag,
    summary: 'Create a cyber system',
    permission: 'cyber-systems:write',
    body: jsonBody(cyberSystemCreate),
    answer: created(cyberSystem),
  },
  getCyberSystem: {
    method: 'GET',
    path: '/cyber-systems/{id}',
    tag,
    summary: 'Get a cyber system',
    permission: 'cyber-systems:read',
    params,
    answer: json(cyberSystem),
  },
  updateCyberSystem: {
    method: 'PATCH',
    path: '/cyber-systems/{id}',
    tag,
    summary: 'Update a cyber system',
    description: 'Changes the given fields; null clears an optional one.',
    permission: 'cyber-systems:write',
    params,
    body: jsonBody(cyberSystemUpdate),
    answer: json(cyberSystem),
  },
  deleteCyberSystem: {
    method: 'DELETE',
    path: '/cyber-systems/{id}',
    tag,
    summary: 'Delete a cyber system',
    description: 'Refused while it has cyber assets.',
    permission: 'cyber-systems:write',
    params,
    answer: json(message),
  },
  getCyberSystemsByFacility: {
    method: 'GET',
    path: '/facilities/{facilityId}/cyber-systems',
    tag,
    summary: 'List the cyber systems of a facility',
    permission: 'cyber-systems:read',
    params: { facilityId: 'facility' },
    query: z.strictObject(listQuery),
    answer: list(cyberSystem),
  },
  getCyberSystemsByControlCenter: {
    method: 'GET',
    path: '/control-centers/{controlCenterId}/cyber-systems',
    tag,
    summary: 'List the cyber systems of a control center',
    permission: 'cyber-systems:read',
    params: { controlCenterId: 'control center' },
    query: z.strictObject(listQuery),
    answer: list(cyberSystem),
  },
});
