import { sql } from 'kysely';
import { z } from 'zod';
import { ApiError } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { field, id, reference, text } from '../../kernel/slice/fields.ts';
import { recordSlice } from '../../kernel/slice/implement-records.ts';
import { defineRecord } from '../../kernel/slice/record.ts';
import { listed, requireAll } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { controlCenter } from '../control-centers/record.ts';
import { cyberAsset } from '../cyber-assets/record.ts';
import { facility } from '../facilities/record.ts';

const EXAMPLE = { name: 'Relay house 1', description: 'Protection relays and station RTU' };
const ASSET_ID = '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16';

const cyberAssetRef = z
  .object({
    id: id(),
    assetTitle: z.string().meta({ maxLength: 255, examples: ['Feeder 3 protection relay'] }),
    assetTag: z.string().meta({ maxLength: 50, examples: ['RLY-003'] }),
  })
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
    name: field.custom(
      { request: text(255, 1), response: z.string().meta({ maxLength: 255 }) },
      'Name, unique within its facility or control center.',
      EXAMPLE.name,
    ),
  },
  optional: {
    description: field.text(255, 'Purpose and location of the area.', EXAMPLE.description),
    facilityId: field.reference('The facility of the area. An area has either a facility or a control center.'),
    controlCenterId: field.reference('The control center of the area.', null),
  },
  createExample: { ...EXAMPLE, facilityId: '019d4258-03d2-7a55-8c17-0b6f3e9a1d24', cyberAssetIds: [ASSET_ID] },
  updateExample: { name: EXAMPLE.name, cyberAssetIds: [ASSET_ID] },
  createOnly: ['facilityId', 'controlCenterId'],
  requestOnly: {
    cyberAssetIds: z.array(reference()).max(5000).describe('All cyber assets in the area.'),
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
  parents: { facilityId: { record: facility }, controlCenterId: { record: controlCenter } },
  search: ['name', 'description'],
  update: 'PUT',
  operations: ['create', 'get', 'update', 'delete'],
  descriptions: {
    update: 'Replaces the set of cyber assets. Changes name and description if given.',
    delete: 'Its cyber assets are not deleted.',
  },
  alsoLogged: ['physical_area_cyber_assets'],
  prepare({ body: { cyberAssetIds: _, ...values }, before }) {
    if (before === undefined && (values.facilityId === undefined) === (values.controlCenterId === undefined)) {
      throw new ApiError(
        'unprocessable',
        'A physical area is in a facility or in a control center; send one of facilityId and controlCenterId',
      );
    }
    return values;
  },
  saved: ({ id: areaId, body }, tx) => replaceAssets(tx, areaId, body.cyberAssetIds as readonly string[]),
});

export const physicalAreas = recordSlice(physicalArea);
