import path from 'node:path';
import { type Config, readConfig } from '@raptor-comply/api/config';
import { type Database, openDatabase } from '@raptor-comply/api/kernel/database/database';
import { migrate } from '@raptor-comply/api/kernel/database/migrate';
import { type ControlAddress, DirectoryInUse } from '@raptor-comply/api/kernel/embedded/directory-lock';
import { Failure } from './failure.ts';

/** The server that has the embedded database open, so that this process must not. */
export interface RunningEmbedded {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  /** How its operator reaches it. */
  readonly control: ControlAddress | undefined;
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
    const { url, pid, control } = error.owner;
    return otherwise({ url, pid, control, dataDir: path.resolve(config.dataDir) });
  }
  try {
    await migrate(database);
    return await work(database, config);
  } finally {
    await database.close();
  }
}

export const noSuchOrganization = (slug: string, config: Config): Failure =>
  new Failure(
    `There is no organization ${slug} in ${placeOf(config)}; "raptor-comply orgs create ${slug} --name <name>" makes it.`,
  );

/** Where the data is, for messages: never with a password. */
export const placeOf = ({ databaseUrl, dataDir }: Config): string =>
  databaseUrl === undefined ? `the data directory ${path.resolve(dataDir)}` : 'the database at DATABASE_URL';
