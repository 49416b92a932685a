import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../test/support/test-server.ts';
import { listKeys, revokeKey } from '../operator/api-keys.ts';
import { createOrganization, findOrganization } from '../operator/organizations.ts';
import { prepareSample } from './sample.ts';

let server: TestServer;
let dataDir: string;

beforeEach(async () => {
  server = await startTestServer();
  dataDir = await mkdtemp(path.join(tmpdir(), 'raptor-comply-sample-'));
});
afterEach(async () => {
  await server.close();
  await rm(dataDir, { recursive: true });
});

interface Item {
  id: string;
  impactLevel: string;
  cipAssetCategory: string;
  centerCode: string;
  managedFacilitiesCount: number;
  regulatoryType: string;
  updatedAt: string;
}

const LISTS = ['/control-centers', '/facilities', '/cyber-systems', '/cyber-assets'];

/** Everything that the key shows; each response is checked against the contract on the way. */
async function inventory(key: string): Promise<Item[][]> {
  const responses = await Promise.all(LISTS.map((list) => server.client(key).get<Item[]>(list)));
  expect(responses.map(({ status }) => status)).toEqual(LISTS.map(() => 200));
  return responses.map(({ body }) => body);
}

async function sampleOrganization() {
  const organization = await findOrganization(server.database, 'sample');
  if (organization === undefined) throw new Error('there is no sample organization');
  return organization;
}

it('the sample shows every kind of record, and criterion 2.11 at work', async () => {
  const { key } = await prepareSample(server.database, dataDir);
  expect(key).toMatch(/^rc_test_/);
  const [centers = [], facilities = [], systems = [], assets = []] = await inventory(key);
  expect([centers.length, facilities.length]).toEqual([2, 6]);
  expect(systems.length).toBeGreaterThanOrEqual(8);
  expect(assets.length).toBeGreaterThanOrEqual(25);
  expect(new Set(assets.map(({ cipAssetCategory }) => cipAssetCategory)).size).toBe(6);
  expect(centers.map(({ impactLevel }) => impactLevel)).toEqual(['medium', 'low']);
  const [medium] = centers;
  const determinations = await server
    .client(key)
    .get<{ criterion: string; capacityMw: string }[]>(`/control-centers/${medium?.id}/impact-determinations`);
  expect(determinations.body.at(-1)).toMatchObject({ criterion: '2.11', capacityMw: '1584.7' });
  const areas = await server.client(key).get<Item[]>(`/control-centers/${medium?.id}/physical-areas`);
  expect(areas.body.map(({ regulatoryType }) => regulatoryType)).toEqual(['PSP', 'PSP']);
});

it('a second start changes nothing and returns the same key', async () => {
  const { key } = await prepareSample(server.database, dataDir);
  const before = await inventory(key);
  expect((await prepareSample(server.database, dataDir)).key).toBe(key);
  expect(await inventory(key)).toEqual(before);
  expect(await listKeys(server.database, await sampleOrganization())).toHaveLength(1);
});

it('a second start keeps what was changed and does not restore what was deleted', async () => {
  const { key } = await prepareSample(server.database, dataDir);
  const client = server.client(key);
  const [, facilities = []] = await inventory(key);
  const [facility] = facilities;
  await client.must.patch(`/facilities/${facility?.id}`, { title: 'Renamed' });
  const assets = await client.get<Item[]>('/cyber-assets');
  for (const { id } of assets.body) await client.must.delete(`/cyber-assets/${id}`);
  await prepareSample(server.database, dataDir);
  expect((await client.get(`/facilities/${facility?.id}`)).body.title).toBe('Renamed');
  expect((await client.get<Item[]>('/cyber-assets')).body).toEqual([]);
});

it('a second start completes one that died between making the organization and filling it', async () => {
  await createOrganization(server.database, { slug: 'sample', name: 'Half made', isTest: true });
  const { key } = await prepareSample(server.database, dataDir);
  expect((await inventory(key)).map((list) => list.length > 0)).toEqual(LISTS.map(() => true));
});

it('servers that start at the same time make the sample once', async () => {
  const [first, second] = await Promise.all([
    prepareSample(server.database, dataDir),
    prepareSample(server.database, path.join(dataDir, 'other')),
  ]);
  expect((await inventory(first.key))[0]).toHaveLength(2);
  expect((await inventory(second.key))[0]).toHaveLength(2);
});

