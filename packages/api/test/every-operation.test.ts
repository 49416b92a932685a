import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { declaredStatements } from '../src/kernel/database/statement.ts';
import { openApiDocument } from '../src/kernel/openapi/document.ts';
import type { Operation } from '../src/kernel/slice/contract.ts';
import type { AnyRecord } from '../src/kernel/slice/record.ts';
import { resources } from '../src/resources/all.ts';
import { records } from '../src/resources/index.ts';
import { PERMISSIONS } from '../src/resources/roles.ts';
import {
  bodiesOf,
  type Ids,
  idCalled,
  idOf,
  makeOneOfEach,
  type Target,
  targets,
  validCsv,
} from './security/targets.ts';
import type { Client } from './support/client.ts';
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
    return encodeURIComponent(parameter.find((choice) => choice === 'cyber-assets') ?? parameter[0] ?? '');
  });

const targetOf = (operationId: string): Target => {
  const target = targets.find((other) => other.operationId === operationId);
  if (target === undefined) throw new Error(`The OpenAPI document has no ${operationId}`);
  return target;
};

/** A body that the operation takes, with ids of an inventory; undefined where it has none. */
const bodyOf = (operationId: string, ids: Ids): unknown => targetOf(operationId).validBody(ids);

interface DocumentedResponse {
  readonly $ref?: string;
  readonly content: Record<string, { example: unknown }>;
}
interface Documented {
  readonly components: { readonly responses: Record<string, DocumentedResponse> };
  readonly paths: Record<string, Record<string, { responses: Record<string, DocumentedResponse> }>>;
}
const { paths, components } = openApiDocument(
  resources.map(({ contract }) => contract),
  'test',
) as unknown as Documented;

const documentedResponse = ({ path, method }: Operation, status: number): DocumentedResponse | undefined => {
  const response = paths[path]?.[method.toLowerCase()]?.responses[status];
  return response?.$ref === undefined ? response : components.responses[response.$ref.split('/').at(-1) ?? ''];
};

/** The example of a response of an operation in the OpenAPI document. */
const exampleIn = (operation: Operation, status: number, type = 'application/json'): unknown =>
  documentedResponse(operation, status)?.content[type]?.example;

const importFile = (operation: Operation, ids: Ids) => {
  const form = new FormData();
  form.set('file', new Blob([validCsv({ template: operation.path }, ids)]), 'records.csv');
  return form;
};

function call(client: Client, operationId: string, operation: Operation, path: string, ids: Ids) {
  const query = `?${targetOf(operationId).requiredQuery()}`;
  const body = operation.body?.kind === 'file' ? importFile(operation, ids) : bodyOf(operationId, ids);
  return client.send(operation.method, path + query, body === undefined ? {} : { body });
}

const ownPath = (operation: Operation) => pathOf(operation, (noun) => idOf(noun, mine));
const having = (test: (operation: Operation) => boolean) => operations.filter(([, operation]) => test(operation));

describe('a request without a key', () => {
  it.each(operations)('%s refuses a request without a key', async (operationId, operation) => {
    const response = await call(server.client(undefined), operationId, operation, ownPath(operation), mine);
    expect(response.status).toBe(401);
    expect(response.body).toEqual({ error: 'Unauthorized', message: 'Missing X-API-Key header' });
    expect(response.headers.get('www-authenticate')).toMatch(/^ApiKey /);
  });
});

describe('a key that is not one', () => {
  it.each(operations)('%s refuses an invalid key', async (operationId, operation) => {
    const response = await call(server.client('rc_live_nonsense'), operationId, operation, ownPath(operation), mine);
    expect(response.status).toBe(401);
    expect(response.body).toEqual({ error: 'Unauthorized', message: 'Invalid API key' });
    expect(response.body).toEqual(exampleIn(operation, 401));
  });
});

describe('an expired key', () => {
  it.each(operations)('%s says that a key has expired', async (operationId, operation) => {
    const organization = await server.newOrganization();
    const key = await server.newKey(organization, { expiresAt: '2026-01-01T00:00:00Z' });
    const response = await call(server.client(key), operationId, operation, ownPath(operation), mine);
    expect(response.status).toBe(401);
    expect(response.body).toEqual({ error: 'Unauthorized', message: 'API key has expired' });
  });
});

