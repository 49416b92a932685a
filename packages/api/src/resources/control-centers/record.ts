import { z } from 'zod';
import {
  booleanField,
  choiceField,
  dateField,
  decimalField,
  id,
  numberField,
  textField,
} from '../../kernel/slice/fields.ts';
import { defineRecord } from '../../kernel/slice/record.ts';
import { addressField, changedAddress, searchedAddress } from '../address.ts';
import {
  IMPACT_DESCRIPTION,
  IMPACT_LEVELS,
  impactLevelFilter,
  LATITUDE,
  LONGITUDE,
  REGIONAL_ENTITIES,
} from '../vocabulary.ts';

const HOURS = { min: 0, max: 100_000 } as const;

const count = (description: string, example: number) =>
  z
    .number()
    .meta({ examples: [example] })
    .describe(description);

export const controlCenter = defineRecord({
  table: 'control_centers',
  noun: 'control center',
  required: {
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
    address: addressField,
  },
  optional: {
    nercRegistrationId: textField(50, 'NERC Compliance Registry id (NCR…).'),
    recoveryPointObjective: numberField(HOURS, 'Hours of data that may be lost (CIP-009).'),
    latitude: decimalField(LATITUDE, 'WGS 84, decimal degrees.'),
    longitude: decimalField(LONGITUDE, 'WGS 84, decimal degrees.'),
  },
  examples: {
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
  updateExample: { backupFacilityTested: '2026-03-31' },
  response: {
    addressId: id().describe('Id of the embedded address.'),
    address: addressField.response.nullable().optional(),
  },
  hidden: ['isDeleted', 'deletedAt'],
  columns: ['addressId'],
  listed: {
    fields: {
      managedFacilitiesCount: count('Facilities that it runs.', 12),
      cyberSystemsCount: count('Cyber systems of the control center itself.', 3),
      cyberAssetsCount: count('Cyber assets in those systems.', 41),
    },
    columns: `
      (select count(*)::int from facilities f
        where f.control_center_id = control_centers.id and not f.is_deleted) as managed_facilities_count,
      (select count(*)::int from cyber_systems s
        where s.control_center_id = control_centers.id and not s.is_deleted) as cyber_systems_count,
      (select count(*)::int from cyber_systems s join cyber_assets a on a.cyber_system_id = s.id
        where s.control_center_id = control_centers.id and not s.is_deleted and not a.is_deleted) as cyber_assets_count`,
  },
  unique: { centerCode: 'another control center' },
  filters: impactLevelFilter,
  search: ['centerTitle', 'centerCode', 'nercRegistrationId', searchedAddress],
  update: 'PUT',
  operationIds: { list: 'getControlCenters' },
  alsoLogged: ['impact_determinations'],
  prepare({ body, before }) {
    if (body.address === undefined) return body;
    const address = changedAddress(before?.address ?? null, body.address);
    return { ...body, address, addressId: address.id };
  },
});
