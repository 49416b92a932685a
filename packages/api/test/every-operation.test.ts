import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { declaredStatements } from '../src/kernel/database/statement.ts';
import type { Operation } from '../src/kernel/slice/contract.ts';
import { resources } from '../src/resources/all.ts';
import { PERMISSIONS } from '../src/resources/roles.ts';
import { idOf } from './security/targets.ts';
import type { Client } from './support/client.ts';
import {
  controlCenterBody,
  csvOf,
  cyberAssetBody,
  cyberSystemBody,
  facilityBody,
  type Inventory,
  makeInventory,
} from './support/fixtures.ts';
import { prepared, useClient, useTestServer } from './support/use-test-server.ts';

/** What holds for every operation, whatever it does. A new operation is walked as soon as it is in the list. */

const operations = resources.flatMap(({ contract }) => Object.entries(contract)) as [string, Operation][];

const server = useTestServer();
const owner = useClient(server);
const stranger = useClient(server);

const withKey = async (client: Client) => ({
  ...(await makeInventory(client)),
  apiKeyId: (await client.must.post('/api-keys', { role: 'read_only' })).body.id,
});

const mine = prepared(() => withKey(owner));
const theirs = prepared(() => withKey(stranger));

const pathOf = ({ path, params = {} }: Operation, id: (noun: string) => string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = params[name] ?? '';
    if (typeof parameter === 'string') return id(parameter);
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
  form.set('file', new Blob([csvOf([cyberAssetBody()])]), 'assets.csv');
  return form;
};

function call(client: Client, operationId: string, operation: Operation, path: string, ids: Inventory) {
  const query = operationId === 'checkAccess' ? '?permission=cyber-assets:read' : '';
  const body = operation.body?.kind === 'csv' ? importFile() : bodyOf(operationId, ids);
  return client.send(operation.method, path + query, body === undefined ? {} : { body });
}

const ownPath = (operation: Operation) => pathOf(operation, (noun) => idOf(noun, mine));
const having = (test: (operation: Operation) => boolean) => operations.filter(([, operation]) => test(operation));

describe('a request without a key', () => {
  it.each(operations)('%s refuses a request without a key', async (operationId, operation) => {
    const answer = await call(server.client(undefined), operationId, operation, ownPath(operation), mine);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: 'Unauthorized', message: 'Missing X-API-Key header' });
    expect(answer.headers.get('www-authenticate')).toMatch(/^ApiKey /);
  });
});

describe('a key that is not one', () => {
  it.each(operations)('%s refuses an invalid key', async (operationId, operation) => {
    const answer = await call(server.client('rc_live_nonsense'), operationId, operation, ownPath(operation), mine);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: 'Unauthorized', message: 'Invalid API key' });
  });
});

describe('an expired key', () => {
  it.each(operations)('%s says that a key has expired', async (operationId, operation) => {
    const organization = await server.newOrganization();
    const key = await server.newKey(organization, { expiresAt: '2026-01-01T00:00:00Z' });
    const answer = await call(server.client(key), operationId, operation, ownPath(operation), mine);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({ error: 'Unauthorized', message: 'API key has expired' });
  });
});

describe('a key that has every permission but the needed one', () => {
  it.each(having(({ permission }) => permission !== null))(
    '%s refuses a key without its permission',
    async (operationId, operation) => {
      const others = PERMISSIONS.filter((held) => held !== operation.permission && held !== '*:read');
      const key = await server.newKey(await server.newOrganization(), { grant: { permissions: others } });
      const answer = await call(server.client(key), operationId, operation, ownPath(operation), mine);
      expect(answer.status).toBe(403);
      expect(answer.body).toEqual({ error: 'Forbidden', message: 'You do not have permission to perform this action' });
    },
  );
});

describe('foreign, unknown and malformed ids', () => {
  it.each(having(({ params }) => params !== undefined))(
    '%s gives foreign, unknown and malformed ids the same 404',
    async (operationId, operation) => {
      const paths = [
        pathOf(operation, (noun) => idOf(noun, theirs)),
        pathOf(operation, () => randomUUID()),
        pathOf(operation, () => '0'),
        pathOf(operation, () => 'not%20an%20id%00'),
      ];
      const answers = await Promise.all(paths.map((path) => call(owner, operationId, operation, path, mine)));
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    },
  );
});

