import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConnectionError, fetchWithRetry, type HeadersLike, NotFoundError, ServerError } from '../src/index.ts';
import {
  closeOnReuse,
  corruptGzip,
  cutBody,
  endless,
  html,
  json,
  raw,
  reset,
  respond,
  stall,
  startFaultServer,
} from './fault-server.ts';
import { connectionIsIdle, createClient, failureOf, recordRetries, useFaultServer } from './setup.ts';

const server = useFaultServer();
const get = { method: 'GET', path: '/facilities' } as const;

for (const status of [429, 500, 501, 502, 503, 504, 507, 529, 599]) {
  test(`a ${status} is retried until it succeeds`, async () => {
    server.script(json(status, { error: 'x', message: 'y' }), html(status), json(200, { ok: true }));
    const { data, attempts } = await createClient(server).request(get).withResponse();
    expect([data, attempts, server.requests.length]).toEqual([{ ok: true }, 3, 3]);
  });
}

for (const status of [400, 401, 403, 404, 405, 408, 409, 412, 413, 415, 418, 422, 425, 451]) {
  test(`a ${status} is not retried`, async () => {
    server.script(json(status, { error: 'No', message: 'no' }, { 'Retry-After': '0' }), json(200, {}));
    await expect(createClient(server).request(get)).rejects.toMatchObject({ status, attempts: 1, previous: [] });
    expect(server.requests).toHaveLength(1);
  });
}

test('five attempts are the default, and the error holds the four before', async () => {
  server.script(
    reset.beforeHeaders,
    html(502),
    json(429, { error: 'Too Many Requests', message: 'slow down' }),
    json(500, {}),
    json(503, { error: 'Service Unavailable', message: 'shutting down' }),
  );
  const error = (await failureOf(createClient(server).request(get))) as ServerError;
  expect(server.requests).toHaveLength(5);
  expect(error.message).toBe('Service Unavailable - shutting down (GET /facilities, 5 attempts)');
  expect(error.previous.map(({ name, attempts }) => [name, attempts])).toEqual([
    ['ConnectionError', 1],
    ['ServerError', 2],
    ['RateLimitError', 3],
    ['ServerError', 4],
  ]);
});

const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
  .version;
const senders = {
  'a client': (headers: HeadersLike) => createClient(server, { headers }).request(get),
  fetchWithRetry: (headers: HeadersLike) =>
    fetchWithRetry(server.origin, { headers, initialDelayMs: 1, logger: false } as object),
};
for (const [name, send] of Object.entries(senders)) {
  test(`${name} says who it is and which attempt a request is`, async () => {
    server.script(html(503), reset.beforeHeaders, json(200, {}));
    await send({});
    const sent = server.requests.map(({ headers }) => [headers['user-agent'], headers['x-attempt-number']]);
    const agent = `raptor-comply-sdk/${version}`;
    expect(sent).toEqual([
      [agent, '1'],
      [agent, '2'],
      [agent, '3'],
    ]);
    server.script(json(200, {}));
    await send({ 'User-Agent': 'acme-loader/2' });
    expect(server.requests[0]?.headers['user-agent']).toBe('acme-loader/2');
  });
}

test('maxRetries 0 sends once', async () => {
  server.script(html(503));
  await expect(createClient(server, { maxRetries: 0 }).request(get)).rejects.toBeInstanceOf(ServerError);
  expect(server.requests).toHaveLength(1);
});

test("a call's options go before the client's", async () => {
  server.script(html(503));
  await expect(createClient(server, { maxRetries: 3 }).request(get, { maxRetries: 1 })).rejects.toMatchObject({
    attempts: 2,
  });
});

const broken = {
  'reset before the headers': reset.beforeHeaders,
  'reset in the middle of the headers': reset.duringHeaders,
  'reset after the headers': reset.afterHeaders,
  'cut in the body': cutBody(200),
  'closed without a response': raw('', { thenClose: true }),
  'not HTTP at all': raw('SSH-2.0-OpenSSH_9.2\r\n'),
};
for (const [name, fault] of Object.entries(broken)) {
  test(`a connection that is ${name} is retried`, async () => {
    server.script(fault, json(200, { ok: true }));
    expect(await createClient(server).request(get)).toEqual({ ok: true });
    expect(server.requests).toHaveLength(2);
  });
}

