import { sql } from 'kysely';
import { contains, equals, every, since } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { inPage } from '../../kernel/slice/pages.ts';
import { createRecord, deleteRecord, getRecord, requireParent, updateRecord } from '../../kernel/slice/records.ts';
import { sqlQuery, type Tables } from '../../kernel/slice/sql.ts';
import { addressText, changedAddress } from '../address.ts';
import { assignFacilities, unassignFacilities } from './assignment.ts';
import { controlCentersContract } from './contract.ts';
import { previewImpact } from './preview-impact.ts';

const noun = 'control center';

const searched = [sql.ref('centerTitle'), sql.ref('centerCode'), sql.ref('nercRegistrationId'), addressText];

type ListItem = Tables['controlCenters'] &
  Record<'managedFacilitiesCount' | 'cyberSystemsCount' | 'cyberAssetsCount', number>;

export const controlCenters = implement(
  controlCentersContract,
  {
    getControlCenters({ query: { impactLevel, q, updatedSince }, page }, tx) {
      const conditions = [
        equals('impactLevel', impactLevel),
        contains(searched, q),
        since('controlCenters', updatedSince),
      ];
      return tx.many(
        sqlQuery(sql<ListItem>`
          select control_centers.*,
                 (select count(*)::int from facilities f
                   where f.control_center_id = control_centers.id and not f.is_deleted) as managed_facilities_count,
                 (select count(*)::int from cyber_systems s
                   where s.control_center_id = control_centers.id and not s.is_deleted) as cyber_systems_count,
                 (select count(*)::int from cyber_systems s join cyber_assets a on a.cyber_system_id = s.id
                   where s.control_center_id = control_centers.id and not s.is_deleted and not a.is_deleted) as cyber_assets_count
            from control_centers
           where not is_deleted and ${every(conditions)}${inPage(page, 'controlCenters')}`),
      );
    },
    createControlCenter({ body }, tx) {
      const address = changedAddress(null, body.address);
      return createRecord(tx, 'controlCenters', { ...body, address, addressId: address.id });
    },
    getControlCenter: ({ params }, tx) => getRecord(tx, 'controlCenters', params.id, noun),
    async updateControlCenter({ params, body }, tx) {
      const before = await getRecord(tx, 'controlCenters', params.id, noun, 'for update');
      const address = body.address === undefined ? undefined : changedAddress(before.address, body.address);
      return updateRecord(tx, 'controlCenters', params.id, { ...body, address }, noun);
    },
    deleteControlCenter: ({ params }, tx) =>
      deleteRecord(tx, 'controlCenters', params.id, noun, [
        { table: 'facilities', column: 'controlCenterId', nouns: 'facilities' },
        { table: 'cyberSystems', column: 'controlCenterId', nouns: 'cyber systems' },
        { table: 'physicalAreas', column: 'controlCenterId', nouns: 'physical areas' },
      ]),
    async assignFacilitiesToControlCenter({ params, body }, tx) {
      await assignFacilities(tx, params.id, body.facilityIds);
      return getRecord(tx, 'controlCenters', params.id, noun);
    },
    async unassignFacilitiesFromControlCenter({ params, body }, tx) {
      await unassignFacilities(tx, params.id, body.facilityIds);
      return getRecord(tx, 'controlCenters', params.id, noun);
    },
    previewControlCenterImpact: ({ params, body }, tx) => previewImpact(tx, params.id, body),
    async getControlCenterImpactDeterminations({ params, page }, tx) {
      await requireParent(tx, 'controlCenters', params.id, noun);
      return tx.many(
        sqlQuery(sql<Tables['impactDeterminations']>`
          select * from impact_determinations where control_center_id = ${params.id}${inPage(page, 'impactDeterminations')}`),
      );
    },
  },
  { control_centers_center_code: 'centerCode is already used by another control center' },
);
