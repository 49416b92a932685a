import { sql } from 'kysely';
import { newId } from '../../kernel/ids.ts';
import { query } from '../../kernel/records.ts';
import type { TenantTransaction } from '../../kernel/tenant-db.ts';
import { type ImportedAsset, importColumns } from './csv.ts';

const BATCH_ROWS = 1000;

const columns = sql.join(importColumns.map((column) => sql.ref(column)));

/** The tags in use in a cyber system, oldest first. */
export async function existingTags(tx: TenantTransaction, cyberSystemId: string): Promise<string[]> {
  const rows = await tx.many(
    query(sql<{ assetTag: string }>`
      select asset_tag from cyber_assets where cyber_system_id = ${cyberSystemId} and not is_deleted order by created_at, id`),
  );
  return rows.map(({ assetTag }) => assetTag);
}

async function insertBatch(
  tx: TenantTransaction,
  cyberSystemId: string,
  batch: readonly ImportedAsset[],
): Promise<void> {
  const rows = JSON.stringify(batch.map((asset) => ({ ...asset, id: newId() })));
  const typed = sql.join(
    importColumns.map((column) => sql`(r ->> ${sql.lit(column)})::${sql.raw(TYPES[column] ?? 'text')}`),
  );
  await tx.many(
    query(sql`
      insert into cyber_assets (id, cyber_system_id, ${columns})
      select (r ->> 'id')::uuid, ${cyberSystemId}, ${typed} from jsonb_array_elements(${rows}::jsonb) r`),
  );
}

/** The columns that are not text. */
const TYPES: Readonly<Partial<Record<keyof ImportedAsset, string>>> = {
  count: 'numeric',
  inService: 'boolean',
  dialUpConnectivity: 'boolean',
  routableProtocol: 'boolean',
  remoteAccessAvailable: 'boolean',
  baselineDocumented: 'boolean',
  portsServicesDocumented: 'boolean',
  loggingEnabled: 'boolean',
  lastPatchDate: 'date',
  lastBackupDate: 'date',
  lastAuditDate: 'date',
};

/** Inserts all rows in batches; returns how many. */
export async function insertAssets(
  tx: TenantTransaction,
  cyberSystemId: string,
  rows: AsyncIterable<{ asset: ImportedAsset }>,
): Promise<number> {
  let count = 0;
  let batch: ImportedAsset[] = [];
  for await (const { asset } of rows) {
    count++;
    batch.push(asset);
    if (batch.length < BATCH_ROWS) continue;
    await insertBatch(tx, cyberSystemId, batch);
    batch = [];
  }
  if (batch.length > 0) await insertBatch(tx, cyberSystemId, batch);
  return count;
}
