import { sql } from 'kysely';
import { notFound } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { csvLine, exportCsv } from '../../kernel/slice/csv.ts';
import { equals } from '../../kernel/slice/filters.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { defineImport, importRecords } from '../../kernel/slice/import.ts';
import { recordSlice } from '../../kernel/slice/record-handlers.ts';
import { recordsInParts, requireKnown, requireParent } from '../../kernel/slice/records.ts';
import { controlCenter } from '../control-centers/record.ts';
import { cyberSystem } from '../cyber-systems/record.ts';
import { facility } from '../facilities/record.ts';
import { cyberAssetsContract } from './contract.ts';
import { cyberAssetVersions } from './history.ts';
import { cyberAsset, inSystemsOf } from './record.ts';

const assetImport = defineImport(cyberAsset, { parent: 'cyberSystemId', unique: { field: 'assetTag', noun: 'tag' } });

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
  return exportCsv(recordsInParts(tx, cyberAsset, conditions), [...assetImport.columns, ...assetImport.ignored]);
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
    getCyberAssetsImportTemplate: async () => ({ data: csvLine(assetImport.columns) }),
    importCyberAssets: ({ params, body }, tx) =>
      importRecords(tx, assetImport, { file: body, parentId: params.cyberSystemId }),
    exportCyberAssetsCsv: exportHighAndMedium,
    exportLowCyberAssetsCsv: exportLow,
    exportControlCenterCyberAssetsCsv: exportHighAndMedium,
    exportControlCenterLowCyberAssetsCsv: exportLow,
  }),
);
