import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
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

test('no rejection is left unhandled, however calls end and whether or not somebody waits for them', async () => {
  const unhandled: unknown[] = [];
  const record = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', record);
  for (const fault of [html(503), cutBody(200), stall, json(200, [])]) {
    server.script(fault);
    const client = createClient(server, { maxRetries: 1, attemptTimeoutMs: 20 });
    const controller = new AbortController();
    const calls = [
      client.request(get),
      client.requestList(get),
      client.request(get, { signal: controller.signal }),
      client.request(get, { maxRetries: -1 }),
    ];
    void calls[0]?.withResponse().catch(() => {});
    controller.abort();
    await Promise.allSettled(calls.slice(1));
  }
  await connectionIsIdle();
  await connectionIsIdle();
  process.off('unhandledRejection', record);
  expect(unhandled).toEqual([]);
});

test('calls that ended leave no timer', async () => {
  const timers = trackTimers();
  server.script(html(503), json(200, {}), json(404, {}), stall, json(200, {}));
  const client = createClient(server, { attemptTimeoutMs: 50 });
  for (let call = 0; call < 3; call += 1) await client.request(get).catch(() => {});
  expect(timers.pending()).toBe(0);
  timers.stop();
});

test('a late answer to an abandoned request is let go of', async () => {
  let cancelled = false;
  let answerLate: (response: Response) => void = () => {};
  const fetch = () =>
    new Promise<Response>((resolve) => {
      answerLate = resolve;
    });
  await failureOf(createClient(server, { fetch, maxRetries: 0, attemptTimeoutMs: 10 }).request(get));
  const cancel = () => {
    cancelled = true;
  };
  answerLate(new Response(new ReadableStream({ cancel })));
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
