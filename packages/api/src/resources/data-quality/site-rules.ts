import { controlCenter } from '../control-centers/record.ts';
import { facility } from '../facilities/record.ts';
import { physicalArea } from '../physical-areas/record.ts';
import { HIGH_OR_MEDIUM, inFuture, overdue, type RecordRules, type Rule, sameTitle, similarCodes } from './rule.ts';

const BELOW_MEDIUM = "impact_level in ('low', 'category_2', 'not_applicable')";
const IS_GENERATION = "facility_type = 'generation'";

/** The rules for facilities and control centers. */
const SITE: readonly Rule[] = [
  {
    rule: 'malformed_nerc_registration_id',
    category: 'contradiction',
    fields: ['nercRegistrationId'],
    condition: "nerc_registration_id !~ '^NCR[0-9]{5}$'",
    problem: 'nercRegistrationId is not NCR and five digits, as in the NERC Compliance Registry.',
    fix: 'Copy the id from the NERC Compliance Registry.',
  },
  {
    rule: 'incomplete_coordinates',
    category: 'missing',
    fields: ['latitude', 'longitude'],
    condition: 'num_nonnulls(latitude, longitude) = 1',
    problem: 'It has one of latitude and longitude.',
    fix: 'Set the other one too.',
  },
  {
    rule: 'coordinates_outside_north_america',
    category: 'contradiction',
    fields: ['latitude', 'longitude'],
    condition: 'latitude not between 14 and 84 or longitude not between -180 and -50',
    problem: 'The coordinates are outside North America.',
    fix: 'Check the signs: latitudes are positive there, longitudes negative. Do not swap the two.',
  },
  inFuture('commissioningDate', 'it is not in operation yet', 'confirm that it is planned'),
];

export const facilityRules: RecordRules = {
  record: facility,
  rules: [
    ...SITE,
    sameTitle('title'),
    similarCodes('facilityCode'),
    inFuture('registrationDate', 'it is not registered yet', 'confirm that the registration is planned'),
    inFuture('assignedDate', 'no control center operates it yet', 'confirm that the assignment is planned'),
    overdue({ field: 'lastReviewDate', months: 15, source: 'CIP-002-5.1a R2', applies: 'bes' }),
    {
      rule: 'plant_rated_too_low',
      category: 'contradiction',
      fields: ['capacityMw', 'impactLevel'],
      condition: `${IS_GENERATION} and capacity_mw >= 1500 and ${BELOW_MEDIUM}`,
      problem: 'A plant of 1500 MW or more has medium impact (CIP-002-5.1a Att. 1, 2.1), and it is rated lower.',
      fix: 'Set impactLevel to medium, or correct capacityMw.',
    },
    {
      rule: 'interconnection_outside_region',
      category: 'contradiction',
      fields: ['regionalEntity', 'interconnection'],
      condition: `(regional_entity, interconnection) not in (('WECC', 'western'), ('TRE', 'ercot'), ('NPCC', 'eastern'),
        ('NPCC', 'québec'), ('MRO', 'eastern'), ('RFC', 'eastern'), ('SERC', 'eastern'), ('SPP', 'eastern'))`,
      problem: 'The regional entity has no facilities in that interconnection.',
      fix: 'Correct regionalEntity or interconnection.',
    },
    {
      rule: 'mw_above_mva',
      category: 'contradiction',
      fields: ['capacityMw', 'capacityMva'],
      condition: 'capacity_mw > capacity_mva and capacity_mva > 0',
      problem: 'Its real power is more than its apparent power.',
      fix: 'Correct capacityMw or capacityMva.',
    },
    {
      rule: 'generation_type_without_generation',
      category: 'contradiction',
      fields: ['facilityType', 'generationType'],
      condition: `not ${IS_GENERATION} and cardinality(generation_type) > 0`,
      problem: 'It has energy sources and is not a generation facility.',
      fix: 'Set facilityType to generation, or clear generationType.',
    },
    {
      rule: 'large_plant_outside_bes',
      category: 'contradiction',
      fields: ['bes', 'capacityMva', 'voltageKv'],
      condition: `not bes and ${IS_GENERATION} and capacity_mva > 75 and voltage_kv >= 100`,
      problem:
        'A plant above 75 MVA at 100 kV or more is in the BES (BES Definition, I2 and I4), and it is marked as not.',
      fix: 'Set bes to true, or confirm the exclusion that applies.',
    },
    {
      rule: 'bes_without_impact',
      category: 'contradiction',
      fields: ['bes', 'impactLevel'],
      condition: "bes and impact_level in ('category_2', 'not_applicable')",
      problem: 'A BES facility has high, medium, or low impact (CIP-002-5.1a Att. 1), and it is rated as none of them.',
      fix: 'Set impactLevel to its rating, or bes to false.',
    },
    {
      rule: 'missing_generation_type',
      category: 'missing',
      fields: ['generationType'],
      condition: `${IS_GENERATION} and coalesce(cardinality(generation_type), 0) = 0`,
      problem: 'A generation facility has no energy source.',
      fix: 'Set generationType.',
    },
    {
      rule: 'missing_capacity',
      category: 'missing',
      fields: ['capacityMw'],
      condition: `${IS_GENERATION} and capacity_mw = 0`,
      problem: 'A generation facility has a capacity of 0 MW.',
      fix: 'Set capacityMw to its rated net capability.',
    },
    {
      rule: 'missing_ratings',
      category: 'missing',
      fields: ['capacityMva', 'voltageKv'],
      condition: '0 in (capacity_mva, voltage_kv)',
      problem: 'Its apparent power or its voltage is not known.',
      fix: 'Set capacityMva and voltageKv.',
    },
    {
      rule: 'missing_nerc_registration_id',
      category: 'missing',
      fields: ['registrationStatus', 'nercRegistrationId'],
      condition: "registration_status = 'registered' and nerc_registration_id is null",
      problem: 'It is registered and has no NERC registration id.',
      fix: 'Set nercRegistrationId, or correct registrationStatus.',
    },
    {
      rule: 'missing_location',
      category: 'missing',
      fields: ['latitude', 'longitude'],
      condition: 'address is null and latitude is null and longitude is null',
      problem: 'It has neither an address nor coordinates.',
      fix: 'Set address, or latitude and longitude.',
    },
  ],
};

