import { z } from 'zod';
import { field, id } from '../../kernel/slice/fields.ts';
import { defineRecord } from '../../kernel/slice/record.ts';
import { addressField, changedAddress, searchedAddress } from '../address.ts';
import { IMPACT_DESCRIPTION, IMPACT_LEVELS, MEGAWATTS, site } from '../vocabulary.ts';

const FUNCTIONS = ['RC', 'BA', 'TOP', 'GOP'] as const;
const functions = z.array(z.enum(FUNCTIONS));

const HOURS = { min: 0, max: 100_000, unit: 'hours' } as const;

const count = (description: string, example: number) => z.number().meta({ description, examples: [example] });

export const controlCenter = defineRecord({
  table: 'control_centers',
  noun: 'control center',
  about: 'Where facilities are operated from, and the impact level that follows from the facilities.',
  required: {
    centerTitle: field.text(255, 'Name of the control center.', 'Mesa Control Center'),
    centerCode: field.text(50, 'Short code, unique among the control centers of the organization.', 'MESA-CC'),
    impactLevel: field.choice(IMPACT_LEVELS, `${IMPACT_DESCRIPTION} Criterion 2.11 updates it.`, 'medium'),
    commissioningDate: field.date('Date when the control center went into operation.', '2014-09-01'),
    espDefined: field.boolean('An electronic security perimeter is defined (CIP-005 R1).', true),
    pspDefined: field.boolean('A physical security perimeter is defined (CIP-006 R1).', true),
    recoveryTimeObjective: field.number(HOURS, 'Maximum time to restore operation, in hours (CIP-009).', 4),
    backupFacilityTested: field.pastDate(
      'Date of the last test of operation from the backup (CIP-009 R2).',
      '2026-02-11',
    ),
    incidentResponseTested: field.pastDate(
      'Date of the last test of the incident response plan (CIP-008 R2).',
      '2025-11-20',
    ),
    address: addressField,
    ...site.required,
  },
  optional: {
    functions: field.custom(
      { request: functions.max(FUNCTIONS.length), response: functions },
      'What it does as a control center: Reliability Coordinator, Balancing Authority, Transmission Operator, or ' +
        'Generator Operator (CIP-002-5.1a Att. 1, 1.1 to 1.4).',
      ['GOP'],
    ),
    balancingMw: field.decimal(
      MEGAWATTS,
      'Generation in MW of the Balancing Authority Area in one Interconnection, the highest (1.2 and 2.13).',
      0,
    ),
    recoveryPointObjective: field.number(HOURS, 'Maximum age of lost data, in hours (CIP-009).', 1),
    ...site.optional,
  },
  updateExample: { backupFacilityTested: '2026-03-31' },
  suggested: { bes: true, impactLevel: 'low' },
  response: {
    addressId: id().describe('Id of the embedded address.'),
    address: addressField.response.nullable().optional(),
  },
  hidden: ['isDeleted', 'deletedAt'],
  columns: ['addressId'],
  listed: {
    fields: {
      managedFacilitiesCount: count('Number of facilities that the control center operates.', 12),
      cyberSystemsCount: count('Number of cyber systems of the control center itself.', 3),
      cyberAssetsCount: count('Number of cyber assets in those systems.', 41),
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
  filters: ['centerCode', 'impactLevel', 'regionalEntity', 'bes'],
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
