import { createWriteStream, existsSync } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { readConfig } from '@raptor-comply/api/config';
import { verifyChain } from '@raptor-comply/api/kernel/activity/chain';
import { openDatabase } from '@raptor-comply/api/kernel/database/database';
import { checkBackup, type RowCounts, restoreBackup, writeBackup } from '@raptor-comply/api/kernel/ops/backup';
import { readActivity } from '@raptor-comply/api/operator/activity';
import { listOrganizations } from '@raptor-comply/api/operator/organizations';
import { placeOf, withDatabase } from './database.ts';
import { Failure } from './failure.ts';

function contents(rows: RowCounts): string {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return `${total} rows of ${rows.organizations ?? 0} organizations`;
}

/** Writes a backup of the installation under another name first, so a file of this name is always complete. */
export async function backup(file: string): Promise<void> {
  if (existsSync(file)) throw new Failure(`The file ${file} already exists; choose another name.`);
  const aside = `${file}.unfinished-${process.pid}`;
  try {
    const rows = await withDatabase((database) => writeBackup(database, createWriteStream(aside, { mode: 0o600 })));
    await checkBackup(aside);
    const handle = await open(aside);
    await handle.sync();
    await handle.close();
    // Unlike a rename, a link does not replace a file that has appeared meanwhile.
    await link(aside, file);
    process.stdout.write(`Backed up ${contents(rows)} to ${file}.\n`);
  } finally {
    await rm(aside, { force: true });
  }
}

/** Restores a backup into an empty database, and verifies its activity logs. */
export async function restore(file: string): Promise<void> {
  const config = readConfig();
  // Before an embedded database is created for it.
  await checkBackup(file);
  const database = await openDatabase(config, 'command');
  try {
    const { head, rows } = await restoreBackup(database, file);
    process.stdout.write(`Restored ${contents(rows)}, as of ${head.createdAt}, into ${placeOf(config)}.\n`);
    for (const organization of await listOrganizations(database)) {
      const { problem } = await verifyChain(readActivity(database, organization), { whole: true });
      if (problem === undefined) continue;
      throw new Failure(`${organization.slug}: ${problem}. The log was already in this state when it was backed up.`);
    }
  } finally {
    await database.close();
  }
}
