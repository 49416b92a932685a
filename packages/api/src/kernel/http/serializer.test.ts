import { describe, expect, it } from 'vitest';
import { startTestServer } from '../../../test/support/test-server.ts';
import { useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();

describe('every response', () => {
  it('every response is for the caller alone: no shared cache stores it, no other site reads it, its type is not guessed', async () => {
    const key = (await server.newClient()).key ?? '';
    const asked: [string, RequestInit][] = [
      ['/facilities', { headers: { 'x-api-key': key } }],
      ['/facilities', {}],
      ['/nothing', {}],
      ['/facilities', { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example' } }],
      ['/activity', { headers: { 'x-api-key': key, accept: 'application/x-ndjson' } }],
      ['/docs', {}],
      ['/openapi.json', {}],
      ['/healthz', {}],
    ];
    for (const [path, options] of asked) {
      const response = await fetch(server.url + path, options);
      await response.arrayBuffer();
      const { headers } = response;
      expect([path, headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual([
        path,
        'private, no-cache',
        'nosniff',
      ]);
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });
});

describe('a fault that nobody thought of', () => {
  it('an unknown fault is a 500 without details, is in the log, and stops nothing', async () => {
    const faulty = await startTestServer();
    const client = await faulty.newClient();
    expect((await client.get('/facilities')).status).toBe(200);
    await faulty.database.query({ text: 'alter table facilities rename to secret_place' });
    const response = await client.get('/facilities');
    await faulty.database.query({ text: 'alter table secret_place rename to facilities' });
    expect([response.status, response.body]).toEqual([
      500,
      {
        error: 'Internal Server Error',
        message: 'Something went wrong on our side; retry, and quote the X-Request-Id if it persists',
      },
    ]);
    expect([...response.headers.values()].join()).not.toContain('facilities');
    expect(faulty.logged.join()).toContain('does not exist');
    expect((await client.get('/facilities')).status).toBe(200);
    await faulty.close();
  });
});

describe('a table that a newer server has changed', () => {
  it('a server whose statements were prepared before goes on reading the table', async () => {
    const older = await startTestServer();
    const client = await older.newClient();
    // Often enough that every connection has prepared it.
    const ask = () => Promise.all(Array.from({ length: 30 }, async () => (await client.get('/facilities')).status));
    await ask();
    await older.database.query({ text: 'alter table facilities add column added text' });
    const statuses = [...(await ask()), ...(await ask()), ...(await ask())];
    expect(new Set(statuses)).not.toContain(500);
    expect(new Set(await ask())).toEqual(new Set([200]));
    await older.close();
  });
});
