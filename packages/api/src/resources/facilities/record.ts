import { z } from 'zod';
import { field } from '../../kernel/slice/fields.ts';
import { choiceFilter } from '../../kernel/slice/filters.ts';
import { recordSlice } from '../../kernel/slice/implement-records.ts';
import { defineRecord } from '../../kernel/slice/record.ts';
import { addressField, changedAddress, searchedAddress } from '../address.ts';
import { controlCenter } from '../control-centers/record.ts';
import {
  IMPACT_DESCRIPTION,
  IMPACT_LEVELS,
  INTERCONNECTIONS,
  impactLevelFilter,
  MEGAWATTS,
  REGIONAL_ENTITIES,
  site,
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
const REGISTRATION_STATUSES = ['registered', 'pending', 'not_required', 'not_applicable'] as const;
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
  about: 'Plants, substations, and other sites, with the ratings and registrations that determine their obligations.',
  required: {
    title: field.text(255, 'Name of the facility.', 'Cedar Ridge Solar'),
    facilityCode: field.text(50, 'Short code, unique among the facilities of the organization.', 'CRS-01'),
    facilityType: field.choice(FACILITY_TYPES, 'Function of the facility.', 'generation'),
    impactLevel: field.choice(IMPACT_LEVELS, IMPACT_DESCRIPTION, 'low'),
    capacityMw: field.decimal(
      MEGAWATTS,
      'Rated net capability in MW: the highest of the preceding 12 months (CIP-002-5.1a Att. 1, 2.1 and 2.11).',
      212.5,
    ),
    capacityMva: field.decimal(MEGAWATTS, 'Apparent power rating in MVA.', 236),
    voltageKv: field.decimal({ min: 0, max: 10_000 }, 'Voltage of the interconnection point in kV.', 230),
    registrationStatus: field.choice(REGISTRATION_STATUSES, 'Status of the NERC registration.', 'registered'),
    interconnection: field.choice(INTERCONNECTIONS, 'Interconnection that the facility is synchronized to.', 'western'),
    ...site.required,
  },
  optional: {
    generationType: field.custom(
      { request: generationTypes.max(GENERATION_TYPES.length), response: generationTypes },
      'Energy sources of a generation facility. A hybrid plant has several.',
      ['solar', 'storage'],
    ),
    registrationDate: field.date('Date when the NERC registration took effect.', '2019-05-01'),
    commissioningDate: field.date('Date when the facility went into operation.', '2019-06-14'),
    controlCenterId: field.reference('Control center that operates the facility. A change applies criterion 2.11.'),
    assignedDate: field.date('Date of the assignment to the control center. Defaults to the current date.'),
    address: addressField,
    ...site.optional,
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
    create: 'With `controlCenterId`, assigns the facility and applies criterion 2.11 to the control center.',
    update:
      'Changes the given fields; null clears an optional field. A change of capacity, interconnection, type, BES status, ' +
      'or control center applies criterion 2.11 to the affected control centers.',
  },
  prepare({ body, before }) {
    const address = body.address ? changedAddress(before?.address ?? null, body.address) : body.address;
    const isMoved = body.controlCenterId !== before?.controlCenterId;
    return { ...body, ...(isMoved ? assignment(body) : {}), address };
  },
});

export const facilities = recordSlice(facility);
