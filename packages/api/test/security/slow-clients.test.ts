import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useTestServer } from '../support/use-test-server.ts';
import { slowedDown } from './latency.ts';
import { beside, type Cut, dripping, type SlowClient } from './slow-clients.ts';

const CROWD = 500;
const SHORT = { headersTimeout: 1500, requestTimeout: 3000, connectionsCheckingInterval: 100 };
/** What a busy machine may add to a timeout. */
const SLACK_MS = 3000;

const server = useTestServer();
const hasty = useTestServer({ timeouts: SHORT });
let key: string;
let hastyKey: string;
let cutByDefault: Promise<Cut[]>;
const leaving = new AbortController();

const lines = (...text: string[]) => text.map((line) => `${line}\r\n`).join('');
const endlessHeaders = (withKey: string): SlowClient => ({
  start: lines('GET /facilities HTTP/1.1', 'Host: x', `X-API-Key: ${withKey}`),
  drip: 'x',
  everyMs: 1000,
});
const endlessBody = (withKey: string): SlowClient => ({
  start: `${lines('POST /facilities HTTP/1.1', 'Host: x', `X-API-Key: ${withKey}`, 'Content-Type: application/json', 'Content-Length: 99999')}\r\n{"title":"`,
  drip: 'x',
  everyMs: 1000,
});
const silence: SlowClient = { start: '', drip: '', everyMs: 60_000 };

beforeAll(async () => {
  key = (await server.newClient()).key ?? '';
  hastyKey = (await hasty.newClient()).key ?? '';
  // The product's own timeouts run out while the other tests run.
  cutByDefault = Promise.all(
    [silence, endlessHeaders(key)].map((client) => dripping(server.url, client, { signal: leaving.signal })),
  );
});
afterAll(() => leaving.abort());

/** 408 in the one error shape, and the end of the connection. */
function expectTimeout({ response }: Cut): void {
  const [head = '', body = ''] = response.split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(head).toMatch(/\r\nConnection: close(\r\n|$)/);
  expect(head).toMatch(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/);
  expect(JSON.parse(body)).toEqual({ error: 'Request Timeout', message: 'The request was not complete in time' });
}

describe(`${CROWD} clients at a time`, () => {
  it.each([
    ['never say anything', SHORT.headersTimeout, () => silence],
    ['never end their headers', SHORT.headersTimeout, () => endlessHeaders(hastyKey)],
    ['never end their body', SHORT.requestTimeout, () => endlessBody(hastyKey)],
  ])('clients that %s are cut off in time, in the error shape', async (_, timeoutMs, client) => {
    const cuts = await Promise.all(Array.from({ length: CROWD }, () => dripping(hasty.url, client())));
    cuts.forEach(expectTimeout);
    const times = cuts.map(({ afterMs }) => afterMs);
    expect(Math.max(...times)).toBeLessThan(timeoutMs + SHORT.connectionsCheckingInterval + SLACK_MS);
    // Not sooner either: a slow line is not an attack yet.
    expect(Math.min(...times)).toBeGreaterThan(timeoutMs * 0.9);
    expect((await hasty.client(hastyKey).get('/facilities')).status).toBe(200);
  });

  it.each([
    ['never end their headers', () => endlessHeaders(key)],
    ['never end their body', () => endlessBody(key)],
  ])(
    'clients that %s do not double anybody else’s p99',
    async (_, client) => {
      const { slow, bound } = await slowedDown(server.url, key, (measure) =>
        beside(server.url, CROWD, client(), measure),
      );
      expect(slow).toBeLessThan(bound);
    },
    120_000,
  );
});

it('a silent connection and endless headers are cut off after 15 seconds and a little by the product’s own timeouts', async () => {
  const cuts = await cutByDefault;
  cuts.forEach(expectTimeout);
  expect(Math.max(...cuts.map(({ afterMs }) => afterMs))).toBeLessThan(15_000 + 1000 + SLACK_MS);
}, 60_000);
