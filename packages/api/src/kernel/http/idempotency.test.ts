import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { csvOf, cyberAssetBody, facilityBody, makeCyberSystem, makeFacility } from '../../../test/support/fixtures.ts';
import { startTestServer } from '../../../test/support/test-server.ts';
import { useClient, useTestServer } from '../../../test/support/use-test-server.ts';
import { deleteOldRows } from '../ops/maintenance.ts';
import { RunningKeys } from './idempotency.ts';

const server = useTestServer();
const client = useClient(server);

const under = (key: string, method: string, path: string, body: unknown, as = client) =>
  as.send(method, path, { body, headers: { 'idempotency-key': key } });
const facilityCount = async (as = client) => (await as.get<unknown[]>('/facilities')).body.length;

describe('the same request under the same Idempotency-Key', () => {
  it('a repeated request happens once, and gets the same response each time', async () => {
    const [key, body] = [randomUUID(), facilityBody()];
    const before = await facilityCount();
    const first = await under(key, 'POST', '/facilities', body);
    const second = await under(`"${key}"`, 'POST', '/facilities', body);
    expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
    expect(second.text).toBe(first.text);
    expect(await facilityCount()).toBe(before + 1);
  });

  it('a request sent twenty times at once happens once', async () => {
    const [key, body] = [randomUUID(), facilityBody()];
    const before = await facilityCount();
    const responses = await Promise.all(Array.from({ length: 20 }, () => under(key, 'POST', '/facilities', body)));
    expect(new Set(responses.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(responses.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(await facilityCount()).toBe(before + 1);
  });

  it('a request sent to two servers at once happens once', async () => {
    const other = await startTestServer({ database: server.database });
    const elsewhere = other.client(client.key);
    const [key, body] = [randomUUID(), facilityBody()];
    const before = await facilityCount();
    const responses = await Promise.all(
      Array.from({ length: 10 }, (_, turn) =>
        under(key, 'POST', '/facilities', body, turn % 2 === 0 ? client : elsewhere),
      ),
    );
    await other.close();
    expect(new Set(responses.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await facilityCount()).toBe(before + 1);
  });

  it('PATCH, PUT and DELETE happen once too: a repeated DELETE is not a 404', async () => {
    const { id } = await makeFacility(client);
    const keys = [randomUUID(), randomUUID()] as const;
    const renamed = await under(keys[0], 'PATCH', `/facilities/${id}`, { title: 'Once' });
    await client.must.patch(`/facilities/${id}`, { title: 'Later' });
    const repeated = await under(keys[0], 'PATCH', `/facilities/${id}`, { title: 'Once' });
    expect(repeated.text).toBe(renamed.text);
    expect((await client.get(`/facilities/${id}`)).body.title).toBe('Later');
    for (let turn = 0; turn < 2; turn++)
      expect((await under(keys[1], 'DELETE', `/facilities/${id}`, {})).status).toBe(200);
  });

  it('the same JSON is the same request, however it is written', async () => {
    const key = randomUUID();
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const send = (body: string) => client.send('POST', '/facilities', { body, headers });
    const fields = { ...facilityBody(), capacityMw: 100, voltageKv: 41.5 };
    const text = JSON.stringify(fields);
    const first = await send(text);
    expect(first.status).toBe(201);
    const before = await facilityCount();
    const reversed = JSON.stringify(Object.fromEntries(Object.entries(fields).reverse()));
    for (const same of [
      reversed,
      JSON.stringify(fields, null, 2),
      text.replace('"capacityMw":100', '"capacityMw":1.00e2').replace('41.5', '41.50'),
      text.replace('"title"', '"\\u0074itle"'),
      text.replace('{', '{"bes":false,'),
    ]) {
      const repeated = await send(same);
      expect([repeated.status, repeated.text]).toEqual([201, first.text]);
    }
    for (const other of [text.replace('41.5', '41.500001'), text.replace('"capacityMw":100', '"capacityMw":-0')]) {
      expect((await send(other)).status).toBe(422);
    }
    expect(await facilityCount()).toBe(before);
  });

  it('an import is recognized by its file, however its form was split', async () => {
    const cyberSystemId = (await makeCyberSystem(client)).id;
    const file = csvOf([cyberAssetBody()]);
    const key = randomUUID();
    for (let turn = 0; turn < 2; turn++) {
      const form = new FormData();
      form.set('file', new Blob([file]), 'assets.csv');
      expect((await under(key, 'POST', `/cyber-systems/${cyberSystemId}/cyber-assets/import`, form)).status).toBe(200);
    }
    expect((await client.get<unknown[]>(`/cyber-systems/${cyberSystemId}/cyber-assets`)).body).toHaveLength(1);
  });

  it('a request that was refused for good is refused the same way again, and left nothing behind', async () => {
    const { facilityCode } = await makeFacility(client);
    const [key, body] = [randomUUID(), facilityBody({ facilityCode })];
    const first = await under(key, 'POST', '/facilities', body);
    expect(first.status).toBe(409);
    const again = await under(key, 'POST', '/facilities', body);
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([409, first.text, 'true']);
  });

  it('a request that was refused for now may succeed later: a 422 is not stored', async () => {
    const [key, stranger] = [randomUUID(), await server.newClient()];
    const foreign = (await makeFacility(stranger)).id;
    const area = { name: 'A', facilityId: foreign, cyberAssetIds: [] };
    expect((await under(key, 'POST', '/physical-areas', area)).status).toBe(422);
    expect(
      (await under(key, 'POST', '/physical-areas', { ...area, facilityId: (await makeFacility(client)).id })).status,
    ).toBe(201);
  });

  it('the same key of another organization is another key', async () => {
    const [key, stranger] = [randomUUID(), await server.newClient()];
    const mine = await under(key, 'POST', '/facilities', facilityBody());
    const theirs = await under(key, 'POST', '/facilities', facilityBody(), stranger);
    expect(theirs.status).toBe(201);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it('a key is forgotten after 24 hours', async () => {
    const key = randomUUID();
    await under(key, 'POST', '/facilities', facilityBody());
    await server.database.query({
      text: "update idempotent_responses set created_at = created_at - interval '24 hours' where idempotency_key = $1",
      values: [key],
    });
    expect((await under(key, 'POST', '/facilities', facilityBody())).headers.get('idempotency-replayed')).toBeNull();
    await server.database.query({
      text: "update idempotent_responses set created_at = created_at - interval '24 hours'",
    });
    const kept = randomUUID();
    await under(kept, 'POST', '/facilities', facilityBody());
    await deleteOldRows(server.database);
    expect(
      await server.database.query({
        text: 'select idempotency_key from idempotent_responses where idempotency_key = any ($1)',
        values: [[key, kept]],
      }),
    ).toEqual([{ idempotency_key: kept }]);
  });
});

describe('an Idempotency-Key', () => {
  it('a key used for another request is refused', async () => {
    const key = randomUUID();
    await under(key, 'POST', '/facilities', facilityBody());
    const other = await under(key, 'POST', '/facilities', facilityBody());
    expect([other.status, other.body.message]).toEqual([
      422,
      'This Idempotency-Key was used for another request; use a new one',
    ]);
  });

  it.each(['', ' ', '""', 'with space', 'ü', 'x'.repeat(256)])('a key of the form %j is refused', async (key) => {
    const response = await under(key, 'POST', '/facilities', facilityBody()).catch((error: Error) => error);
    // What cannot even be a header is refused by the client's own fetch.
    if (response instanceof Error) expect(response.message).toMatch(/header|ByteString/i);
    else expect(response.status).toBe(400);
  });

  it('a new API key is not stored in clear, and is repeated only to the caller who made it', async () => {
    const organization = await server.newOrganization();
    const [one, two] = [
      server.client(await server.newKey(organization)),
      server.client(await server.newKey(organization)),
    ];
    const key = randomUUID();
    const made = await under(key, 'POST', '/api-keys', { name: 'CMDB' }, one);
    expect((await under(key, 'POST', '/api-keys', { name: 'CMDB' }, one)).text).toBe(made.text);
    expect((await under(key, 'POST', '/api-keys', { name: 'CMDB' }, two)).status).toBe(409);
    const stored = await server.database.query<{ body: Buffer }>({ text: 'select body from idempotent_responses' });
    expect(stored.filter(({ body }) => body.includes(String(made.body.key).slice(8)))).toEqual([]);
  });
});

describe('a request that waits for one with the same key', () => {
  it('a request waits ten seconds for the one with its key, and is then told to retry', async () => {
    vi.useFakeTimers();
    try {
      const running = new RunningKeys();
      const endless = new Promise(() => {});
      running.run('a', () => endless);
      let outcome: unknown = 'waiting';
      running
        .run('a', async () => 'ran')
        .catch((error: unknown) => {
          outcome = error;
        });
      await vi.advanceTimersByTimeAsync(9900);
      expect(outcome).toBe('waiting');
      await vi.advanceTimersByTimeAsync(200);
      expect(outcome).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
    } finally {
      vi.useRealTimers();
    }
  });

  it('a request waits for the one with its key in another server process too', async () => {
    const organization = await server.newOrganization();
    const own = server.client(await server.newKey(organization));
    const other = await server.database.acquire();
    await other.query('begin');
    await other.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${organization.id} held`]);
    const began = Date.now();
    const headers = { 'idempotency-key': 'held' };
    const refused = await own.send('POST', '/facilities', { body: facilityBody(), headers });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    expect(Date.now() - began).toBeGreaterThan(9500);
    await other.query('rollback');
    other.release();
    expect((await own.send('POST', '/facilities', { body: facilityBody(), headers })).status).toBe(201);
  });

  it('a request runs after the one with its key, even when that failed', async () => {
    const running = new RunningKeys();
    const order: string[] = [];
    const first = running.run('a', async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push('first');
      throw new Error('failed');
    });
    const second = running.run('a', async () => order.push('second'));
    const other = running.run('b', async () => order.push('other'));
    await Promise.allSettled([first, second, other]);
    expect(order).toEqual(['other', 'first', 'second']);
  });
});
