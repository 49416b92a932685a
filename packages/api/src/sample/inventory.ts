import { readdir, readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { TenantTransaction } from '../kernel/database/tenant-transaction.ts';
import { importRecords } from '../kernel/slice/import.ts';
import { sqlQuery } from '../kernel/slice/sql.ts';
import { controlCenter } from '../resources/control-centers/record.ts';
import { cyberAsset } from '../resources/cyber-assets/record.ts';
import { cyberSystem } from '../resources/cyber-systems/record.ts';
import { facility } from '../resources/facilities/record.ts';
import { physicalArea } from '../resources/physical-areas/record.ts';
import { user } from '../resources/users/record.ts';

// The inventory of a fictional cooperative, from the import files in this folder. IP and MAC addresses are from the ranges reserved for
// documentation.

export const SAMPLE_KINDS = ['generation-owner', 'medium-control-center'] as const;
export type SampleKind = (typeof SAMPLE_KINDS)[number];

/** The compiled code in dist/ also reads the files in src/. */
const FOLDER = new URL('../../src/sample/', import.meta.url);

const daysAgo = (days: string): string => new Date(Date.now() - Number(days) * 86_400_000).toISOString().slice(0, 10);

/** The files of a sample. */
export const folderOf = (kind: SampleKind): URL => (kind === 'generation-owner' ? FOLDER : new URL(`${kind}/`, FOLDER));

/** A file with the dates for `12 days ago`. */
export const inDates = (text: string): string => text.replace(/(\d+) days ago/g, (_, days: string) => daysAgo(days));

export async function createInventory(tx: TenantTransaction, kind: SampleKind): Promise<void> {
  const folder = folderOf(kind);
  const names = new Set(await readdir(folder));
  // A file refers to the records of those before it by their codes.
  for (const record of [user, controlCenter, facility, cyberSystem, cyberAsset, physicalArea]) {
    const name = `${record.path.slice(1)}.csv`;
    if (!names.has(name)) continue;
    const file = Buffer.from(inDates(await readFile(new URL(name, folder), 'utf8')));
    await importRecords(tx, { record, mode: 'create', dryRun: false, constants: {} }, file);
  }
  // The first user of the file manages the others.
  await tx.many(
    sqlQuery(sql`
      update users u set manager_id = m.id from (select id from users order by created_at, id limit 1) m where u.id <> m.id`),
  );
}