export const controlCenterRules: RecordRules = {
  record: controlCenter,
  rules: [
    ...SITE,
    sameTitle('centerTitle'),
    similarCodes('centerCode'),
    overdue({ field: 'lastReviewDate', months: 15, source: 'CIP-002-5.1a R2', applies: 'bes' }),
    overdue({ field: 'backupFacilityTested', months: 15, source: 'CIP-009-6 R2', applies: HIGH_OR_MEDIUM }),
    overdue({ field: 'incidentResponseTested', months: 15, source: 'CIP-008-6 R2', applies: HIGH_OR_MEDIUM }),
    {
      rule: 'control_center_rated_too_low',
      category: 'contradiction',
      fields: ['impactLevel'],
      condition: `${BELOW_MEDIUM} and (select a.impact_level = 'medium' from assess_control_center(control_centers.id) a)`,
      problem:
        'It runs 1500 MW or more in one interconnection (CIP-002-5.1a Att. 1, 2.11), and it is rated below medium.',
      fix: 'Set impactLevel to medium, or correct the facilities that it operates.',
    },
    {
      rule: 'perimeter_not_defined',
      category: 'contradiction',
      fields: ['impactLevel', 'espDefined', 'pspDefined'],
      condition: `${HIGH_OR_MEDIUM} and not (esp_defined and psp_defined)`,
      problem:
        'A control center of high or medium impact has an electronic and a physical perimeter (CIP-005, CIP-006).',
      fix: 'Define the perimeter and set espDefined and pspDefined, or correct impactLevel.',
    },
  ],
};

export const physicalAreaRules: RecordRules = {
  record: physicalArea,
  rules: [
    similarCodes('name', ['facility_id', 'control_center_id']),
    {
      rule: 'area_without_assets',
      category: 'missing',
      fields: ['name'],
      condition: `not exists (select from physical_area_cyber_assets m join cyber_assets a on a.id = m.cyber_asset_id
        where m.physical_area_id = physical_areas.id and m.deleted_at is null and a.deleted_at is null)`,
      problem: 'No cyber asset is in the area, so it is unregulated.',
      fix: 'Set cyberAssetIds, or delete the area.',
    },
  ],
};
