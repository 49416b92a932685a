import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Client } from '../src/core/client.ts';
import { cutBody, endless, html, json, stall } from './fault-server.ts';
import { connectionIsIdle, createClient, failureOf, trackTimers, useFaultServer } from './setup.ts';

const server = useFaultServer();
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapAfterCollection(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const get = { method: 'GET', path: '/facilities' } as const;

test('one connection serves call after call, errors and retries included', async () => {
  server.script(json(200, {}), html(503), json(404, {}), html(502), json(200, {}));
  const client = createClient(server);
  for (let call = 0; call < 3; call += 1) {
    await client.request(get).catch(() => {});
    await connectionIsIdle();
  }
  await client.request(get).catch(() => {});
  expect(new Set(server.requests.map(({ connection }) => connection)).size).toBe(1);
  expect(server.requests).toHaveLength(6);
});

test('the body of a failed attempt is let go of before the wait', async () => {
  server.script(endless(503), json(200, {}));
  let openAtRetry = -1;
  const client = createClient(server, { initialDelayMs: 300 });
  const call = client.request(get);
  while (server.requests.length === 0) await connectionIsIdle();
  const [socket] = [...server.sockets].slice(-1);
  socket?.once('close', () => {
    openAtRetry = server.requests.length;
  });
  await call;
  expect(openAtRetry).toBe(1);
});

/** The reasons of the rejections that nobody handled while `run` ran. */
async function unhandledDuring(run: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => unhandled.push(reason));
  await run();
  await connectionIsIdle();
  await connectionIsIdle();
  process.removeAllListeners('unhandledRejection');
  for (const other of others) process.on('unhandledRejection', other);
  return unhandled;
}

test('no rejection is left unhandled, however calls end and however somebody waits for them', async () => {
  const unhandled = await unhandledDuring(async () => {
    for (const fault of [html(503), cutBody(200), stall, json(200, [])]) {
      server.script(fault);
      const client = createClient(server, { maxRetries: 1, attemptTimeoutMs: 20 });
      const controller = new AbortController();
      const iterate = async () => {
        for await (const item of client.requestList(get)) expect(item).toBeDefined();
      };
      const calls: Promise<unknown>[] = [
        client.request(get),
        client.requestList(get),
        client.request(get).withResponse(),
        client.requestList(get).withResponse(),
        client.request(get).then(() => {}),
        client.request(get).finally(() => {}),
        client.request(get, { signal: controller.signal }),
        client.request(get, { maxRetries: -1 }),
        iterate(),
      ];
      controller.abort();
      await Promise.allSettled(calls);
    }
  });
  expect(unhandled).toEqual([]);
});

const forgotten = {
  'a write': (client: Client) => client.request({ ...get, method: 'POST' }),
  'a write with a bad argument': (client: Client) => client.request({ ...get, method: 'POST' }, { maxRetries: -1 }),
  'an upload': (client: Client) => client.request({ ...get, method: 'POST', upload: { file: 'a,b', as: 'text/csv' } }),
  'the response of a write': (client: Client) => client.request({ ...get, method: 'POST' }).withResponse(),
  'a read': (client: Client) => client.request(get),
  'a list': (client: Client) => client.requestList(get),
};
for (const [name, call] of Object.entries(forgotten)) {
  test(`${name} that fails and that nobody awaits is one unhandled rejection, not silence`, async () => {
    server.script(json(422, { error: 'Unprocessable Entity', message: 'title is missing' }));
    const client = createClient(server);
    const unhandled = await unhandledDuring(async () => {
      void call(client);
      // The forgotten call ends before one that starts after it.
      for (let later = 0; later < 3; later += 1) await failureOf(client.request(get));
    });
    expect(unhandled).toEqual([
      expect.objectContaining({ name: name.includes('bad') ? 'ConfigError' : 'UnprocessableEntityError' }),
    ]);
  });
}

test('calls that ended leave no timer', async () => {
  const timers = trackTimers();
  server.script(html(503), json(200, {}), json(404, {}), stall, json(200, {}));
  const client = createClient(server, { attemptTimeoutMs: 50 });
  for (let call = 0; call < 3; call += 1) await client.request(get).catch(() => {});
  expect(timers.pending()).toBe(0);
  timers.stop();
});

test('a late response to an abandoned request is let go of', async () => {
  let cancelled = false;
  let respondLate: (response: Response) => void = () => {};
  const fetch = () =>
    new Promise<Response>((resolve) => {
      respondLate = resolve;
    });
  await failureOf(createClient(server, { fetch, maxRetries: 0, attemptTimeoutMs: 10 }).request(get));
  const cancel = () => {
    cancelled = true;
  };
  respondLate(new Response(new ReadableStream({ cancel })));
  await connectionIsIdle();
  expect(cancelled).toBe(true);
});

test('ten thousand calls do not grow the memory', async () => {
  const fetch = async () => new Response('{}');
  const client = createClient(server, { fetch });
  const { signal } = new AbortController();
  const calls = async (count: number) => {
    for (let call = 0; call < count; call += 1) await client.request(get, { signal });
    await connectionIsIdle();
  };
  await calls(1000);
  const before = heapAfterCollection();
  await calls(10_000);
  expect(heapAfterCollection() - before).toBeLessThan(4 * 2 ** 20);
});
