import type { Writable } from 'node:stream';
import { readConfig } from '@raptor-comply/api/config';
import { verifiableOrganizations, verifyOrganization } from '@raptor-comply/api/kernel/activity/verify';
import { openDatabase } from '@raptor-comply/api/kernel/database/database';
import { checkBackup, type RowCounts, restoreBackup, writeBackup } from '@raptor-comply/api/kernel/ops/backup';
import { describeFinding } from './activity.ts';
import { placeOf, withDatabase } from './database.ts';
import { Failure } from './failure.ts';
import { writeNewFile } from './new-file.ts';
import { print } from './output.ts';

function contents(rows: RowCounts): string {
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return `${total} rows of ${rows.organizations ?? 0} organizations`;
}

/** Writes a backup of the installation, and checks it. */
export async function backup(file: string): Promise<void> {
  const write = (out: Writable) => withDatabase((database) => writeBackup(database, out));
  print(`Backed up ${contents(await writeNewFile(file, write, checkBackup))} to ${file}.`);
}

/** Restores a backup into an empty database, and verifies its activity logs and records. */
export async function restore(file: string): Promise<void> {
  const config = readConfig();
  // Before an embedded database is created for it.
  await checkBackup(file);
  const database = await openDatabase(config, 'command');
  try {
    const { head, rows } = await restoreBackup(database, file);
    print(`Restored ${contents(rows)}, as of ${head.createdAt}, into ${placeOf(config)}.`);
    for (const { id, slug } of await verifiableOrganizations(database)) {
      const [finding] = (await verifyOrganization(database, id)).findings;
      if (finding === undefined) continue;
      throw new Failure(`${describeFinding(slug, finding)} The data was already in this state when it was backed up.`);
    }
  } finally {
    await database.close();
  }
}