it('the key is in a file that only its owner can read, and nothing is beside it', async () => {
  const { key } = await prepareSample(server.database, dataDir);
  const file = path.join(dataDir, 'sample-api-key');
  expect(await readFile(file, 'utf8')).toBe(`${key}\n`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(['sample-api-key']);
});

it('a new key is made when the file is gone', async () => {
  const lost = await prepareSample(server.database, dataDir);
  await rm(path.join(dataDir, 'sample-api-key'));
  const { key } = await prepareSample(server.database, dataDir);
  expect(key).not.toBe(lost);
  expect((await server.client(key).get('/facilities')).status).toBe(200);
});

it('a new key is made when the one in the file was revoked', async () => {
  const revoked = await prepareSample(server.database, dataDir);
  const organization = await sampleOrganization();
  const [row] = await listKeys(server.database, organization);
  await revokeKey(server.database, organization, row?.id ?? '');
  const { key } = await prepareSample(server.database, dataDir);
  expect(key).not.toBe(revoked);
  expect((await server.client(key).get('/facilities')).status).toBe(200);
});

it('a key of another organization is replaced, and so is a file without a key', async () => {
  const file = path.join(dataDir, 'sample-api-key');
  for (const content of [await server.newKey(await server.newOrganization()), 'not a key', '']) {
    await writeFile(file, content);
    expect(await prepareSample(server.database, dataDir)).not.toBe(content);
    expect((await inventory((await readFile(file, 'utf8')).trim()))[0]).toHaveLength(2);
  }
});

it('the sample stays out of an organization that is not a test organization', async () => {
  const real = await createOrganization(server.database, { slug: 'sample', name: 'Sample Power', isTest: false });
  await expect(prepareSample(server.database, dataDir)).rejects.toThrow(/is not a test organization/);
  const key = await server.newKey(real);
  expect(await inventory(key)).toEqual([[], [], [], []]);
});

it.each([
  ['generation-owner', 'CIP-003-9:R1.2', 'CIP-014-3:R1.1a'],
  ['medium-control-center', 'CIP-004-7:R4.2', 'CIP-010-4:R2.1'],
] as const)('the sample %s has the tasks that follow from the catalogue', async (kind, has, hasNot) => {
  const client = server.client((await prepareSample(server.database, dataDir, kind)).key);
  const { body: tasks } = await client.get<{ requirementPart: string; cadence: string }[]>('/tasks');
  const parts = new Set(tasks.map(({ requirementPart }) => requirementPart));
  expect([parts.has('CIP-002-5.1a:R2.1'), parts.has('CIP-007-6:R2.2'), parts.has(has), parts.has(hasNot)]).toEqual([
    ...[true, true, true, false],
  ]);
  const { body: plan } = await client.must.post<{ create: unknown[]; end: unknown[] }>('/requirements/apply', {});
  expect([plan.create, plan.end]).toEqual([[], []]);
});

it('the sample control center is medium by criterion 2.11, and its users have a manager', async () => {
  const client = server.client((await prepareSample(server.database, dataDir, 'medium-control-center')).key);
  const { body: centers } = await client.get<Item[]>('/control-centers');
  expect(centers.map(({ impactLevel }) => impactLevel)).toEqual(['medium']);
  const { body: users } = await client.get<{ id: string; managerId: string | null }[]>('/users');
  expect(users.map(({ managerId }) => managerId)).toEqual([null, users[0]?.id]);
});

it.each(['generation-owner', 'medium-control-center'] as const)(
  'the sample %s has a year of performed tasks: one late, and one still open',
  async (kind) => {
    const client = server.client((await prepareSample(server.database, dataDir, kind)).key);
    const tasks = async (query: string) =>
      (await client.must.get<{ id: string; assigneeId: string | null }[]>(`/tasks?${query}`)).body;
    const [evaluation, ...others] = await tasks('requirementPart=CIP-007-6:R2.2');
    expect(others).toEqual([]);
    const { body: performed } = await client.must.get<{ isLate: boolean; notes: string; reference: string }[]>(
      `/tasks/${evaluation?.id}/occurrences`,
    );
    expect(performed.map(({ isLate }) => isLate)).toEqual(Array.from({ length: 11 }, (_, index) => index === 4));
    expect(performed.every(({ notes, reference }) => notes !== '' && reference !== '')).toBe(true);
    expect(await tasks('requirementPart=CIP-007-6:R2.3&status=complete')).toHaveLength(9);
    expect(await tasks('requirementPart=CIP-007-6:R2.3&status=overdue')).toHaveLength(1);
    const { body: late } = await client.must.get<{ requirementPart: string }[]>('/potential-noncompliances');
    expect(late.map(({ requirementPart }) => requirementPart).sort()).toEqual(['CIP-007-6:R2.2', 'CIP-007-6:R2.3']);
    // Without an assignee, nobody is mailed.
    expect((await tasks('status=overdue')).every(({ assigneeId }) => assigneeId === null)).toBe(true);
  },
);
