import { sql } from 'kysely';
import { ApiError } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { type Condition, contains, equals, type ListFilters, listRecords, since } from '../../kernel/slice/filters.ts';
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
import { cyberSystemsContract } from './contract.ts';

const noun = 'cyber system';

const searched = [sql.ref('systemTitle'), sql.ref('systemCode'), sql.ref('systemFunction'), sql.ref('vendorName')];

/** A BES Cyber System is rated as its assets are: an array, as a join is slow where there are no statistics yet. */
const rated = (level: string | undefined): Condition =>
  level === undefined
    ? undefined
    : sql`id = any (array(
          select distinct a.cyber_system_id from cyber_assets a where a.impact_level = ${level} and not a.is_deleted))`;

const filtered = ({ impactLevel, q, updatedSince }: ListFilters) => [
  rated(impactLevel),
  contains(searched, q),
  since('cyberSystems', updatedSince),
];

interface Parents {
  facilityId?: string | null | undefined;
  controlCenterId?: string | null | undefined;
}

async function requireParents(tx: TenantTransaction, { facilityId, controlCenterId }: Parents): Promise<void> {
  await requireLive(tx, 'facilities', facilityId, 'facilityId', 'facility');
  await requireLive(tx, 'controlCenters', controlCenterId, 'controlCenterId', 'control center');
}

function refuseTwoParents({ facilityId, controlCenterId }: Parents): void {
  if ((facilityId ?? null) !== null && (controlCenterId ?? null) !== null) {
    const sentence = 'A cyber system belongs to a facility or a control center, not both; set the other one to null';
    throw new ApiError('unprocessable', sentence);
  }
}

export const cyberSystems = implement(
  cyberSystemsContract,
  {
    async listCyberSystems({ query: { facilityId, controlCenterId, ...rest }, page }, tx) {
      await requireKnown(tx, 'facilities', facilityId, 'facilityId', 'facility');
      await requireKnown(tx, 'controlCenters', controlCenterId, 'controlCenterId', 'control center');
      const parents = [equals('facilityId', facilityId), equals('controlCenterId', controlCenterId)];
      return listRecords(tx, 'cyberSystems', [...parents, ...filtered(rest)], page);
    },
    async createCyberSystem({ body }, tx) {
      refuseTwoParents(body);
      await requireParents(tx, body);
      return createRecord(tx, 'cyberSystems', body);
    },
    getCyberSystem: ({ params }, tx) => getRecord(tx, 'cyberSystems', params.id, noun),
    async updateCyberSystem({ params, body }, tx) {
      const { facilityId, controlCenterId } = await getRecord(tx, 'cyberSystems', params.id, noun, 'for update');
      refuseTwoParents({ facilityId, controlCenterId, ...body });
      await requireParents(tx, body);
      return updateRecord(tx, 'cyberSystems', params.id, body, noun);
    },
    deleteCyberSystem: ({ params }, tx) =>
      deleteRecord(tx, 'cyberSystems', params.id, noun, [
        { table: 'cyberAssets', column: 'cyberSystemId', nouns: 'cyber assets' },
      ]),
    async getCyberSystemsByFacility({ params, query, page }, tx) {
      await requireParent(tx, 'facilities', params.facilityId, 'facility');
      return listRecords(tx, 'cyberSystems', [equals('facilityId', params.facilityId), ...filtered(query)], page);
    },
    async getCyberSystemsByControlCenter({ params, query, page }, tx) {
      await requireParent(tx, 'controlCenters', params.controlCenterId, 'control center');
      const parent = equals('controlCenterId', params.controlCenterId);
      return listRecords(tx, 'cyberSystems', [parent, ...filtered(query)], page);
    },
  },
  { cyber_systems_system_code: 'systemCode is already used by another cyber system' },
);
