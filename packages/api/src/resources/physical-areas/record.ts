import { sql } from 'kysely';
import { z } from 'zod';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { EXAMPLE_ID, field, id, lines, reference } from '../../kernel/slice/fields.ts';
import { recordSlice } from '../../kernel/slice/implement-records.ts';
import { defineRecord } from '../../kernel/slice/record.ts';
import { listed, requireAll } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { controlCenter } from '../control-centers/record.ts';
import { cyberAsset } from '../cyber-assets/record.ts';
import { facility } from '../facilities/record.ts';

const cyberAssetRef = cyberAsset.schema
  .pick({ id: true, assetTitle: true, assetTag: true })
  .meta({ id: 'CyberAssetRef' });

const INSIDE = `physical_area_cyber_assets m join cyber_assets a on a.id = m.cyber_asset_id
  where m.physical_area_id = physical_areas.id and not m.is_deleted and not a.is_deleted`;

/** Replaces the assets in the area, and sets its `updatedAt` if they changed. Throws ApiError 422 for an unknown asset. */
async function replaceAssets(tx: TenantTransaction, areaId: string, ids: readonly string[]): Promise<void> {
  await requireAll(tx, cyberAsset, { references: listed('cyberAssetIds', ids), lock: 'for key share' });
  const wanted = [...new Set(ids)];
  await tx.many(
    sqlQuery(sql`
      with removed as (
        update physical_area_cyber_assets set is_deleted = true, deleted_at = now()
         where physical_area_id = ${areaId} and not is_deleted and cyber_asset_id <> all (${wanted}::uuid[]) returning 1
      ), added as (
        insert into physical_area_cyber_assets (physical_area_id, cyber_asset_id)
        select ${areaId}, id from unnest(${wanted}::uuid[]) id
            on conflict (organization_id, physical_area_id, cyber_asset_id) where deleted_at is null do nothing returning 1
      )
      update physical_areas set updated_at = now()
       where id = ${areaId} and (exists (select from removed) or exists (select from added))`),
  );
}

export const physicalArea = defineRecord({
  table: 'physical_areas',
  noun: 'physical area',
  about: 'Rooms and enclosures, the assets in them, and the kind of perimeter they require.',
  required: {
    name: field.text(255, 'Name, unique within its facility or control center.', 'Relay house 1'),
  },
  optional: {
    description: field.custom(
      { request: lines(255), response: z.string().meta({ maxLength: 255 }) },
      'Purpose and location of the area.',
      'Protection relays and station RTU',
    ),
    facilityId: field.reference(
      'The facility of the area. An area has either a facility or a control center.',
      EXAMPLE_ID,
    ),
    controlCenterId: field.reference('The control center of the area.', null),
  },
  updateExample: { name: 'Relay house 1A', cyberAssetIds: [EXAMPLE_ID] },
  createOnly: ['facilityId', 'controlCenterId'],
  requestOnly: {
    cyberAssetIds: {
      schema: z.array(reference()).max(5000).describe('All cyber assets in the area.'),
      column: `(select string_agg(a.id::text, '; ' order by a.created_at, a.id) from ${INSIDE})`,
      record: cyberAsset,
    },
  },
  response: {
    facilityId: id().nullable(),
    controlCenterId: id()
      .nullable()
      .meta({ examples: [null] }),
    isDeleted: z.boolean().optional(),
  },
  hidden: ['deletedAt'],
  computed: {
    fields: {
      cyberAssets: z.array(cyberAssetRef).optional(),
      regulatoryType: z
        .enum(['PSP', 'LowImpactArea', 'Unregulated'])
        .nullable()
        .optional()
        .describe(
          'Computed from the assets in the area: a physical security perimeter if one has high or medium impact (CIP-006), ' +
            'a low impact area if one has low impact (CIP-003 Att. 1, section 2), otherwise unregulated.',
        ),
    },
    columns: `
      (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'assetTitle', a.asset_title, 'assetTag', a.asset_tag)
                                 order by a.created_at, a.id), '[]') from ${INSIDE}) as cyber_assets,
      (select case when bool_or(a.impact_level in ('high', 'medium')) then 'PSP'
                   when bool_or(a.impact_level = 'low') then 'LowImpactArea'
                   else 'Unregulated' end from ${INSIDE}) as regulatory_type`,
  },
  unique: { name: 'another physical area of the same facility or control center' },
  uniqueWithin: ['facilityId', 'controlCenterId'],
  checks: {
    oneParent: 'A physical area is in a facility or in a control center; send one of facilityId and controlCenterId',
  },
  parents: { facilityId: { record: facility }, controlCenterId: { record: controlCenter } },
  filters: ['name'],
  search: ['name', 'description'],
  update: 'PUT',
  descriptions: {
    update: 'Changes the given fields; `cyberAssetIds` replaces the set of cyber assets.',
    delete: 'Its cyber assets are not deleted.',
  },
  alsoLogged: ['physical_area_cyber_assets'],
  async saved({ id: areaId, body: { cyberAssetIds } }, tx) {
    if (Array.isArray(cyberAssetIds)) await replaceAssets(tx, areaId, cyberAssetIds);
  },
});

export const physicalAreas = recordSlice(physicalArea);
