import { createOrganization, listOrganizations, setDisabled } from '@raptor-comply/api/operator/organizations';
import type { SampleKind } from '@raptor-comply/api/sample/inventory';
import { organizationOf, withDatabase } from './database.ts';
import { print, printTable } from './output.ts';

export async function createOrg(slug: string, { name, test = false }: { name: string; test?: boolean }): Promise<void> {
  const created = await withDatabase((database) => createOrganization(database, { slug, name, isTest: test }));
  print(`Created ${created.isTest ? 'test ' : ''}organization ${created.slug}.`);
}

export async function listOrgs(): Promise<void> {
  const organizations = await withDatabase(listOrganizations);
  const rows = organizations.map(({ slug, name, isTest, isDisabled }) => {
    return [slug, `${isTest ? 'test' : 'live'}${isDisabled ? ', disabled' : ''}`, name];
  });
  printTable(['SLUG', 'KEYS', 'NAME'], rows);
}

const setOrgDisabled = (slug: string, isDisabled: boolean): Promise<void> =>
  withDatabase(async (database, config) =>
    setDisabled(database, await organizationOf(database, config, slug), isDisabled),
  );

export async function disableOrg(slug: string): Promise<void> {
  await setOrgDisabled(slug, true);
  print(`Disabled organization ${slug}: its keys are refused, and its data is kept.`);
}

export async function enableOrg(slug: string): Promise<void> {
  await setOrgDisabled(slug, false);
  print(`Enabled organization ${slug}.`);
}

export async function createSample(kind: SampleKind): Promise<void> {
  const { prepareSample } = await import('@raptor-comply/api/sample/sample');
  const { key } = await withDatabase((database, config) => prepareSample(database, config.dataDir, kind));
  print(key);
}
