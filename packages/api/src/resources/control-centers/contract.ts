import { z } from 'zod';
import { defineContract, json, jsonBody, list } from '../../kernel/slice/contract.ts';
import { reference } from '../../kernel/slice/fields.ts';
import { impactDetermination, previewImpactRequest, previewImpactResponse } from './impact-schemas.ts';
import { controlCenter } from './record.ts';

const facilityIds = z.array(reference()).min(1).max(5000);
const facilityIdsBody = jsonBody(
  z
    .strictObject({ facilityIds: facilityIds.describe('The facilities; all or none are changed.') })
    .meta({ id: 'FacilityIds' }),
);

const tag = 'Control Centers';
const params = { id: 'control center' } as const;

export const controlCentersContract = defineContract({
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
    response: json(controlCenter.schema),
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
    response: json(controlCenter.schema),
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
    response: json(previewImpactResponse),
  },
  getControlCenterImpactDeterminations: {
    method: 'GET',
    path: '/control-centers/{id}/impact-determinations',
    tag,
    summary: 'List why a control center has its impact level',
    description: 'One entry each time criterion 2.11 was applied, oldest first. Goes beyond the vendor’s API.',
    permission: 'control-centers:read',
    params,
    response: list(impactDetermination),
  },
});
