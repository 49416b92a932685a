import { createWriteStream } from 'node:fs';
import { access, link, open, rm } from 'node:fs/promises';
import { readConfig } from '@raptor-comply/api/config';
import { verifyChain } from '@raptor-comply/api/kernel/activity/chain';
import { openDatabase } from '@raptor-comply/api/kernel/database/database';
import { checkBackup, type RowCounts, restoreBackup, writeBackup } from '@raptor-comply/api/kernel/ops/backup';
import { readActivity } from '@raptor-comply/api/operator/activity';
import { listOrganizations } from '@raptor-comply/api/operator/organizations';
import { placeOf, withDatabase } from './database.ts';
import { Failure } from './failure.ts';

const total = (rows: RowCounts): number => Object.values(rows).reduce((sum, count) => sum + count, 0);

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Writes a backup of the whole installation: beside its place first, so that a file of this name is always a whole one. */
export async function backup(file: string): Promise<void> {
  if (await exists(file)) throw new Failure(`The file ${file} is already there; give another name.`);
  const aside = `${file}.unfinished-${process.pid}`;
  try {
    const rows = await withDatabase((database) => writeBackup(database, createWriteStream(aside, { mode: 0o600 })));
    await checkBackup(aside);
    const handle = await open(aside);
    await handle.sync();
    await handle.close();
    // Unlike a rename, a link does not replace a file that has appeared meanwhile.
    await link(aside, file);
    process.stdout.write(`Backed up ${total(rows)} rows of ${rows.organizations ?? 0} organizations to ${file}.\n`);
  } finally {
    await rm(aside, { force: true });
  }
}

/** Restores a backup into an empty database, and proves the activity logs that were in it. */
export async function restore(file: string): Promise<void> {
  const config = readConfig();
  // Before a database is made for it.
  await checkBackup(file);
  const database = await openDatabase(config, 'command');
  try {
    const { head, rows } = await restoreBackup(database, file);
    process.stdout.write(
      `Restored ${total(rows)} rows of ${rows.organizations ?? 0} organizations, as of ${head.createdAt}, into ${placeOf(config)}.\n`,
    );
    for (const organization of await listOrganizations(database)) {
      const { problem } = await verifyChain(readActivity(database, organization), { whole: true });
      if (problem !== undefined)
        throw new Failure(`${organization.slug}: ${problem}. It was so when it was backed up.`);
    }
  } finally {
    await database.close();
  }
}
