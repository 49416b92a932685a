import { createOrganization, listOrganizations } from '@raptor-comply/api/operator/organizations';
import { withDatabase } from './database.ts';
import { table } from './table.ts';

export async function createOrg(slug: string, { name, test = false }: { name: string; test?: boolean }): Promise<void> {
  const created = await withDatabase((database) => createOrganization(database, { slug, name, isTest: test }));
  process.stdout.write(`Created ${created.isTest ? 'test ' : ''}organization ${created.slug}.\n`);
}

export async function listOrgs(): Promise<void> {
  const organizations = await withDatabase(listOrganizations);
  const rows = organizations.map(({ slug, name, isTest }) => [slug, isTest ? 'test' : 'live', name]);
  process.stdout.write(table(['SLUG', 'KEYS', 'NAME'], rows));
}
