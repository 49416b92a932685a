import { z } from 'zod';
import { created, defineContract, json, jsonBody, list } from '../../kernel/slice/contract.ts';
import {
  booleanField,
  choiceField,
  dateField,
  decimalField,
  id,
  message,
  numberField,
  reference,
  shapes,
  textField,
  timestamps,
} from '../../kernel/slice/fields.ts';
import { searchQuery } from '../../kernel/slice/filters.ts';
import type { Row } from '../../kernel/slice/records.ts';
import { address, addressCreate, addressUpdate } from '../address.ts';
import {
  IMPACT_DESCRIPTION,
  IMPACT_LEVELS,
  impactLevelQuery,
  LATITUDE,
  LONGITUDE,
  REGIONAL_ENTITIES,
} from '../vocabulary.ts';
import { impactDetermination, previewImpactRequest, previewImpactResponse } from './impact-schemas.ts';

const HOURS = { min: 0, max: 100_000 } as const;

const fields = shapes(
  {
    centerTitle: textField(255, 'Name of the control center.'),
    centerCode: textField(50, 'Short code; unique among the control centers of the organization.'),
    bes: booleanField('Part of the Bulk Electric System (NERC Glossary).'),
    impactLevel: choiceField(IMPACT_LEVELS, `${IMPACT_DESCRIPTION} Criterion 2.11 keeps it up to date.`),
    regionalEntity: choiceField(REGIONAL_ENTITIES, 'NERC regional entity.'),
    commissioningDate: dateField('When the control center went into operation.'),
    espDefined: booleanField('An electronic security perimeter is defined (CIP-005 R1).'),
    pspDefined: booleanField('A physical security perimeter is defined (CIP-006 R1).'),
    recoveryTimeObjective: numberField(HOURS, 'Hours within which operation must be restored (CIP-009).'),
    backupFacilityTested: dateField('When operation from the backup was last tested (CIP-009 R2).'),
    incidentResponseTested: dateField('When the incident response plan was last tested (CIP-008 R2).'),
    lastReviewDate: dateField('When the entry was last reviewed (CIP-002-5.1a R2: at least every 15 calendar months).'),
  },
  {
    nercRegistrationId: textField(50, 'NERC Compliance Registry id (NCR…).'),
    recoveryPointObjective: numberField(HOURS, 'Hours of data that may be lost (CIP-009).'),
    latitude: decimalField(LATITUDE, 'WGS 84, decimal degrees.'),
    longitude: decimalField(LONGITUDE, 'WGS 84, decimal degrees.'),
  },
  {
    centerTitle: 'Mesa Control Center',
    centerCode: 'MESA-CC',
    bes: true,
    impactLevel: 'medium',
    regionalEntity: 'WECC',
    commissioningDate: '2014-09-01',
    espDefined: true,
    pspDefined: true,
    recoveryTimeObjective: 4,
    backupFacilityTested: '2026-02-11',
    incidentResponseTested: '2025-11-20',
    nercRegistrationId: 'NCR99999',
    recoveryPointObjective: 1,
    latitude: 33.4152,
    longitude: -111.8315,
  },
);

const answer = {
  id: id(),
  ...fields.answer,
  addressId: id().describe('Id of the embedded address.'),
  address: address.nullable().optional(),
  ...timestamps,
};
export const controlCenter = z.object(answer).meta({ id: 'ControlCenter' });
const controlCenterListItem = z
  .object({
    ...answer,
    managedFacilitiesCount: z
      .number()
      .meta({ examples: [12] })
      .describe('Facilities that it runs.'),
    cyberSystemsCount: z
      .number()
      .meta({ examples: [3] })
      .describe('Cyber systems of the control center itself.'),
    cyberAssetsCount: z
      .number()
      .meta({ examples: [41] })
      .describe('Cyber assets in those systems.'),
  })
  .meta({ id: 'ControlCenterListItem' });
const controlCenterCreate = z
  .strictObject({ ...fields.create, address: addressCreate })
  .meta({ id: 'ControlCenterCreate' });
