import { type RawBuilder, sql } from 'kysely';
import { ApiError, notFound, unknownReference } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { isUuid } from '../../kernel/slice/fields.ts';
import { type Condition, contains, equals, every, type ListFilters, since } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { inPage, type Page } from '../../kernel/slice/pages.ts';
import {
  createRecord,
  deleteRecord,
  getRecord,
  requireLive,
  requireParent,
  updateRecord,
} from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { type PhysicalArea, physicalAreasContract } from './contract.ts';

const noun = 'physical area';
const searched = [sql.ref('name'), sql.ref('description')];

/** Areas with their live assets and what these make of the area. */
const areas = (conditions: readonly Condition[], rest: RawBuilder<unknown>) =>
  sqlQuery(sql<PhysicalArea>`
    select physical_areas.*, inside.cyber_assets,
           case when inside.levels && array['high', 'medium'] then 'PSP'
                when inside.levels && array['low'] then 'LowImpactArea'
                else 'Unregulated' end as regulatory_type
      from physical_areas
     cross join lateral (
       select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'assetTitle', a.asset_title, 'assetTag', a.asset_tag)
                                 order by a.created_at, a.id), '[]') as cyber_assets,
              coalesce(array_agg(a.impact_level), '{}') as levels
         from physical_area_cyber_assets m
         join cyber_assets a on a.id = m.cyber_asset_id
        where m.physical_area_id = physical_areas.id and not m.is_deleted and not a.is_deleted
     ) inside
     where not is_deleted and ${every(conditions)}${rest}`);

async function area(tx: TenantTransaction, id: string): Promise<PhysicalArea> {
  if (tx.locksRecord) await getRecord(tx, 'physicalAreas', id, noun);
  return tx.one(areas([equals('id', id)], sql``), () => notFound(noun));
}

const listed = (tx: TenantTransaction, parent: Condition, { q, updatedSince }: ListFilters, page: Page) =>
  tx.many(areas([parent, contains(searched, q), since('physicalAreas', updatedSince)], inPage(page, 'physicalAreas')));

/** Makes these the assets in the area; true when that changed anything. Throws ApiError 422 for an unknown one. */
async function replaceAssets(tx: TenantTransaction, areaId: string, ids: readonly string[]): Promise<boolean> {
  const wanted = [...new Set(ids)];
  const found = await tx.many(
    sqlQuery(sql<{ id: string }>`
      select id from cyber_assets where id = any (${wanted.filter(isUuid)}::uuid[]) and not is_deleted
       order by id for key share`),
  );
  const known = new Set(found.map(({ id }) => id));
  const unknown = ids.findIndex((id) => !known.has(id));
  if (unknown !== -1) throw unknownReference(`cyberAssetIds[${unknown}]`, 'cyber asset');
  const { changed } = await tx.one(
    sqlQuery(sql<{ changed: boolean }>`
      with removed as (
        update physical_area_cyber_assets set is_deleted = true, deleted_at = now()
         where physical_area_id = ${areaId} and not is_deleted and cyber_asset_id <> all (${wanted}::uuid[]) returning 1
      ), added as (
        insert into physical_area_cyber_assets (physical_area_id, cyber_asset_id)
        select ${areaId}, id from unnest(${wanted}::uuid[]) id
            on conflict (organization_id, physical_area_id, cyber_asset_id) where deleted_at is null do nothing returning 1
      )
      select exists (select from removed) or exists (select from added) as changed`),
    () => new Error('no outcome'),
  );
  return changed;
}

export const physicalAreas = implement(
  physicalAreasContract,
  {
    async getPhysicalAreasByFacility({ params, query, page }, tx) {
      await requireParent(tx, 'facilities', params.facilityId, 'facility');
      return listed(tx, equals('facilityId', params.facilityId), query, page);
    },
    async getPhysicalAreasByControlCenter({ params, query, page }, tx) {
      await requireParent(tx, 'controlCenters', params.controlCenterId, 'control center');
      return listed(tx, equals('controlCenterId', params.controlCenterId), query, page);
    },
    async createPhysicalArea({ body: { cyberAssetIds, ...values } }, tx) {
      if ((values.facilityId === undefined) === (values.controlCenterId === undefined)) {
        throw new ApiError(
          'unprocessable',
          'A physical area is in a facility or in a control center: give one of facilityId and controlCenterId',
        );
      }
      await requireLive(tx, 'facilities', values.facilityId, 'facilityId', 'facility');
      await requireLive(tx, 'controlCenters', values.controlCenterId, 'controlCenterId', 'control center');
      const { id } = await createRecord(tx, 'physicalAreas', values);
      await replaceAssets(tx, id, cyberAssetIds);
      return area(tx, id);
    },
    getPhysicalArea: ({ params }, tx) => area(tx, params.id),
    async updatePhysicalArea({ params, body: { cyberAssetIds, ...changes } }, tx) {
      await getRecord(tx, 'physicalAreas', params.id, noun, 'for update');
      await updateRecord(tx, 'physicalAreas', params.id, changes, noun);
      if (await replaceAssets(tx, params.id, cyberAssetIds)) {
        await tx.many(sqlQuery(sql`update physical_areas set updated_at = now() where id = ${params.id}`));
      }
      return area(tx, params.id);
    },
    deletePhysicalArea: ({ params }, tx) => deleteRecord(tx, 'physicalAreas', params.id, noun),
  },
  { physical_areas_name: 'name is already used by another physical area of the same facility or control center' },
);
