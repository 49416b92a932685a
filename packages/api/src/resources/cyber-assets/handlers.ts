import { sql } from 'kysely';
import type { z } from 'zod';
import { notFound } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { exportRecords } from '../../kernel/slice/export.ts';
import { equals } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { recordSlice } from '../../kernel/slice/implement-records.ts';
import type { Page } from '../../kernel/slice/pages.ts';
import { findParent, getRecord } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { changeColumns } from '../change.ts';
import { controlCenter } from '../control-centers/record.ts';
import { cyberSystem } from '../cyber-systems/record.ts';
import { facility } from '../facilities/record.ts';
import { cyberAssetsContract } from './contract.ts';
import { cyberAsset, inSystemsOf } from './record.ts';

interface Export {
  readonly params: { readonly facilityId: string } | { readonly controlCenterId: string };
  readonly query: { readonly cyberSystemId?: string | undefined };
}

/** Returns a handler that exports the assets with these impact levels of a facility or control center. */
const exportAssets =
  (...levels: readonly string[]) =>
  async ({ params, query: { cyberSystemId } }: Export, tx: TenantTransaction) => {
    const { facilityId, controlCenterId } = { facilityId: undefined, controlCenterId: undefined, ...params };
    const site =
      facilityId === undefined
        ? (await getRecord(tx, controlCenter, controlCenterId ?? '')).centerTitle
        : (await getRecord(tx, facility, facilityId)).title;
    await tx.batch(findParent(cyberSystem, cyberSystemId, 'cyberSystemId'));
    return exportRecords(tx, cyberAsset, {
      conditions: [
        facilityId === undefined ? undefined : inSystemsOf('facilityId')(facilityId),
        controlCenterId === undefined ? undefined : inSystemsOf('controlCenterId')(controlCenterId),
        equals('cyberSystemId', cyberSystemId),
        sql`impact_level = any (${levels}::text[])`,
      ],
      scope: [site, ...levels],
    });
  };

const exportHighAndMedium = exportAssets('high', 'medium');
const exportLow = exportAssets('low');

type Version = z.input<typeof cyberAssetsContract.getCyberAssetHistory.response.schema>;

const versionsQuery = (id: string, page: Page) => sql<Version>`
  select ${changeColumns}, activity_moment(next.occurred_at) as superseded_at, coalesce(e.record, e.after) as cyber_asset
    from activity_entries e
    left join lateral (
      select n.occurred_at from activity_entries n
       where n.resource_type = e.resource_type and n.resource_id = e.resource_id and n.sequence > e.sequence
       order by n.sequence limit 1
    ) next on true
   where e.resource_type = 'cyber-assets' and e.resource_id = ${id} and coalesce(e.record, e.after) is not null
         and e.sequence > ${page.after?.id ?? '0'}::bigint
   order by e.sequence limit ${(page.limit ?? 0) + 1}`;

export const cyberAssets = recordSlice(
  cyberAsset,
  implement(cyberAssetsContract, {
    async getCyberAssetHistory({ params, page }, tx) {
      const versions = await tx.many(sqlQuery(versionsQuery(params.id, page)));
      if (versions.length === 0 && page.after === undefined) throw notFound('cyber asset');
      return versions;
    },
    exportCyberAssetsCsv: exportHighAndMedium,
    exportLowCyberAssetsCsv: exportLow,
    exportControlCenterCyberAssetsCsv: exportHighAndMedium,
    exportControlCenterLowCyberAssetsCsv: exportLow,
  }),
);
