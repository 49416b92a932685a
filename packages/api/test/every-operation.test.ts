import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../src/kernel/slice/contract.ts';
import { resources } from '../src/resources/all.ts';
import { PERMISSIONS } from '../src/resources/roles.ts';
import type { Client } from './support/client.ts';
import {
  controlCenterBody,
  cyberAssetBody,
  cyberSystemBody,
  facilityBody,
  type Inventory,
  makeInventory,
} from './support/fixtures.ts';
import { startTestServer, type TestServer } from './support/test-server.ts';

/** What holds for every operation, whatever it does. A new operation is walked as soon as it is in the list. */

const operations = resources.flatMap(({ contract }) => Object.entries(contract)) as [string, Operation][];

let server: TestServer;
let owner: Client;
let stranger: Client;
let mine: Inventory & { apiKeyId: string };
let theirs: Inventory & { apiKeyId: string };

const withKey = async (client: Client) => ({
  ...(await makeInventory(client)),
  apiKeyId: (await client.post('/api-keys', { role: 'read_only' })).body.id,
});

beforeAll(async () => {
  server = await startTestServer();
  owner = await server.newClient();
  stranger = await server.newClient();
  mine = await withKey(owner);
  theirs = await withKey(stranger);
});
afterAll(() => server.close());

/** The id that a path's parameter stands for, in an inventory. */
function pathId(name: string, noun: string, ids: Inventory & { apiKeyId: string }): string {
  const byNoun: Record<string, string> = {
    facility: ids.facilityId,
    'control center': ids.controlCenterId,
    'cyber system': ids.cyberSystemId,
    'cyber asset': ids.cyberAssetId,
    'physical area': ids.physicalAreaId,
    'API key': ids.apiKeyId,
    resource: ids.cyberAssetId,
  };
  const id = byNoun[noun];
  if (id === undefined) throw new Error(`The walk does not know what {${name}}, a ${noun}, is: add it here`);
  return id;
}

const pathOf = ({ path, params = {} }: Operation, id: (name: string, noun: string) => string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = params[name] ?? '';
    if (typeof parameter === 'string') return id(name, parameter);
    // Of the choices the one that `resource` above is of.
    return parameter.find((choice) => choice === 'cyber-assets') ?? '';
  });

/** A body that the operation takes, with ids of an inventory; undefined where it has none. */
function bodyOf(operationId: string, ids: Inventory): unknown {
  const bodies: Record<string, unknown> = {
    createFacility: facilityBody(),
    updateFacility: { title: 'Renamed' },
    createControlCenter: controlCenterBody(),
    updateControlCenter: { centerTitle: 'Renamed' },
    assignFacilitiesToControlCenter: { facilityIds: [ids.facilityId] },
    unassignFacilitiesFromControlCenter: { facilityIds: [ids.facilityId] },
    previewControlCenterImpact: { addFacilityId: ids.facilityId },
    createCyberSystem: cyberSystemBody({ facilityId: ids.facilityId }),
    updateCyberSystem: { systemTitle: 'Renamed' },
    createCyberAsset: cyberAssetBody({ cyberSystemId: ids.cyberSystemId }),
    updateCyberAsset: { assetTitle: 'Renamed' },
    createPhysicalArea: { name: `Area ${randomUUID()}`, facilityId: ids.facilityId, cyberAssetIds: [ids.cyberAssetId] },
    updatePhysicalArea: { cyberAssetIds: [ids.cyberAssetId] },
    createApiKey: { role: 'read_only' },
  };
  return bodies[operationId];
}

const importFile = () => {
  const form = new FormData();
  const { cyberSystemId: _, ...asset } = cyberAssetBody({ cyberSystemId: '' }) as Record<string, unknown>;
  form.set('file', new Blob([`${Object.keys(asset).join(',')}\n${Object.values(asset).join(',')}\n`]), 'assets.csv');
  return form;
};

function call(client: Client, operationId: string, operation: Operation, path: string, ids: Inventory) {
  const query = operationId === 'checkAccess' ? '?permission=cyber-assets:read' : '';
  const body = operation.body?.kind === 'csv' ? importFile() : bodyOf(operationId, ids);
  return client.send(operation.method, path + query, body === undefined ? {} : { body });
}

const ownPath = (operation: Operation) => pathOf(operation, (name, noun) => pathId(name, noun, mine));
const having = (test: (operation: Operation) => boolean) => operations.filter(([, operation]) => test(operation));

describe('a request without a key', () => {
  it.each(operations)('to %s is refused', async (operationId, operation) => {
    const answer = await call(server.client(undefined), operationId, operation, ownPath(operation), mine);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: 'Unauthorized', message: 'Missing X-API-Key header' });
    expect(answer.headers.get('www-authenticate')).toMatch(/^ApiKey /);
  });
});

