import { z } from 'zod';
import { field } from '../../kernel/slice/fields.ts';
import { recordSlice } from '../../kernel/slice/implement-records.ts';
import { defineRecord } from '../../kernel/slice/record.ts';
import { addressField, changedAddress, searchedAddress } from '../address.ts';
import { controlCenter } from '../control-centers/record.ts';
import {
  IMPACT_DESCRIPTION,
  IMPACT_LEVELS,
  INTERCONNECTIONS,
  MEGAVARS,
  MEGAVOLT_AMPERES,
  MEGAWATTS,
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

const COUNT = { min: 0, max: 1000 } as const;

/** What CIP-002-5.1a Attachment 1 and the scopes of the requirements ask about. No value means that nobody has recorded it. */
const impactFields = {
  capacityDate: field.pastDate(
    'Date of the rated net capability in capacityMw (2.1: the highest of the preceding 12 calendar months).',
    '2026-01-31',
  ),
  capacityMvar: field.decimal(
    MEGAVARS,
    'Reactive resources at the site in MVAR, without those of generation (2.2).',
    0,
  ),
  lines200Kv: field.whole(COUNT, 'Lines of 200 to 299 kV to other Transmission stations: weight 700 (2.5).', 2),
  lines300Kv: field.whole(COUNT, 'Lines of 300 to 499 kV to other Transmission stations: weight 1300 (2.5).', 0),
  connectedStations: field.whole(COUNT, 'Other Transmission stations connected at 200 kV or higher (2.5).', 1),
  loadSheddingMw: field.decimal(
    MEGAWATTS,
    'Load in MW that one control system sheds automatically, in a program under NERC or regional standards (2.10).',
    0,
  ),
  reliabilityNoticeDate: field.pastDate(
    'Date of the planner’s notice that the generation is needed against an Adverse Reliability Impact (2.3).',
    null,
  ),
  irolNoticeDate: field.pastDate(
    'Date of the notice that the facility is critical to the derivation of an IROL (2.6).',
    null,
  ),
  nuclearInterface: field.boolean('Essential to Nuclear Plant Interface Requirements (2.7).', false),
  connectsCriticalGeneration: field.boolean('Its loss would cut off generation of criterion 2.1 or 2.3 (2.8).', false),
  remedialActionScheme: field.boolean(
    'Has a Remedial Action Scheme for the reliable operation of the BES (3.5).',
    false,
  ),
  rasAffectsIrol: field.boolean('The failure of its Remedial Action Scheme would violate an IROL (2.9).', false),
  restorationResource: field.boolean('Blackstart Resource, or on a Cranking Path (3.4).', false),
  dialUpConnectivity: field.boolean(
    'Has low impact systems with dial-up connectivity (CIP-003 Att. 1, section 3).',
    false,
  ),
  vendorRemoteAccess: field.boolean('Vendors can access its systems remotely (CIP-003-9 Att. 1, section 6).', true),
};

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
      'Rated net capability in MW: the highest of the preceding 12 months (CIP-002-5.1a Att. 1, 2.1 and 2.11). 0: not known yet.',
      212.5,
    ),
    capacityMva: field.decimal(MEGAVOLT_AMPERES, 'Apparent power rating in MVA. 0: not known yet.', 236),
    voltageKv: field.decimal(
      { min: 0, max: 10_000, unit: 'kV' },
      'Voltage of the interconnection point in kV. 0: not known yet.',
      230,
    ),
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
    countsTowardControlCenter: field.boolean(
      'Counts toward the 1500 MW of its control center (criterion 2.11), as all generation that is run from it does, BES ' +
        'or not. No value means yes. If false, notCountedReason is required.',
      false,
    ),
    notCountedReason: field.text(
      500,
      'Why it does not count toward its control center.',
      'The control center only monitors it.',
    ),
    ...impactFields,
    address: addressField,
    ...site.optional,
  },
  updateExample: { capacityMw: 225, lastReviewDate: '2026-03-31' },
  suggested: { bes: true, impactLevel: 'low', capacityMva: 0, voltageKv: 0, registrationStatus: 'registered' },
  response: { isDeleted: z.boolean().default(false) },
  unique: { facilityCode: 'another facility' },
  checks: { reasonIfNotCounted: 'A facility that does not count toward its control center needs notCountedReason' },
  parents: {
    controlCenterId: {
      record: controlCenter,
      list: { operationId: 'getControlCenterFacilities', param: 'id', tag: 'Control Centers' },
    },
  },
  filters: [
    'facilityCode',
    'facilityType',
    'impactLevel',
    'interconnection',
    'registrationStatus',
    'regionalEntity',
    'bes',
  ],
  search: ['title', 'facilityCode', 'nercRegistrationId', searchedAddress],
  descriptions: {
    create: 'With `controlCenterId`, assigns the facility and applies criterion 2.11 to the control center.',
    update:
      'Changes the given fields; null clears an optional field. A change of capacity, interconnection, type, control ' +
      'center, or countsTowardControlCenter applies criterion 2.11 to the affected control centers.',
  },
  prepare({ body, before }) {
    const address = body.address ? changedAddress(before?.address ?? null, body.address) : body.address;
    const isMoved = body.controlCenterId !== before?.controlCenterId;
    return { ...body, ...(isMoved ? assignment(body) : {}), address };
  },
});

export const facilities = recordSlice(facility);