test('an idle connection that closes as it is reused is retried', async () => {
  // A server of its own, so that the pool holds no other connection to it.
  const closing = await startFaultServer();
  closing.script(closeOnReuse(200, { first: true }), json(200, { second: true }));
  const client = createClient(closing);
  await client.request(get);
  await connectionIsIdle();
  const { data, attempts } = await client.request(get).withResponse();
  expect([data, attempts, closing.connections]).toEqual([{ second: true }, 2, 2]);
  await closing.close();
});

test('an attempt that times out is retried', async () => {
  server.script(stall, json(200, { ok: true }));
  expect(await createClient(server, { attemptTimeoutMs: 500 }).request(get)).toEqual({ ok: true });
});

test('a refused connection is retried, and the error names the code', async () => {
  const client = createClient(server, { baseUrl: 'http://127.0.0.1:9', maxRetries: 2 });
  const refused: typeof fetch = async () => {
    throw Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    });
  };
  const error = (await failureOf(
    createClient(server, { fetch: refused, maxRetries: 2 }).request(get),
  )) as ConnectionError;
  expect(error).toMatchObject({ code: 'ECONNREFUSED', unsent: true, attempts: 3 });
  await expect(client.request(get)).rejects.toBeInstanceOf(ConnectionError);
});

test('every retry can be seen, by onRetry and by the logger', async () => {
  server.script(json(429, {}), html(503), reset.beforeHeaders, stall, json(200, {}));
  const { events, onRetry } = recordRetries();
  const lines: string[] = [];
  const logger = { warn: (message: string) => lines.push(message) };
  await createClient(server, { onRetry, logger, initialDelayMs: 2, attemptTimeoutMs: 500 }).request(get);
  expect(events.map(({ attempt, delayMs, reason, status }) => ({ attempt, delayMs, reason, status }))).toEqual([
    { attempt: 1, delayMs: 2, reason: 'throttled', status: 429 },
    { attempt: 2, delayMs: 4, reason: 'server-error', status: 503 },
    { attempt: 3, delayMs: 8, reason: 'connection', status: undefined },
    { attempt: 4, delayMs: 16, reason: 'timeout', status: undefined },
  ]);
  expect(lines).toHaveLength(4);
  expect(lines[0]).toBe('Too Many Requests (GET /facilities); retry 1 of 4 in 2 ms');
});

test('an onRetry, a logger or a random that throws does not harm the call', async () => {
  server.script(html(503), html(503), json(200, { ok: true }, { Deprecation: '@1688169599' }));
  const explode = () => {
    throw new Error('in a callback');
  };
  const rejecting = (async () => explode()) as () => void;
  const client = createClient(server, { onRetry: explode, logger: { warn: explode }, random: explode });
  expect(await client.request(get)).toEqual({ ok: true });
  server.script(html(503), json(200, { ok: true }));
  expect(await client.request(get, { onRetry: rejecting })).toEqual({ ok: true });
});

test('an outage is not multiplied by five: an empty budget sends each call once', async () => {
  server.script(html(503));
  const client = createClient(server);
  for (let call = 0; call < 20; call += 1) await failureOf(client.request(get));
  expect(server.requests).toHaveLength(20 + 33);
  const error = (await failureOf(client.request(get))) as ServerError;
  expect(error).toMatchObject({ attempts: 1, notRetried: "the client's retry budget is exhausted" });

  server.script(json(200, {}));
  for (let call = 0; call < 14; call += 1) await client.request(get);
  server.script(html(503), json(200, { ok: true }));
  expect(await client.request(get)).toEqual({ ok: true });
});

test('budgets belong to clients: one that is used up does not starve another', async () => {
  server.script(html(503));
  const client = createClient(server);
  for (let call = 0; call < 20; call += 1) await failureOf(client.request(get));
  server.script(html(503), json(200, { ok: true }));
  expect(await createClient(server).request(get)).toEqual({ ok: true });
});

test('a 5xx is retried whatever its body is', async () => {
  server.script(
    cutBody(503),
    corruptGzip(502),
    endless(500),
    respond(504, Uint8Array.of(0xff, 0xfe, 0)),
    json(200, { ok: true }),
  );
  expect(await createClient(server).request(get)).toEqual({ ok: true });
});

test('a 404 is the class that its name says', async () => {
  server.script(json(404, { error: 'Not Found', message: 'Facility not found' }));
  await expect(createClient(server).request(get)).rejects.toBeInstanceOf(NotFoundError);
});