describe('an unknown query parameter', () => {
  it.each(operations)('%s refuses an unknown query parameter by name', async (operationId, operation) => {
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
  it.each(having(({ body }) => body?.kind === 'json'))(
    '%s refuses an unknown field, and a body that is not an object',
    async (operationId, operation) => {
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
    },
  );
});

describe('a good request', () => {
  it.each(operations)('%s responds to a good request by its schema', async (operationId, operation) => {
    const client = await server.newClient();
    const ids = await withKey(client);
    await prepare(client, operationId, ids);
    const path = pathOf(operation, (noun) => idOf(noun, ids));
    const answer = await call(client, operationId, operation, path, ids);
    expect(answer.status, answer.text).toBe(operation.response.status);
    expect(answer.text).not.toMatch(/organization_?id/i);
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
    expect(answer.headers.get('ratelimit')).toMatch(/^"default";r=\d+;t=\d+$/);
    expect(answer.headers.get('ratelimit-policy')).toBe('"default";q=1000000;w=60');
  });
});

/** What has to be so before an operation can succeed. */
async function prepare(client: Client, operationId: string, ids: Inventory): Promise<void> {
  const removeChildren = async () => {
    await client.must.delete(`/physical-areas/${ids.physicalAreaId}`);
    await client.must.delete(`/cyber-assets/${ids.cyberAssetId}`);
  };
  const preparations: Record<string, () => Promise<unknown>> = {
    deleteCyberSystem: removeChildren,
    async deleteFacility() {
      await removeChildren();
      await client.must.delete(`/cyber-systems/${ids.cyberSystemId}`);
    },
    deleteControlCenter: () => client.must.delete(`/cyber-systems/${ids.centerSystemId}`),
    unassignFacilitiesFromControlCenter: () =>
      client.must.post(`/control-centers/${ids.controlCenterId}/assign-facilities`, { facilityIds: [ids.facilityId] }),
  };
  await preparations[operationId]?.();
}

/** A value for each query parameter that lists take. */
const FILTERS: Readonly<Record<string, () => string>> = {
  q: () => 'a',
  updatedSince: () => '2026-01-01T00:00:00Z',
  impactLevel: () => 'low',
  facilityType: () => 'generation',
  interconnection: () => 'eastern',
  regionalEntity: () => 'WECC',
  facilityId: () => mine.facilityId,
  controlCenterId: () => mine.controlCenterId,
  cyberSystemId: () => mine.cyberSystemId,
  from: () => '2026-01-01T00:00:00Z',
  to: () => '2026-01-01T00:00:00Z',
  actor: () => 'somebody',
  resourceType: () => 'cyber-assets',
  operation: () => 'createFacility',
  after: () => '1',
  permission: () => 'cyber-assets:read',
};

/** The query strings of an operation: without parameters, with each, with each two, and with all. */
function queriesOf(operation: Operation): string[] {
  const given = Object.keys(operation.query?.shape ?? {}).map((name): [string, string] => {
    const value = FILTERS[name];
    if (value === undefined) throw new Error(`The walk does not know a value for ${name}: add it here`);
    return [name, value()];
  });
  const pairs = given.flatMap((one, index) => given.slice(index).map((other) => [one, other]));
  return [[], ...pairs, given].map((parameters) => new URLSearchParams(Object.fromEntries(parameters)).toString());
}

/** Statements that a connection may keep prepared: each costs memory on the database server for as long as the connection lives. */
const MAX_PREPARED = 64;

describe('prepared statements', () => {
  it('connections prepare a closed set of statements, however requests are filtered', async () => {
    for (const [operationId, operation] of operations) {
      await call(owner, operationId, operation, ownPath(operation), mine);
      if (operation.method !== 'GET') continue;
      for (const query of queriesOf(operation)) {
        const answer = await owner.get(`${ownPath(operation)}?${query}`);
        expect([operationId, query, answer.status]).not.toContain(500);
      }
    }
    const connection = await server.database.acquireTenant();
    const { results } = await connection.send([{ text: 'select name from pg_prepared_statements' }]);
    connection.release(false);
    const prepared = (results[0]?.values ?? []).map(([name]) => name ?? '');
    const declared = declaredStatements();
    expect(prepared.filter((name) => !declared.includes(name))).toEqual([]);
    expect(prepared.length).toBeGreaterThan(10);
    expect(declared.length).toBeLessThanOrEqual(MAX_PREPARED);
  });
});
