import { afterEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { makeFacility } from '../../../test/support/fixtures.ts';
import {
  openTestDatabase,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '../../../test/support/test-server.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { unavailable } from '../base/errors.ts';
import type { Database } from '../database/database.ts';

/** How the server runs: deadlines, overload, a database that goes away, stopping, logs. */

const servers: TestServer[] = [];
const start = async (options: TestServerOptions = {}) => {
  const server = await startTestServer(options);
  servers.push(server);
  return server;
};
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** Holds a row until it is let go. */
async function holding(database: Database, facilityId: string): Promise<() => Promise<void>> {
  const client = await database.acquire();
  await client.query('begin');
  await client.query('select from facilities where id = $1 for update', [facilityId]);
  return async () => {
    await client.query('rollback');
    client.release();
  };
}

const rename = (client: Client, id: string) => client.patch(`/facilities/${id}`, { title: 'Renamed' });

describe('a handler past its deadline', () => {
  it('a handler past its deadline is cancelled with 503, and the server goes on', async () => {
    const server = await start({ handlerDeadlineMs: 3000 });
    const client = await server.newClient();
    const { id } = await makeFacility(client);
    const letGo = await holding(server.database, id);
    const late = await rename(client, id);
    expect(late.status).toBe(503);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(late.body.message).toBe('The request took too long and was cancelled; retry later');
    await letGo();
    // The cancelled change must not come through behind our back.
    expect((await client.get(`/facilities/${id}`)).body.title).toBe('Wind River');
    expect((await rename(client, id)).status).toBe(200);
    await expect.poll(() => server.database.load().waiting).toBe(0);
  });
});

describe('a database that is away', () => {
  it('requests get 503 with Retry-After until the database is back, readiness included, without a restart', async () => {
    const real = await openTestDatabase();
    let away = false;
    const gone = () =>
      Object.assign(unavailable('The database is not available; retry later'), { cause: new Error('away') });
    const database: Database = {
      ...real,
      acquireTenant: () => (away ? Promise.reject(gone()) : real.acquireTenant()),
      query: (statement) => (away ? Promise.reject(gone()) : real.query(statement)),
    };
    const server = await start({ database });
    const client = await server.newClient();
    expect((await client.get('/facilities')).status).toBe(200);
    away = true;
    const refused = await client.get('/facilities');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    away = false;
    expect((await client.get('/facilities')).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    await server.close();
    servers.pop();
    await real.close();
  });

  it('dropped connections give 503 at most, and the next request works', async () => {
    const server = await start();
    const client = await server.newClient();
    const { id } = await makeFacility(client);
    await dropConnections(server.database);
    expect([200, 503]).toContain((await rename(client, id)).status);
    await expect.poll(async () => (await rename(client, id)).status).toBe(200);
  });
});

/** As a crashed or restarted database would: connections end, idle and busy ones. */
async function dropConnections(database: Database): Promise<void> {
  const busy = await database.acquire();
  await database.query({
    text: 'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  });
  await expect(busy.query('select 1')).rejects.toThrow();
  busy.release(true);
}

describe('many requests at once', () => {
  it('many requests at once all get a response', async () => {
    const server = await start();
    const client = await server.newClient();
    const { id } = await makeFacility(client);
    const responses = await Promise.all(
      Array.from({ length: 200 }, (_, turn) =>
        turn % 2 === 0 ? client.get(`/facilities/${id}`) : client.patch(`/facilities/${id}`, { title: `T${turn}` }),
      ),
    );
    expect(responses.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

describe('stopping', () => {
  it('a stopping server is not ready, refuses new requests and completes running ones', async () => {
    const server = await start();
    const client = await server.newClient();
    const { id } = await makeFacility(client);
    const letGo = await holding(server.database, id);
    const running = rename(client, id);
    await expect.poll(() => server.logged.some((line) => line.includes('"createFacility"'))).toBe(true);
    // The change has been sent and waits for the row: only then may the server begin to stop.
    await expect.poll(() => isWaiting(server.database)).toBe(true);
    server.startClosing();
    const refused = await client.get('/facilities');
    expect([refused.status, refused.headers.get('connection')]).toEqual([503, 'close']);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    await letGo();
    expect((await running).status).toBe(200);
  });
});

/** Whether the change waits for the row. */
async function isWaiting(database: Database): Promise<boolean> {
  const [row] = await database.query<{ waiting: boolean }>({
    text: "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()) as waiting",
  });
  return row?.waiting === true;
}

describe('a log line', () => {
  it('a log line has request id, organization, key id, operation, status and duration, and no key', async () => {
    const server = await start();
    const organization = await server.newOrganization();
    const key = await server.newKey(organization);
    await server.client(key).get('/facilities', { 'x-request-id': 'the-one' });
    await expect.poll(() => server.logged.find((line) => line.includes('the-one'))).toBeDefined();
    const line = JSON.parse(server.logged.find((text) => text.includes('the-one')) ?? '') as Record<string, unknown>;
    expect(line).toMatchObject({
      requestId: 'the-one',
      organizationId: organization.id,
      operationId: 'listFacilities',
      method: 'GET',
      path: '/facilities',
      address: '127.0.0.1',
      status: 200,
    });
    expect(line.apiKeyId).toMatch(/^[0-9a-f-]{36}$/);
    expect(line.durationMs).toBeGreaterThan(0);
    expect(server.logged.join('')).not.toContain(key.slice(8));
  });

  it('the client’s address comes from X-Forwarded-For only if a trusted proxy sent it, and is the last that is not one', async () => {
    const forwarded = { 'x-forwarded-for': '192.0.2.1, 198.51.100.7, 10.1.2.3' };
    for (const [trustedProxies, address] of [
      [[], '127.0.0.1'],
      [['10.0.0.0/8'], '127.0.0.1'],
      [['127.0.0.1', '10.0.0.0/8'], '198.51.100.7'],
    ] as const) {
      const server = await start({ trustedProxies });
      const client = await server.newClient();
      const id = crypto.randomUUID();
      await client.get(`/facilities/${id}`, { ...forwarded, 'x-request-id': 'proxied' });
      await expect.poll(() => server.logged.find((line) => line.includes('proxied'))).toBeDefined();
      const line = JSON.parse(server.logged.find((text) => text.includes('proxied')) ?? '');
      expect(line).toMatchObject({ address, path: '/facilities/{id}', resourceId: id });
    }
  });
});

describe('without a key', () => {
  const server = useTestServer();

  it.each([
    ['/healthz', 'application/json'],
    ['/readyz', 'application/json'],
    ['/metrics', 'text/plain'],
    ['/openapi.json', 'application/json'],
    ['/docs', 'text/html'],
  ])('%s responds without a key', async (path, type) => {
    const response = await fetch(server.url + path);
    expect([response.status, response.headers.get('content-type')?.split(';')[0]]).toEqual([200, type]);
    expect((await response.text()).length).toBeGreaterThan(10);
  });

  it('metrics name the build, count refusals, and show how long writes wait for the activity log', async () => {
    const server = await start();
    await server.client(undefined).get('/facilities');
    await fetch(`${server.url}/no-such-path`);
    const metrics = async () => (await fetch(`${server.url}/metrics`)).text();
    const first = await metrics();
    expect(first).toMatch(/^raptor_comply_build_info\{version="\d+\.\d+\.\d+",node_version="v\d+\.\d+\.\d+"\} 1$/m);
    expect(first).toMatch(/^raptor_comply_refused_requests_total\{reason="unauthorized"\} 1$/m);
    expect(first).toMatch(/^raptor_comply_refused_requests_total\{reason="not_found"\} 1$/m);
    expect(first).toMatch(/^raptor_comply_rate_limit_fallbacks_total 0$/m);
    expect(first).toMatch(/^raptor_comply_activity_lag_seconds 0$/m);
    const client = await server.newClient();
    const { id } = await makeFacility(client);
    const holder = await server.database.acquire();
    await holder.query('begin; select pg_advisory_xact_lock(activity_lock_key(id)) from organizations');
    const waiting = rename(client, id);
    await expect.poll(metrics).toMatch(/^raptor_comply_activity_lag_seconds 0?\.\d*[1-9]/m);
    await holder.query('commit');
    holder.release();
    expect((await waiting).status).toBe(200);
  });

  it('metrics count requests by operation and status', async () => {
    await (await server.newClient()).get('/facilities');
    await expect
      .poll(async () => (await fetch(`${server.url}/metrics`)).text())
      .toContain('raptor_comply_requests_total{operation="listFacilities",status="200"} 1');
  });
});