describe('a key that has every permission but the needed one', () => {
  it.each(having(({ permission }) => permission !== null))(
    '%s refuses a key without its permission',
    async (operationId, operation) => {
      const others = PERMISSIONS.filter((held) => held !== operation.permission && held !== '*:read');
      const key = await server.newKey(await server.newOrganization(), { grant: { permissions: others } });
      const response = await call(server.client(key), operationId, operation, ownPath(operation), mine);
      expect(response.status).toBe(403);
      expect(response.body).toEqual({
        error: 'Forbidden',
        message: 'You do not have permission to perform this action',
      });
      expect(response.body).toEqual(exampleIn(operation, 403));
    },
  );
});

describe('foreign, unknown and malformed ids', () => {
  it.each(having(({ params }) => Object.values(params ?? {}).some((parameter) => typeof parameter === 'string')))(
    '%s gives foreign, unknown and malformed ids the same 404',
    async (operationId, operation) => {
      const paths = [
        pathOf(operation, (noun) => idOf(noun, theirs)),
        pathOf(operation, () => randomUUID()),
        pathOf(operation, () => '0'),
        pathOf(operation, () => 'not%20an%20id%00'),
      ];
      const responses = await Promise.all(paths.map((path) => call(owner, operationId, operation, path, mine)));
      expect(responses.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
      expect(new Set(responses.map(({ text }) => text)).size).toBe(1);
      expect(responses[0]?.body).toEqual(exampleIn(operation, 404));
    },
  );
});

describe('an unknown query parameter', () => {
  it.each(operations)('%s refuses an unknown query parameter by name', async (operationId, operation) => {
    const query = `${targetOf(operationId).requiredQuery()}&surprise=1`;
    const body = bodyOf(operationId, mine);
    const response = await owner.send(
      operation.method,
      `${ownPath(operation)}?${query}`,
      body === undefined ? {} : { body },
    );
    expect([response.status, response.body.field]).toEqual([422, 'surprise']);
  });
});

describe('the examples of errors', () => {
  /** Sends a good request, but for its query and a header. */
  const send = (operationId: string, operation: Operation, query: string, headers: Record<string, string> = {}) => {
    const { method, body } = operation;
    const path = `${ownPath(operation)}?${query}`;
    if (body?.kind === 'file') return owner.send(method, path, { body: importFile(operation, mine), headers });
    return owner.send(
      method,
      path,
      method === 'GET' ? { headers } : { body: bodyOf(operationId, mine) ?? {}, headers },
    );
  };

  it.each(having(({ refusal }) => refusal === undefined))(
    '%s responds to a malformed URL as its example says',
    async (operationId, operation) => {
      expect((await send(operationId, operation, 'a=%zz')).body).toEqual(exampleIn(operation, 400));
    },
  );

  it.each(operations)('%s responds to an unknown parameter as its example says', async (operationId, operation) => {
    const query = `${targetOf(operationId).requiredQuery()}&page=1`;
    expect((await send(operationId, operation, query)).body).toEqual(exampleIn(operation, 422));
  });

  it.each(having(({ method }) => method !== 'GET'))(
    '%s responds to an encoded body as its example says',
    async (operationId, operation) => {
      const response = await send(operationId, operation, '', { 'content-encoding': 'gzip' });
      expect(response.body).toEqual(exampleIn(operation, 415));
    },
  );
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
    const admin = await server.newClient();
    const made = await makeOneOfEach(admin);
    const client = await server.actingFor(String(made.userId), admin);
    const ids = await readyFor(operationId, admin, made);
    const path = pathOf(operation, (noun) => idOf(noun, ids));
    const response = await call(client, operationId, operation, path, ids);
    expect(response.status, response.text).toBe(operation.response.status);
    expect(response.text).not.toMatch(/organization_?id/i);
    const file = exampleIn(operation, 200, 'text/csv');
    const [header] = response.text.split('\r\n');
    if (operation.response.kind === 'file') expect(String(file).split('\r\n')[0]).toBe(header);
    expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
    expect(response.headers.get('ratelimit')).toMatch(/^"default";r=\d+;t=\d+$/);
    expect(response.headers.get('ratelimit-policy')).toBe('"default";q=1000000;w=60');
  });
});

const returns = (status: number) => having(({ body, response }) => body?.kind === 'json' && response.status === status);
/** What a server makes up. */
const isInvented = (name: string) => /(^id|Id|At|key|keyHint)$/.test(name);