const controlCenterUpdate = z
  .strictObject({ ...fields.update, address: addressUpdate.optional() })
  .meta({ id: 'ControlCenterUpdate', examples: [{ backupFacilityTested: '2026-03-31' }] });

declare module '../../kernel/slice/sql.ts' {
  interface Tables {
    controlCenters: Row<z.output<typeof controlCenter>> & { isDeleted: boolean };
    impactDeterminations: Row<z.output<typeof impactDetermination>>;
  }
}

const facilityIds = z.array(reference()).min(1).max(5000);
const facilityIdsBody = jsonBody(
  z
    .strictObject({ facilityIds: facilityIds.describe('The facilities; all or none are changed.') })
    .meta({ id: 'FacilityIds' }),
);

const tag = 'Control Centers';
const params = { id: 'control center' } as const;

export const controlCentersContract = defineContract({
  getControlCenters: {
    method: 'GET',
    path: '/control-centers',
    tag,
    summary: 'List control centers',
    permission: 'control-centers:read',
    query: z.strictObject({
      ...impactLevelQuery,
      ...searchQuery('centerTitle, centerCode, nercRegistrationId, address'),
    }),
    answer: list(controlCenterListItem),
  },
  createControlCenter: {
    method: 'POST',
    path: '/control-centers',
    tag,
    summary: 'Create a control center',
    permission: 'control-centers:write',
    body: jsonBody(controlCenterCreate),
    answer: created(controlCenter),
  },
  getControlCenter: {
    method: 'GET',
    path: '/control-centers/{id}',
    tag,
    summary: 'Get a control center',
    permission: 'control-centers:read',
    params,
    answer: json(controlCenter),
  },
  updateControlCenter: {
    method: 'PUT',
    path: '/control-centers/{id}',
    tag,
    summary: 'Update a control center',
    description: 'Changes the given fields, as PATCH does elsewhere; null clears an optional one.',
    permission: 'control-centers:write',
    params,
    body: jsonBody(controlCenterUpdate),
    answer: json(controlCenter),
  },
  deleteControlCenter: {
    method: 'DELETE',
    path: '/control-centers/{id}',
    tag,
    summary: 'Delete a control center',
    description: 'Refused while it runs facilities or has cyber systems or physical areas.',
    permission: 'control-centers:write',
    params,
    answer: json(message),
  },
  assignFacilitiesToControlCenter: {
    method: 'POST',
    path: '/control-centers/{id}/assign-facilities',
    tag,
    summary: 'Assign facilities to a control center',
    description:
      'Those of another control center move here. Criterion 2.11 is applied to every control center concerned, and why is recorded.',
    permission: 'control-centers:write',
    params,
    body: facilityIdsBody,
    answer: json(controlCenter),
  },
  unassignFacilitiesFromControlCenter: {
    method: 'POST',
    path: '/control-centers/{id}/unassign-facilities',
    tag,
    summary: 'Unassign facilities from a control center',
    description: 'Criterion 2.11 is applied, and why is recorded.',
    permission: 'control-centers:write',
    params,
    body: facilityIdsBody,
    answer: json(controlCenter),
  },
  previewControlCenterImpact: {
    method: 'POST',
    path: '/control-centers/{id}/preview-impact',
    tag,
    summary: 'Preview the impact level after a change',
    description:
      'Computes what assigning, unassigning or resizing facilities would make of the control center by CIP-002-5.1a ' +
      'Attachment 1, criterion 2.11. Changes nothing.',
    permission: 'control-centers:read',
    params,
    body: jsonBody(previewImpactRequest),
    answer: json(previewImpactResponse),
  },
  getControlCenterImpactDeterminations: {
    method: 'GET',
    path: '/control-centers/{id}/impact-determinations',
    tag,
    summary: 'List why a control center has its impact level',
    description: 'One entry each time criterion 2.11 was applied, oldest first. Goes beyond the vendor’s API.',
    permission: 'control-centers:read',
    params,
    answer: list(impactDetermination),
  },
});
