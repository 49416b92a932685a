import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CodeSample } from '../src/kernel/openapi/code-samples.ts';
import { openApiDocument } from '../src/kernel/openapi/document.ts';
import type { Operation } from '../src/kernel/slice/contract.ts';
import { resources } from '../src/resources/all.ts';
import { type Ids, idCalled, idOf, makeOneOfEach, validCsv } from './security/targets.ts';
import type { Client } from './support/client.ts';
import { useSharedServer } from './support/use-test-server.ts';

const run = promisify(execFile);
const contracts = resources.map(({ contract }) => contract);
const operations: [string, Operation][] = contracts.flatMap((contract) => Object.entries(contract));
const { paths } = openApiDocument(contracts, '1.2.3') as {
  paths: Record<string, Record<string, { 'x-codeSamples': CodeSample[] }>>;
};

/** What the test’s inventory does not allow: deleting records with children, unassigning what is not assigned, a key without a user. */
const REFUSED: Readonly<Record<string, number>> = {
  deleteFacility: 409,
  deleteControlCenter: 409,
  deleteCyberSystem: 409,
  unassignFacilitiesFromControlCenter: 422,
  getCurrentUser: 404,
};

const server = useSharedServer();
let folder: string;
/** For the samples that change nothing. */
let reader: { client: Client; ids: Ids };

async function newInventory(): Promise<{ client: Client; ids: Ids }> {
  const client = await server.newClient();
  return { client, ids: await makeOneOfEach(client) };
}

beforeAll(async () => {
  reader = await newInventory();
  folder = await mkdtemp(join(tmpdir(), 'raptor-comply-samples-'));
});
afterAll(() => rm(folder, { recursive: true }));

const ID = '[0-9a-f]{8}-[0-9a-f-]{27}';

/** The sample with ids of the inventory in place of the example ids. */
function withIds(sample: string, { path, params = {} }: Operation, ids: Ids): string {
  const [given] = /(?<=\$RAPTOR_COMPLY_URL)[^"?]+/.exec(sample) ?? [''];
  const segments = given.split('/');
  const own = path
    .split('/')
    .map((segment, index) => {
      const parameter = params[segment.slice(1, -1)];
      if (typeof parameter === 'string') return idOf(parameter, ids);
      return parameter?.includes('cyber-assets') ? 'cyber-assets' : segments[index];
    })
    .join('/');
  const now = new Date().toISOString();
  return sample
    .replace(given, own)
    .replace(/(?<="(?:from|to)": ")[^"]+/g, now)
    .replace(new RegExp(`("(\\w+Id)s?": (?:\\[\\s*)?")${ID}`, 'g'), (_, start, field) => start + idCalled(field, ids));
}

it.each(operations)('the curl sample of %s does what it says', async (operationId, operation) => {
  const { client, ids } = operation.method === 'GET' ? reader : await newInventory();
  const [sample] = paths[operation.path]?.[operation.method.toLowerCase()]?.['x-codeSamples'] ?? [];
  if (operation.body?.kind === 'file') {
    const name = `${operation.path.split('/').at(-2)}.csv`;
    await writeFile(join(folder, name), validCsv({ template: operation.path }, ids));
  }
  const command = withIds(sample?.source ?? '', operation, ids);
  const { stdout, stderr } = await run('sh', ['-c', `${command} -sS -w '%{stderr}%{http_code}'`], {
    cwd: folder,
    env: { ...process.env, RAPTOR_COMPLY_URL: server.url, RAPTOR_COMPLY_API_KEY: client.key ?? '' },
  });
  expect(stderr, `${command}\n${stdout}`).toBe(String(REFUSED[operationId] ?? operation.response.status));
});
