import { sql } from 'kysely';
import { notFound, RefusedAnswer } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { equals } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { recordSlice } from '../../kernel/slice/record-handlers.ts';
import { recordsInParts, requireKnown, requireParent } from '../../kernel/slice/records.ts';
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { controlCenter } from '../control-centers/record.ts';
import { cyberSystem } from '../cyber-systems/record.ts';
import { facility } from '../facilities/record.ts';
import { cyberAssetsContract } from './contract.ts';
import { exportCsv, importRows, problem, templateCsv } from './csv.ts';
import { cyberAssetVersions } from './history.ts';
import { ImportProblems, imported } from './import-result.ts';
import { existingTags, ImportBatches } from './import-rows.ts';
import { cyberAsset, inSystemsOf } from './record.ts';

interface Export {
  readonly parent: typeof facility | typeof controlCenter;
  readonly field: 'facilityId' | 'controlCenterId';
  readonly id: string;
  readonly cyberSystemId: string | undefined;
}

/** A file of the assets of these impact levels at a site. */
async function exportAssets(tx: TenantTransaction, levels: readonly string[], site: Export) {
  const { parent, field, id, cyberSystemId } = site;
  await requireParent(tx, parent, id);
  await requireKnown(tx, cyberSystem, cyberSystemId, 'cyberSystemId');
  const ofLevels = sql`impact_level = any (${levels}::text[])`;
  const conditions = [inSystemsOf(field)(id), equals('cyberSystemId', cyberSystemId), ofLevels];
  return exportCsv(recordsInParts(tx, cyberAsset, conditions));
}

const exportOf =
  (levels: readonly string[]) =>
  (
    {
      params,
      query,
    }: { params: { facilityId: string } | { controlCenterId: string }; query: { cyberSystemId?: string | undefined } },
    tx: TenantTransaction,
  ) => {
    const site =
      'facilityId' in params
        ? ({ parent: facility, field: 'facilityId', id: params.facilityId } as const)
        : ({ parent: controlCenter, field: 'controlCenterId', id: params.controlCenterId } as const);
    return exportAssets(tx, levels, { ...site, cyberSystemId: query.cyberSystemId });
  };

const exportHighAndMedium = exportOf(['high', 'medium']);
const exportLow = exportOf(['low']);

export const cyberAssets = recordSlice(
  cyberAsset,
  implement(cyberAssetsContract, {
    async getCyberAssetHistory({ params, page }, tx) {
      const versions = await cyberAssetVersions(tx, params.id, page);
      if (versions.length > 0 || page.after !== undefined) return versions;
      throw notFound('cyber asset');
    },
    getCyberAssetsImportTemplate: async () => ({ data: templateCsv() }),
    async importCyberAssets({ params, body }, tx) {
      const problems = new ImportProblems();
      const rowByTag = new Map<string, number>();
      const batches = new ImportBatches();
      for await (const { row, asset } of importRows(body, problems)) {
        batches.add(asset);
        const before = asset.assetTag === '' ? undefined : rowByTag.get(asset.assetTag);
        if (before === undefined) rowByTag.set(asset.assetTag, row);
        else {
          const message = `assetTag is the same as in row ${before}`;
          problems.add(problem(row, 'duplicate_tag', message, { column: 'assetTag', currentValue: asset.assetTag }));
        }
      }
      if (problems.any) throw new RefusedAnswer(problems.result());
      // Only now does the transaction begin: reading the file held no connection.
      await tx.one(
        sqlQuery(sql`select id from cyber_systems where id = ${params.cyberSystemId} and not is_deleted for key share`),
        () => notFound('cyber system'),
      );
      for (const tag of await existingTags(tx, params.cyberSystemId)) {
        const row = rowByTag.get(tag);
        if (row === undefined || tag === '') continue;
        const message = 'assetTag is already used in this cyber system';
        problems.add(problem(row, 'tag_exists', message, { column: 'assetTag', currentValue: tag }));
      }
      if (problems.any) throw new RefusedAnswer(problems.result());
      await batches.insertInto(tx, params.cyberSystemId);
      return imported(batches.count);
    },
    exportCyberAssetsCsv: exportHighAndMedium,
    exportLowCyberAssetsCsv: exportLow,
    exportControlCenterCyberAssetsCsv: exportHighAndMedium,
    exportControlCenterLowCyberAssetsCsv: exportLow,
  }),
);
