import path from 'node:path';
import { type Config, readConfig } from '@raptor-comply/api/config';
import { type Database, openDatabase } from '@raptor-comply/api/kernel/database/database';
import { migrate } from '@raptor-comply/api/kernel/database/migrate';
import { Failure } from './failure.ts';

/** Does `work` on the database that the environment names, whether or not a server runs on it. */
export async function withDatabase<T>(work: (database: Database, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig();
  const database = await openDatabase(config, 'command');
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
