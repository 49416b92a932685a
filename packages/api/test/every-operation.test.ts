import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { declaredStatements } from '../src/kernel/database/statement.ts';
import type { Operation } from '../src/kernel/slice/contract.ts';
import { resources } from '../src/resources/all.ts';
import { records } from '../src/resources/index.ts';
import { PERMISSIONS } from '../src/resources/roles.ts';
import { bodiesOf, type Ids, idCalled, idOf, makeOneOfEach, type Target, targets } from './security/targets.ts';
import type { Client } from './support/client.ts';
import { csvOf, cyberAssetBody } from './support/fixtures.ts';
import { prepared, useClient, useTestServer } from './support/use-test-server.ts';

/** What holds for every operation, whatever it does. A new operation is walked as soon as it is in the list. */

const operations = resources.flatMap(({ contract }) => Object.entries(contract)) as [string, Operation][];

const server = useTestServer();
const owner = useClient(server);
const stranger = useClient(server);

const mine = prepared(() => makeOneOfEach(owner));
const theirs = prepared(() => makeOneOfEach(stranger));

const pathOf = ({ path, params = {} }: Operation, id: (noun: string) => string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = params[name] ?? '';
    if (typeof parameter === 'string') return id(parameter);
    // Of the choices the one that `resource` above is of.
    return parameter.find((choice) => choice === 'cyber-assets') ?? '';
  });

const targetOf = (operationId: string): Target => {
  const target = targets.find((other) => other.operationId === operationId);
  if (target === undefined) throw new Error(`The OpenAPI document has no ${operationId}`);
  return target;
};

/** A body that the operation takes, with ids of an inventory; undefined where it has none. */
const bodyOf = (operationId: string, ids: Ids): unknown => targetOf(operationId).validBody(ids);

const importFile = () => {
  const form = new FormData();
  form.set('file', new Blob([csvOf([cyberAssetBody()])]), 'assets.csv');
  return form;
};

function call(client: Client, operationId: string, operation: Operation, path: string, ids: Ids) {
  const query = `?${targetOf(operationId).requiredQuery()}`;
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
    const query = `${targetOf(operationId).requiredQuery()}&surprise=1`;
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
    const ids = await readyFor(operationId, client, await makeOneOfEach(client));
    const path = pathOf(operation, (noun) => idOf(noun, ids));
    const answer = await call(client, operationId, operation, path, ids);
    expect(answer.status, answer.text).toBe(operation.response.status);
    expect(answer.text).not.toMatch(/organization_?id/i);
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
    expect(answer.headers.get('ratelimit')).toMatch(/^"default";r=\d+;t=\d+$/);
    expect(answer.headers.get('ratelimit-policy')).toBe('"default";q=1000000;w=60');
  });
});

/** The ids with which an operation succeeds: what is deleted has no children, what is unassigned was assigned. */
async function readyFor(operationId: string, client: Client, ids: Ids): Promise<Ids> {
  if (operationId === 'unassignFacilitiesFromControlCenter') {
    const facilityIds = [ids.facilityId];
    await client.must.post(`/control-centers/${ids.controlCenterId}/assign-facilities`, { facilityIds });
  }
  const record = records.map((slice) => slice.record).find(({ name }) => operationId === `delete${name}`);
  if (record === undefined) return ids;
  const [body] = bodiesOf(record, ids);
  const { id } = (await client.must.post(record.path, body)).body;
  const own = Object.entries(ids).filter(([, other]) => other === idOf(record.noun, ids));
  return { ...ids, ...Object.fromEntries(own.map(([name]) => [name, id])) };
}

/** A value for a query parameter that lists take. */
function queryValue({ name, schema }: Target['query'][number]): string {
  if (schema.enum !== undefined) return String(schema.enum[0]);
  if (schema.format === 'uuid') return idCalled(name, mine) ?? '';
  if (schema.format === 'date-time') return '2026-01-01T00:00:00Z';
  return schema.type === 'integer' ? '1' : 'a';
}

/** The query strings of an operation: without parameters, with each, with each two, and with all. */
function queriesOf(operationId: string): string[] {
  const given = targetOf(operationId).query.map((parameter): [string, string] => [
    parameter.name,
    queryValue(parameter),
  ]);
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
      for (const query of queriesOf(operationId)) {
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
