import { z } from 'zod';
import { created, defineContract, json, jsonBody, list } from '../../kernel/slice/contract.ts';
import {
  booleanField,
  choiceField,
  customField,
  dateField,
  decimalField,
  id,
  message,
  referenceField,
  shapes,
  textField,
  timestamp,
  timestamps,
} from '../../kernel/slice/fields.ts';
import { parentQuery, searchQuery } from '../../kernel/slice/filters.ts';
import type { Row } from '../../kernel/slice/records.ts';
import { address, addressCreate, addressUpdate } from '../address.ts';
import {
  IMPACT_DESCRIPTION,
  IMPACT_LEVELS,
  INTERCONNECTIONS,
  impactLevelQuery,
  KILOVOLTS,
  LATITUDE,
  LONGITUDE,
  MEGAWATTS,
  REGIONAL_ENTITIES,
} from '../vocabulary.ts';

const GENERATION_TYPES = [
  'geothermal',
  'hydroelectric',
  'natural_gas',
  'nuclear',
  'solar',
  'storage',
  'tidal',
  'wind_offshore',
  'wind_onshore',
] as const;
const FACILITY_TYPES = ['generation', 'transmission', 'distribution'] as const;
const generationTypes = z.array(z.enum(GENERATION_TYPES));

const fields = shapes(
  {
    title: textField(255, 'Name of the facility.'),
    facilityCode: textField(50, 'Short code; unique among the facilities of the organization.'),
    facilityType: choiceField(FACILITY_TYPES, 'What the facility is for.'),
    bes: booleanField('Part of the Bulk Electric System (NERC Glossary).'),
    impactLevel: choiceField(IMPACT_LEVELS, IMPACT_DESCRIPTION),
    capacityMw: decimalField(
      MEGAWATTS,
      'Rated net capability in MW: the highest of the preceding 12 months (CIP-002-5.1a Att. 1, 2.1 and 2.11).',
    ),
    capacityMva: decimalField(MEGAWATTS, 'Apparent power rating in MVA.'),
    voltageKv: decimalField(KILOVOLTS, 'Voltage of the interconnection point in kV.'),
    regionalEntity: choiceField(REGIONAL_ENTITIES, 'NERC regional entity.'),
    registrationStatus: choiceField(
      ['registered', 'pending', 'not_required', 'not_applicable'],
      'Where the NERC registration stands.',
    ),
    interconnection: choiceField(INTERCONNECTIONS, 'Interconnection that the facility is synchronized to.'),
    lastReviewDate: dateField('When the entry was last reviewed (CIP-002-5.1a R2: at least every 15 calendar months).'),
  },
  {
    generationType: customField(
      'What a generation facility runs on; several for hybrid plants.',
      generationTypes.max(GENERATION_TYPES.length),
      generationTypes,
    ),
    nercRegistrationId: textField(50, 'NERC Compliance Registry id (NCR…).'),
    registrationDate: dateField('When the NERC registration took effect.'),
    commissioningDate: dateField('When the facility went into operation.'),
    controlCenterId: referenceField('Control center that runs the facility; changing it applies criterion 2.11.'),
    assignedDate: dateField('Since when the control center runs it; today, unless given on assignment.'),
    latitude: decimalField(LATITUDE, 'WGS 84, decimal degrees.'),
    longitude: decimalField(LONGITUDE, 'WGS 84, decimal degrees.'),
  },
  {
    title: 'Cedar Ridge Solar',
    facilityCode: 'CRS-01',
    facilityType: 'generation',
    bes: true,
    impactLevel: 'low',
    capacityMw: 212.5,
    capacityMva: 236,
    voltageKv: 230,
    regionalEntity: 'WECC',
    registrationStatus: 'registered',
    interconnection: 'western',
    generationType: ['solar', 'storage'],
    nercRegistrationId: 'NCR99999',
    registrationDate: '2019-05-01',
    commissioningDate: '2019-06-14',
    latitude: 34.8697,
    longitude: -111.761,
  },
);

export const facility = z
  .object({
    id: id(),
    ...fields.answer,
    address: address.nullable().optional(),
    isDeleted: z.boolean().default(false),
    deletedAt: timestamp().nullable().optional(),
    ...timestamps,
  })
  .meta({ id: 'Facility' });
const facilityCreate = z
  .strictObject({ ...fields.create, address: addressCreate.optional() })
  .meta({ id: 'FacilityCreate' });
const facilityUpdate = z
  .strictObject({ ...fields.update, address: addressUpdate.nullable().optional() })
  .meta({ id: 'FacilityUpdate', examples: [{ capacityMw: 225, lastReviewDate: '2026-03-31' }] });

declare module '../../kernel/slice/sql.ts' {
  interface Tables {
    facilities: Row<z.output<typeof facility>>;
  }
}

const tag = 'Facilities';
const listQuery = {
  ...impactLevelQuery,
  facilityType: z.enum(FACILITY_TYPES).optional().describe('Only facilities of this type.'),
  interconnection: z.enum(INTERCONNECTIONS).optional().describe('Only facilities in this interconnection.'),
  regionalEntity: z.enum(REGIONAL_ENTITIES).optional().describe('Only facilities of this NERC regional entity.'),
  ...searchQuery('title, facilityCode, nercRegistrationId, address'),
};

export const facilitiesContract = defineContract({
  listFacilities: {
    method: 'GET',
    path: '/facilities',
    tag,
    summary: 'List facilities',
    permission: 'facilities:read',
    query: z.strictObject({ controlCenterId: parentQuery('control center'), ...listQuery }),
    answer: list(facility),
  },
  createFacility: {
    method: 'POST',
    path: '/facilities',
    tag,
    summary: 'Create a facility',
    description: 'With `controlCenterId` it is assigned at once, and criterion 2.11 is applied to the control center.',
    permission: 'facilities:write',
    body: jsonBody(facilityCreate),
    answer: created(facility),
  },
  getFacility: {
    method: 'GET',
    path: '/facilities/{id}',
    tag,
    summary: 'Get a facility',
    permission: 'facilities:read',
    params: { id: 'facility' },
    answer: json(facility),
  },
  updateFacility: {
    method: 'PATCH',
    path: '/facilities/{id}',
    tag,
    summary: 'Update a facility',
    description:
      'Changes the given fields; null clears an optional one. A change of capacity, interconnection, type, BES status or ' +
      'control center applies criterion 2.11 to the control centers concerned.',
    permission: 'facilities:write',
    params: { id: 'facility' },
    body: jsonBody(facilityUpdate),
    answer: json(facility),
  },
  deleteFacility: {
    method: 'DELETE',
    path: '/facilities/{id}',
    tag,
    summary: 'Delete a facility',
    description: 'Refused while it has cyber systems or physical areas.',
    permission: 'facilities:write',
    params: { id: 'facility' },
    answer: json(message),
  },
  getControlCenterFacilities: {
    method: 'GET',
    path: '/control-centers/{id}/facilities',
    tag: 'Control Centers',
    summary: 'List the facilities of a control center',
    permission: 'facilities:read',
    params: { id: 'control center' },
    query: z.strictObject(listQuery),
    answer: list(facility),
  },
});
