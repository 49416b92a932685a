import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testSigner } from '../../../test/support/test-signer.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { RowList } from '../database/rows.ts';
import { LocalRateLimiter } from '../limits/rate-limiter.ts';
import { createLogger } from '../ops/log.ts';
import { defineContract, file, json } from '../slice/contract.ts';
import type { ExportedFile } from '../slice/export.ts';
import { implement } from '../slice/implement.ts';
import { type App, createApp } from './app.ts';

const { TEXT } = pg.types.builtins;
const MB = 2 ** 20;
/** More than the operating system buffers. */
const SIZE = 16 * MB;
const READ_TIMEOUT_MS = 2000;

const operation = (path: string) =>
  ({ method: 'GET', path, tag: 'Test', summary: 'Send', permission: null, noAsOf: true }) as const;

const row = (text: string) => new RowList({ columns: [{ name: 'text', type: TEXT }], values: [[text]] });
const fileOf = (parts: AsyncIterable<RowList<unknown>>): ExportedFile => ({
  name: 'file',
  sheet: { columns: [{ name: 'text', source: 'text', kind: 'text' }], parts },
});

let parts = 0;
async function* endless() {
  for (;;) {
    parts++;
    yield row('x'.repeat(100_000));
    await wait(100);
  }
}
async function* megabytes() {
  for (let sent = 0; sent < SIZE; sent += MB) yield row('x'.repeat(MB));
}
async function* slow() {
  yield row('x'.repeat(100_000));
  await wait(2 * READ_TIMEOUT_MS);
  yield row('end');
}

const rows = { columns: [], schema: z.object({}) };
const streams = implement(
  defineContract({
    getLargeRecord: { ...operation('/record'), response: json(z.object({ text: z.string() })) },
    getLargeFile: { ...operation('/file'), response: file(rows, 'csv') },
    getEndlessFile: { ...operation('/endless'), response: file(rows, 'csv') },
    getSlowFile: { ...operation('/slow'), response: file(rows, 'csv') },
  }),
  {
    getLargeRecord: async () => ({ text: 'x'.repeat(SIZE) }),
    getLargeFile: async () => fileOf(megabytes()),
    getEndlessFile: async () => fileOf(endless()),
    getSlowFile: async () => fileOf(slow()),
  },
);

const product = useTestServer();
let app: App;
let url: string;
let key: string;
beforeAll(async () => {
  app = createApp({
    database: product.database,
    signer: testSigner(product.database),
    limiter: new LocalRateLimiter(),
    rateLimit: 1_000_000,
    log: createLogger('silent'),
    version: '0',
    implementations: [streams],
    cursorSecret: () => 'secret',
    describeSession: async () => ({}),
    timeouts: { readTimeout: READ_TIMEOUT_MS },
  });
  url = await app.server.listen({ port: 0, host: '127.0.0.1' });
  key = await product.newKey(await product.newOrganization());
});
afterAll(async () => {
  await app.server.close();
  app.metrics.close();
});

async function request(path: string, encoding = 'identity') {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  const lines = [`GET ${path} HTTP/1.1`, 'Host: x', `X-API-Key: ${key}`, `Accept-Encoding: ${encoding}`, '', ''];
  socket.write(lines.join('\r\n'));
  return socket;
}

describe('a caller that does not read', () => {
  it.each(['/record', '/file'])(
    'callers that do not read %s are cut off when their time is up',
    async (path) => {
      const since = performance.now();
      const sockets = await Promise.all(Array.from({ length: 4 }, () => request(path)));
      await expect.poll(app.inFlight, { timeout: 10_000 }).toBeGreaterThan(0);
      await expect.poll(app.inFlight, { timeout: 15_000 }).toBe(0);
      expect(performance.now() - since).toBeGreaterThan(READ_TIMEOUT_MS);
      for (const socket of sockets) socket.destroy();
    },
    30_000,
  );
});

describe.concurrent('a caller that is slow, or is kept waiting', () => {
  it.each(['/record', '/file'])(
    'a caller that reads %s slowly gets all of it',
    async (path) => {
      const socket = await request(path);
      let bytes = 0;
      const since = performance.now();
      socket.on('data', async (chunk: Buffer) => {
        bytes += chunk.length;
        socket.pause();
        // Longer than the timeout in total.
        await wait(bytes < SIZE ? 15 : 0);
        socket.resume();
      });
      await expect.poll(() => bytes, { timeout: 30_000 }).toBeGreaterThan(SIZE);
      expect(performance.now() - since).toBeGreaterThan(READ_TIMEOUT_MS);
      socket.destroy();
    },
    40_000,
  );

  it('a response that is not ready for longer than the time to read is not cut off', async () => {
    const socket = await request('/slow');
    let text = '';
    socket.on('data', (chunk) => (text += chunk));
    await expect.poll(() => text.endsWith('end\r\n\r\n0\r\n\r\n'), { timeout: 4 * READ_TIMEOUT_MS }).toBe(true);
    socket.destroy();
  }, 20_000);
});

describe('a stream whose key is revoked', () => {
  it.each(['gzip', 'identity'])(
    'a stream (%s) ends within 5 s, also if another server revoked the key',
    async (encoding) => {
      const admin = await product.newClient();
      const made = await admin.must.post<{ id: string; key: string }>('/api-keys', {
        name: 'Stream',
        permissions: ['facilities:read'],
      });
      const response = await fetch(`${url}/endless`, {
        headers: { 'x-api-key': made.body.key, 'accept-encoding': encoding },
      });
      const reader = response.body?.getReader();
      expect((await reader?.read())?.done).toBe(false);
      await admin.must.delete(`/api-keys/${made.body.id}`);
      const since = performance.now();
      const readAll = async () => {
        while ((await reader?.read())?.done === false);
      };
      await expect(readAll()).rejects.toThrow();
      expect(performance.now() - since).toBeLessThan(5000);
      // Nobody produces what nobody reads.
      const produced = parts;
      await expect.poll(() => parts - produced, { interval: 300, timeout: 3000 }).toBeLessThanOrEqual(1);
    },
    20_000,
  );
});
