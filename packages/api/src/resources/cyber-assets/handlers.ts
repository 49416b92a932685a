import { sql } from 'kysely';
import { notFound, RefusedAnswer } from '../../kernel/base/errors.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import {
  type Condition,
  contains,
  equals,
  type ListFilters,
  listRecords,
  recordsInParts,
  since,
} from '../../kernel/slice/filters.ts';
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
import { sqlQuery } from '../../kernel/slice/sql.ts';
import { cyberAssetsContract } from './contract.ts';
import { exportCsv, importRows, problem, templateCsv } from './csv.ts';
import { cyberAssetVersions } from './history.ts';
import { ImportProblems, imported } from './import-result.ts';
import { existingTags, ImportBatches } from './import-rows.ts';

const noun = 'cyber asset';

const searched = [
  'assetTitle',
  'assetTag',
  'assetType',
  'serialNumber',
  'ipAddress',
  'macAddress',
  'physicalLocation',
  'manufacturer',
  'model',
].map((column) => sql.ref(column));

const filtered = ({ impactLevel, q, updatedSince }: ListFilters) => [
  equals('impactLevel', impactLevel),
  contains(searched, q),
  since('cyberAssets', updatedSince),
];

/** Assets of the live systems of a facility or a control center: an array, as a join is slow where there are no statistics yet. */
const ofSystemsWith = (column: 'facilityId' | 'controlCenterId', id: string | undefined): Condition =>
  id === undefined
    ? undefined
    : sql`cyber_system_id = any (array(select s.id from cyber_systems s where s.${sql.ref(column)} = ${id} and not s.is_deleted))`;

const exportFile = async (
  tx: TenantTransaction,
  parent: Condition,
  cyberSystemId: string | undefined,
  levels: readonly string[],
) => {
  await requireKnown(tx, 'cyberSystems', cyberSystemId, 'cyberSystemId', 'cyber system');
  const ofLevels = sql`impact_level = any (${levels}::text[])`;
  return exportCsv(recordsInParts(tx, 'cyberAssets', [parent, equals('cyberSystemId', cyberSystemId), ofLevels]));
};

const HIGH_AND_MEDIUM = ['high', 'medium'];
const LOW = ['low'];

async function exportOfFacility(
  tx: TenantTransaction,
  id: string,
  cyberSystemId: string | undefined,
  levels: readonly string[],
) {
  await requireParent(tx, 'facilities', id, 'facility');
  return exportFile(tx, ofSystemsWith('facilityId', id), cyberSystemId, levels);
}

async function exportOfControlCenter(
  tx: TenantTransaction,
  id: string,
  cyberSystemId: string | undefined,
  levels: readonly string[],
) {
  await requireParent(tx, 'controlCenters', id, 'control center');
  return exportFile(tx, ofSystemsWith('controlCenterId', id), cyberSystemId, levels);
}

export const cyberAssets = implement(
  cyberAssetsContract,
  {
    async listCyberAssets({ query: { cyberSystemId, facilityId, controlCenterId, ...rest }, page }, tx) {
      await requireKnown(tx, 'cyberSystems', cyberSystemId, 'cyberSystemId', 'cyber system');
      await requireKnown(tx, 'facilities', facilityId, 'facilityId', 'facility');
      await requireKnown(tx, 'controlCenters', controlCenterId, 'controlCenterId', 'control center');
      const parents = [
        equals('cyberSystemId', cyberSystemId),
        ofSystemsWith('facilityId', facilityId),
        ofSystemsWith('controlCenterId', controlCenterId),
      ];
      return listRecords(tx, 'cyberAssets', [...parents, ...filtered(rest)], page);
    },
    async createCyberAsset({ body }, tx) {
      const [, made] = await Promise.all([
        requireLive(tx, 'cyberSystems', body.cyberSystemId, 'cyberSystemId', 'cyber system'),
        createRecord(tx, 'cyberAssets', body),
      ]);
      return made;
    },
    getCyberAsset: ({ params }, tx) => getRecord(tx, 'cyberAssets', params.id, noun),
    updateCyberAsset: ({ params, body }, tx) => updateRecord(tx, 'cyberAssets', params.id, body, noun),
    deleteCyberAsset: ({ params }, tx) => deleteRecord(tx, 'cyberAssets', params.id, noun),
    async getCyberAssetHistory({ params, page }, tx) {
      const versions = await cyberAssetVersions(tx, params.id, page);
      if (versions.length > 0 || page.after !== undefined) return versions;
      throw notFound(noun);
    },
    getCyberAssetsImportTemplate: async () => ({ data: templateCsv() }),
    async getCyberAssetsBySystem({ params, query, page }, tx) {
      await requireParent(tx, 'cyberSystems', params.cyberSystemId, 'cyber system');
      return listRecords(tx, 'cyberAssets', [equals('cyberSystemId', params.cyberSystemId), ...filtered(query)], page);
    },
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
    async getCyberAssetsByFacility({ params, query, page }, tx) {
      await requireParent(tx, 'facilities', params.facilityId, 'facility');
      return listRecords(tx, 'cyberAssets', [ofSystemsWith('facilityId', params.facilityId), ...filtered(query)], page);
    },
    exportCyberAssetsCsv: ({ params, query }, tx) =>
      exportOfFacility(tx, params.facilityId, query.cyberSystemId, HIGH_AND_MEDIUM),
    exportLowCyberAssetsCsv: ({ params, query }, tx) =>
      exportOfFacility(tx, params.facilityId, query.cyberSystemId, LOW),
    async getCyberAssetsByControlCenter({ params, query, page }, tx) {
      await requireParent(tx, 'controlCenters', params.controlCenterId, 'control center');
      const parent = ofSystemsWith('controlCenterId', params.controlCenterId);
      return listRecords(tx, 'cyberAssets', [parent, ...filtered(query)], page);
    },
    exportControlCenterCyberAssetsCsv: ({ params, query }, tx) =>
      exportOfControlCenter(tx, params.controlCenterId, query.cyberSystemId, HIGH_AND_MEDIUM),
    exportControlCenterLowCyberAssetsCsv: ({ params, query }, tx) =>
      exportOfControlCenter(tx, params.controlCenterId, query.cyberSystemId, LOW),
  },
  { cyber_assets_asset_tag: 'assetTag is already used by another asset of this cyber system' },
);