/** A value without what no two records have in common: its id, its times, and the end that makes a text unique. */
const comparable = (example: unknown, real: unknown): unknown => {
  if (typeof example === 'string' && typeof real === 'string') {
    return real.replace(/[ +][0-9a-f]{8}(?=$|@)/, '') === example ? example : real;
  }
  if (typeof example !== 'object' || example === null) return real;
  // Records that the request only refers to.
  if (Array.isArray(example)) return typeof example[0] === 'object' ? example : real;
  const fields = Object.entries((real ?? {}) as Record<string, unknown>);
  const named = example as Record<string, unknown>;
  return Object.fromEntries(
    fields.map(([name, value]) => [name, isInvented(name) && value ? named[name] : comparable(named[name], value)]),
  );
};

describe('the example of a record that is created', () => {
  it.each(returns(201))(
    '%s responds to its example request as its example response says',
    async (operationId, operation) => {
      const client = await server.newClient();
      const ids = await makeOneOfEach(client);
      const response = await call(
        client,
        operationId,
        operation,
        pathOf(operation, (noun) => idOf(noun, ids)),
        ids,
      );
      const example = exampleIn(operation, 201);
      expect(comparable(example, response.body)).toEqual(example);
    },
  );
});

/** The ids with which an operation succeeds: what is deleted has no children, what is unassigned was assigned. */
async function readyFor(operationId: string, client: Client, ids: Ids): Promise<Ids> {
  if (operationId === 'unassignFacilitiesFromControlCenter') {
    const facilityIds = [ids.facilityId];
    await client.must.post(`/control-centers/${ids.controlCenterId}/assign-facilities`, { facilityIds });
  }
  const isOf = ({ name }: AnyRecord) => [`delete${name}`, `restore${name}`].includes(operationId);
  const record = records.map((slice) => slice.record).find(isOf);
  if (record === undefined) return ids;
  const [body] = bodiesOf(record, ids);
  const { id } = (await client.must.post(record.path, body)).body;
  if (operationId.startsWith('restore')) await client.must.delete(`${record.path}/${id}`);
  const own = Object.entries(ids).filter(([, other]) => other === idOf(record.noun, ids));
  return { ...ids, ...Object.fromEntries(own.map(([name]) => [name, id])) };
}

/** A value for a query parameter that lists take. */
function queryValue({ name, schema }: Target['query'][number]): string {
  if (schema.enum !== undefined) return String(schema.enum[0]);
  if (schema.format === 'uuid') return idCalled(name, mine) ?? '';
  if (schema.format === 'date-time') return '2026-01-01T00:00:00Z';
  if (schema.type === 'boolean') return 'true';
  return schema.type === 'integer' ? '1' : 'a';
}

/** The query strings of an operation: without parameters, with each, with each and the next, and with all. */
function queriesOf(operationId: string): string[] {
  const given = targetOf(operationId).query.map((parameter): [string, string] => [
    parameter.name,
    queryValue(parameter),
  ]);
  const pairs = given.map((_, index) => given.slice(index, index + 2));
  return [[], ...given.map((one) => [one]), ...pairs, given].map((parameters) =>
    new URLSearchParams(Object.fromEntries(parameters)).toString(),
  );
}

/** Four statements for each kind of record, and those of everything else. Each costs memory on the database server as long as a connection lives. */
const MAX_PREPARED = 36 + 4 * records.length;

describe('prepared statements', () => {
  it('connections prepare a closed set of statements, however requests are filtered', async () => {
    for (const [operationId, operation] of operations) {
      await call(owner, operationId, operation, ownPath(operation), mine);
      if (operation.method !== 'GET') continue;
      for (const query of queriesOf(operationId)) {
        const response = await owner.get(`${ownPath(operation)}?${query}`);
        expect([operationId, query, response.status]).not.toContain(500);
      }
    }
    const connection = await server.database.acquireTenant();
    const { results } = await connection.send([{ text: 'select name from pg_prepared_statements' }]);
    connection.release(false);
    const prepared = (results[0]?.values ?? []).map(([name]) => name ?? '');
    const declared = declaredStatements();
    expect(prepared.filter((name) => !declared.includes(name))).toEqual([]);
    expect(prepared.length).toBeGreaterThan(10);
    // Other test files of this process have declared statements of their own.
    const ofTests = /^test$| patch_sources$/;
    expect(declared.filter((name) => !ofTests.test(name)).length).toBeLessThanOrEqual(MAX_PREPARED);
  }, 120_000);
});