describe('a key that is not one', () => {
  it.each(operations)('is refused by %s', async (operationId, operation) => {
    const answer = await call(server.client('rc_live_nonsense'), operationId, operation, ownPath(operation), mine);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: 'Unauthorized', message: 'Invalid API key' });
  });
});

describe('an expired key', () => {
  it.each(operations)('is told so by %s', async (operationId, operation) => {
    const organization = await server.newOrganization();
    const key = await server.newKey(organization, { expiresAt: '2026-01-01T00:00:00Z' });
    const answer = await call(server.client(key), operationId, operation, ownPath(operation), mine);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: 'Unauthorized', message: 'API key has expired' });
  });
});

describe('a key that has every permission but the needed one', () => {
  it.each(having(({ permission }) => permission !== null))('is refused by %s', async (operationId, operation) => {
    const others = PERMISSIONS.filter((held) => held !== operation.permission && held !== '*:read');
    const key = await server.newKey(await server.newOrganization(), { grant: { permissions: others } });
    const answer = await call(server.client(key), operationId, operation, ownPath(operation), mine);
    expect(answer.status).toBe(403);
    expect(answer.body).toEqual({ error: 'Forbidden', message: 'You do not have permission to perform this action' });
  });
});

describe('foreign, unknown and malformed ids', () => {
  it.each(having(({ params }) => params !== undefined))('get the same 404 from %s', async (operationId, operation) => {
    const paths = [
      pathOf(operation, (name, noun) => pathId(name, noun, theirs)),
      pathOf(operation, () => randomUUID()),
      pathOf(operation, () => '0'),
      pathOf(operation, () => 'not%20an%20id%00'),
    ];
    const answers = await Promise.all(paths.map((path) => call(owner, operationId, operation, path, mine)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });
});

describe('an unknown query parameter', () => {
  it.each(operations)('is refused by name by %s', async (operationId, operation) => {
    const query = operationId === 'checkAccess' ? 'permission=cyber-assets:read&surprise=1' : 'surprise=1';
    const body = bodyOf(operationId, mine);
    const answer = await owner.send(
      operation.method,
      `${ownPath(operation)}?${query}`,
      body === undefined ? {} : { body },
    );
    expect([answer.status, answer.body.field]).toEqual([422, 'surprise']);
  });
});

describe('an unknown field, or a body that is not an object', () => {
  it.each(having(({ body }) => body?.kind === 'json'))('is refused by %s', async (operationId, operation) => {
    const path = ownPath(operation);
    const valid = bodyOf(operationId, mine);
    const unknown = await owner.send(operation.method, path, { body: { ...(valid as object), surprise: 1 } });
    expect([unknown.status, unknown.body.field]).toEqual([422, 'surprise']);
    const headers = { 'content-type': 'application/json' };
    const poisoned = `{"__proto__": {"title": "x"}, ${JSON.stringify(valid).slice(1)}`;
    const proto = await owner.send(operation.method, path, { body: poisoned, headers });
    expect([proto.status, proto.body.field]).toEqual([422, '__proto__']);
    for (const body of ['[]', 'null', '1', '"x"']) {
      expect((await owner.send(operation.method, path, { body, headers })).status).toBe(422);
    }
    expect((await owner.send(operation.method, path, { body: '{"a":', headers })).status).toBe(400);
  });
});

describe('a good request', () => {
  it.each(operations)('to %s is answered by its schema', async (operationId, operation) => {
    const client = await server.newClient();
    const ids = await withKey(client);
    await prepare(client, operationId, ids);
    const path = pathOf(operation, (name, noun) => pathId(name, noun, ids));
    const answer = await call(client, operationId, operation, path, ids);
    expect(answer.status, answer.text).toBe(operation.answer.status);
    expect(answer.text).not.toMatch(/organization_?id/i);
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
    expect(answer.headers.get('ratelimit')).toMatch(/^"default";r=\d+;t=\d+$/);
    expect(answer.headers.get('ratelimit-policy')).toBe('"default";q=1000000;w=60');
  });
});

/** What has to be so before an operation can succeed. */
async function prepare(client: Client, operationId: string, ids: Inventory): Promise<void> {
  const removeChildren = async () => {
    await client.delete(`/physical-areas/${ids.physicalAreaId}`);
    await client.delete(`/cyber-assets/${ids.cyberAssetId}`);
  };
  const preparations: Record<string, () => Promise<unknown>> = {
    deleteCyberSystem: removeChildren,
    async deleteFacility() {
      await removeChildren();
      await client.delete(`/cyber-systems/${ids.cyberSystemId}`);
    },
    deleteControlCenter: () => client.delete(`/cyber-systems/${ids.centerSystemId}`),
    unassignFacilitiesFromControlCenter: () =>
      client.post(`/control-centers/${ids.controlCenterId}/assign-facilities`, { facilityIds: [ids.facilityId] }),
  };
  await preparations[operationId]?.();
}
