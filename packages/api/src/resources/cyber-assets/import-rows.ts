import { sql } from 'kysely';
import { newId } from '../../kernel/base/ids.ts';
import type { TenantTransaction } from '../../kernel/database/tenant-transaction.ts';
import { identifier, sqlQuery, sqlText } from '../../kernel/slice/sql.ts';
import { type ImportedAsset, importColumns } from './csv.ts';

const BATCH_ROWS = 1000;

/** The tags in use in a cyber system, oldest first. */
export async function existingTags(tx: TenantTransaction, cyberSystemId: string): Promise<string[]> {
  const rows = await tx.many(
    sqlQuery(sql<{ assetTag: string }>`
      select asset_tag from cyber_assets where cyber_system_id = ${cyberSystemId} and not is_deleted order by created_at, id`),
  );
  return rows.map(({ assetTag }) => assetTag);
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

const INSERT = `
  insert into cyber_assets (id, cyber_system_id, ${importColumns.map(identifier).join(', ')})
  select r.id, $1, ${importColumns.map((column) => `r."${column}"`).join(', ')}
    from json_to_recordset($2::json) as r (id uuid, ${importColumns.map((column) => `"${column}" ${TYPES[column] ?? 'text'}`).join(', ')})`;

/** Assets that wait to be inserted, as the text that the database is sent: a fraction of what they are as objects. */
export class ImportBatches {
  readonly #texts: string[] = [];
  #batch: string[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(asset: ImportedAsset): void {
    this.#count++;
    this.#batch.push(JSON.stringify({ id: newId(), ...asset }));
    if (this.#batch.length === BATCH_ROWS) this.#close();
  }

  #close(): void {
    this.#texts.push(`[${this.#batch.join(',')}]`);
    this.#batch = [];
  }

  async insertInto(tx: TenantTransaction, cyberSystemId: string): Promise<void> {
    if (this.#batch.length > 0) this.#close();
    let before: Promise<unknown> = Promise.resolve();
    for (const text of this.#texts) {
      const inserting = tx.many(sqlText(INSERT, cyberSystemId, text));
      // Sent while the one before it is at work; what fails is known by the time that the next is awaited.
      inserting.catch(() => {});
      await before;
      before = inserting;
    }
    await before;
  }
}
