import { sql } from 'kysely';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { contains, equals, type ListFilters, listRecords, since } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import {
  createRecord,
  deleteRecord,
  getRecord,
  requireKnown,
  requireLive,
  requireParent,
  updateRecord,
} from '../../kernel/slice/records.ts';
import { addressText, changedAddress } from '../address.ts';
import { facilitiesContract } from './contract.ts';

const noun = 'facility';

const searched = [sql.ref('title'), sql.ref('facilityCode'), sql.ref('nercRegistrationId'), addressText];

type FacilityFilters = ListFilters &
  Readonly<Partial<Record<'facilityType' | 'interconnection' | 'regionalEntity', string | undefined>>>;
const filtered = ({ q, updatedSince, ...values }: FacilityFilters) => [
  ...(['impactLevel', 'facilityType', 'interconnection', 'regionalEntity'] as const).map((column) =>
    equals(column, values[column]),
  ),
  contains(searched, q),
  since('facilities', updatedSince),
];

/** Since when the control center runs it: an assignment without a date begins today, and ends with it. */
function assignment(changes: {
  controlCenterId?: string | null | undefined;
  assignedDate?: string | null | undefined;
}) {
  const { controlCenterId, assignedDate } = changes;
  if (controlCenterId === undefined) return {};
  if (controlCenterId === null) return { assignedDate: null };
  return { assignedDate: assignedDate ?? new Date().toISOString().slice(0, 10) };
}

const requireControlCenter = (tx: TenantTransaction, id: string | null | undefined) =>
  requireLive(tx, 'controlCenters', id, 'controlCenterId', 'control center');

export const facilities = implement(
  facilitiesContract,
  {
    async listFacilities({ query, page }, tx) {
      await requireKnown(tx, 'controlCenters', query.controlCenterId, 'controlCenterId', 'control center');
      return listRecords(
        tx,
        'facilities',
        [equals('controlCenterId', query.controlCenterId), ...filtered(query)],
        page,
      );
    },
    async createFacility({ body }, tx) {
      await requireControlCenter(tx, body.controlCenterId);
      const address = body.address === undefined ? null : changedAddress(null, body.address);
      return createRecord(tx, 'facilities', { ...body, ...assignment(body), address });
    },
    getFacility: ({ params }, tx) => getRecord(tx, 'facilities', params.id, noun),
    async updateFacility({ params, body }, tx) {
      const before = await getRecord(tx, 'facilities', params.id, noun, 'for update');
      await requireControlCenter(tx, body.controlCenterId);
      const address = body.address ? changedAddress(before.address, body.address) : body.address;
      const moved = body.controlCenterId !== before.controlCenterId ? assignment(body) : {};
      return updateRecord(tx, 'facilities', params.id, { ...body, ...moved, address }, noun);
    },
    deleteFacility: ({ params }, tx) =>
      deleteRecord(tx, 'facilities', params.id, noun, [
        { table: 'cyberSystems', column: 'facilityId', nouns: 'cyber systems' },
        { table: 'physicalAreas', column: 'facilityId', nouns: 'physical areas' },
      ]),
    async getControlCenterFacilities({ params, query, page }, tx) {
      await requireParent(tx, 'controlCenters', params.id, 'control center');
      return listRecords(tx, 'facilities', [equals('controlCenterId', params.id), ...filtered(query)], page);
    },
  },
  { facilities_facility_code: 'facilityCode is already used by another facility' },
);
