import path from 'node:path';
import { type Config, readConfig } from '@raptor-comply/api/config';
import { type Database, openDatabase } from '@raptor-comply/api/kernel/database';
import { DirectoryInUse } from '@raptor-comply/api/kernel/directory-lock';
import { migrate } from '@raptor-comply/api/kernel/migrate';

/** The server that has the embedded database open, so that this process must not. */
export interface RunningEmbedded {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
}

/**
 * Does `work` on the database that the environment names. When a server of this machine has the embedded one open,
 * `otherwise` is asked to do it through that server.
 */
export async function withDatabase<T>(
  work: (database: Database, config: Config) => Promise<T>,
  otherwise: (server: RunningEmbedded) => Promise<T>,
): Promise<T> {
  const config = readConfig();
  let database: Database;
  try {
    database = await openDatabase(config);
  } catch (error) {
    if (!(error instanceof DirectoryInUse) || error.owner.url === undefined) throw error;
    return otherwise({ url: error.owner.url, pid: error.owner.pid, dataDir: path.resolve(config.dataDir) });
  }
  try {
    await migrate(database);
    return await work(database, config);
  } finally {
    await database.close();
  }
}

/** Where the data is, for messages: never with a password. */
export const placeOf = ({ databaseUrl, dataDir }: Config): string =>
  databaseUrl === undefined ? `the data directory ${path.resolve(dataDir)}` : 'the database at DATABASE_URL';
