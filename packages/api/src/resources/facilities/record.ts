import { z } from 'zod';
import {
  booleanField,
  choiceField,
  customField,
  dateField,
  decimalField,
  referenceField,
  textField,
} from '../../kernel/slice/fields.ts';
import { choiceFilter } from '../../kernel/slice/filters.ts';
import { defineRecord } from '../../kernel/slice/record.ts';
import { recordSlice } from '../../kernel/slice/record-handlers.ts';
import { addressField, changedAddress, searchedAddress } from '../address.ts';
import { controlCenter } from '../control-centers/record.ts';
import {
  IMPACT_DESCRIPTION,
  IMPACT_LEVELS,
  INTERCONNECTIONS,
  impactLevelFilter,
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

interface Assignment {
  readonly controlCenterId?: string | null | undefined;
  readonly assignedDate?: string | null | undefined;
}

/** An assignment without a date starts today. The end of an assignment clears the date. */
function assignment({ controlCenterId, assignedDate }: Assignment): Assignment {
  if (controlCenterId === undefined) return {};
  if (controlCenterId === null) return { assignedDate: null };
  return { assignedDate: assignedDate ?? new Date().toISOString().slice(0, 10) };
}

export const facility = defineRecord({
  table: 'facilities',
  noun: 'facility',
  required: {
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
  optional: {
    generationType: customField(
      'Energy source of a generation facility; several for hybrid plants.',
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
    address: addressField,
  },
  examples: {
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
  updateExample: { capacityMw: 225, lastReviewDate: '2026-03-31' },
  response: { isDeleted: z.boolean().default(false) },
  unique: { facilityCode: 'another facility' },
  parents: {
    controlCenterId: {
      record: controlCenter,
      list: { operationId: 'getControlCenterFacilities', param: 'id', tag: 'Control Centers' },
    },
  },
  filters: {
    ...impactLevelFilter,
    facilityType: choiceFilter(FACILITY_TYPES, 'Only facilities of this type.'),
    interconnection: choiceFilter(INTERCONNECTIONS, 'Only facilities in this interconnection.'),
    regionalEntity: choiceFilter(REGIONAL_ENTITIES, 'Only facilities of this NERC regional entity.'),
  },
  search: ['title', 'facilityCode', 'nercRegistrationId', searchedAddress],
  descriptions: {
    create: 'With `controlCenterId` it is assigned at once, and criterion 2.11 is applied to the control center.',
    update:
      'Changes the given fields; null clears an optional one. A change of capacity, interconnection, type, BES status or ' +
      'control center applies criterion 2.11 to the control centers concerned.',
  },
  prepare({ body, before }) {
    const address = body.address ? changedAddress(before?.address ?? null, body.address) : body.address;
    const isMoved = body.controlCenterId !== before?.controlCenterId;
    return { ...body, ...(isMoved ? assignment(body) : {}), address };
  },
});

export const facilities = recordSlice(facility);
