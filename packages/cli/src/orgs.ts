import { createOrganization, listOrganizations } from '@raptor-comply/api/operator/organizations';
import { type RunningEmbedded, withDatabase } from './database.ts';
import { Failure } from './failure.ts';
import { table } from './table.ts';

/** The API has no operation for organizations: a key belongs to one, and none may make another. */
async function refuse({ url, pid, dataDir }: RunningEmbedded): Promise<never> {
  throw new Failure(
    `The server at ${url} (process ${pid}) has ${dataDir} open, and organizations are managed while it is stopped; ` +
      'stop it, run this command, start it again, or use DATABASE_URL with a PostgreSQL server, which needs no stop.',
  );
}

export async function createOrg(slug: string, { name, test = false }: { name: string; test?: boolean }): Promise<void> {
  const made = await withDatabase((database) => createOrganization(database, { slug, name, isTest: test }), refuse);
  process.stdout.write(`Created ${made.isTest ? 'test ' : ''}organization ${made.slug}.\n`);
}

export async function listOrgs(): Promise<void> {
  const organizations = await withDatabase(listOrganizations, refuse);
  const rows = organizations.map(({ slug, name, isTest }) => [slug, isTest ? 'test' : 'live', name]);
  process.stdout.write(table(['SLUG', 'KEYS', 'NAME'], rows));
}
