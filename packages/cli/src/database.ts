import path from 'node:path';
import { type Config, readConfig } from '@raptor-comply/api/config';
import { type Database, openDatabase } from '@raptor-comply/api/kernel/database/database';
import { migrate } from '@raptor-comply/api/kernel/database/migrate';
import { findOrganization, type Organization } from '@raptor-comply/api/operator/organizations';
import { Failure } from './failure.ts';

/** Runs `work` on the configured database, whether or not a server uses it. */
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

/** Finds an organization. Throws Failure when there is none. */
export async function organizationOf(database: Database, config: Config, slug: string): Promise<Organization> {
  const found = await findOrganization(database, slug);
  if (found !== undefined) return found;
  throw new Failure(
    `There is no organization ${slug} in ${placeOf(config)}; "raptor-comply orgs create ${slug} --name <name>" creates it.`,
  );
}

/** Names the database in messages, without a password. */
export const placeOf = ({ databaseUrl, dataDir }: Config): string =>
  databaseUrl === undefined ? `the data directory ${path.resolve(dataDir)}` : 'the database at DATABASE_URL';
