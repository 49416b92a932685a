import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { type ApiError, ConfigError, fetchWithRetry, NotFoundError, ServerError } from '../src/index.ts';
import { commitThen, cutBody, html, json, redirect, reset, respond, stallInBody } from './fault-server.ts';
import { failureOf, KEY, useFaultServer } from './setup.ts';

const server = useFaultServer();
const quick = { initialDelayMs: 1, random: () => 0, logger: false } as const;
const url = () => `${server.origin}/cyber-assets?limit=5`;

test("the documentation's own call gives the documentation's own result", async () => {
  server.script(json(200, [{ id: '1' }], { 'X-Total': '1' }));
  const response = await fetchWithRetry(url(), { headers: { 'X-API-Key': KEY } });
  expect(response).toBeInstanceOf(Response);
  expect([response.ok, response.status, response.url, response.headers.get('x-total')]).toEqual([
    true,
    200,
    url(),
    '1',
  ]);
  expect(await response.json()).toEqual([{ id: '1' }]);
  expect(server.requests[0]?.headers['x-api-key']).toBe(KEY);
  expect(server.requests[0]?.url).toBe('/cyber-assets?limit=5');
});

test('an error has the status and the body that the documentation reads', async () => {
  const body = { error: 'Not Found', message: 'Facility not found' };
  server.script(json(404, body));
  const error = (await failureOf(fetchWithRetry(url(), { headers: { 'X-API-Key': KEY } }))) as ApiError;
  expect(error).toBeInstanceOf(NotFoundError);
  expect([error.status, error.body]).toEqual([404, body]);
  expect(error.message).toBe('Not Found - Facility not found (GET /cyber-assets)');
});

test('the third argument is the number of retries', async () => {
  server.script(html(503));
  expect(await failureOf(fetchWithRetry(url(), quick, 1))).toMatchObject({ status: 503, attempts: 2 });
  expect(await failureOf(fetchWithRetry(url(), quick, 0))).toMatchObject({ attempts: 1 });
  expect(await failureOf(fetchWithRetry(url(), quick))).toMatchObject({ attempts: 5 });
});

test('an HTML 502 keeps its status instead of being a SyntaxError', async () => {
  server.script(html(502));
  const error = await failureOf(fetchWithRetry(url(), quick, 0));
  expect(error).toBeInstanceOf(ServerError);
  expect(error).toMatchObject({ status: 502, body: expect.stringContaining('nginx') });
});

test('network errors and cut bodies are retried', async () => {
  server.script(reset.beforeHeaders, cutBody(200), json(200, { ok: true }));
  expect(await (await fetchWithRetry(url(), quick)).json()).toEqual({ ok: true });
});

test('a stalled response ends by its deadline', async () => {
  server.script(stallInBody(200));
  const error = await failureOf(fetchWithRetry(url(), { ...quick, attemptTimeoutMs: 50 }, 0));
  expect(error).toMatchObject({ name: 'TimeoutError' });
});

test('a redirect is not followed with the key, not even when asked to', async () => {
  server.script(redirect(302, '/elsewhere'));
  const error = await failureOf(fetchWithRetry(url(), { redirect: 'follow', headers: { 'X-API-Key': KEY } }));
  expect(error).toMatchObject({ status: 302 });
  expect(server.requests).toHaveLength(1);
});

test('a POST is not sent blindly: all its attempts carry one Idempotency-Key', async () => {
  server.script(commitThen(reset.beforeHeaders), commitThen(json(201, {})));
  await fetchWithRetry(url(), {
    ...quick,
    method: 'post',
    body: '{"a":1}',
    headers: { 'Content-Type': 'application/json' },
  });
  expect(server.requests.map(({ method, body }) => [method, body.toString()])).toEqual([
    ['POST', '{"a":1}'],
    ['POST', '{"a":1}'],
  ]);
  expect(server.committed).toHaveLength(1);
  server.script(json(201, {}));
  await fetchWithRetry(url(), { ...quick, method: 'PUT', headers: [['Idempotency-Key', 'mine']] });
  expect(server.requests[0]?.headers['idempotency-key']).toBe('mine');
});

test('the option idempotencyKey counts as it does for the client', async () => {
  const post = { ...quick, method: 'POST', body: '{}' };
  const sentKeys = () => server.requests.map(({ headers }) => headers['idempotency-key']);
  server.script(html(503), json(201, {}));
  await fetchWithRetry(url(), { ...post, idempotencyKey: 'import-1', headers: { 'Idempotency-Key': 'by-header' } });
  expect(sentKeys()).toEqual(['import-1', 'import-1']);

  server.script(html(503), json(201, {}));
  const error = await failureOf(
    fetchWithRetry(url(), { ...post, idempotencyKey: false, headers: { 'Idempotency-Key': 'by-header' } }),
  );
  expect(error).toMatchObject({ status: 503, attempts: 1, notRetried: expect.stringContaining('Idempotency-Key') });
  expect(sentKeys()).toEqual([undefined]);

  server.script(json(201, {}));
  const refused = [{ idempotencyKey: 'work-order 4711' }, { headers: { 'Idempotency-Key': 'work-order 4711' } }];
  for (const options of refused)
    expect(await failureOf(fetchWithRetry(url(), { ...post, ...options }))).toBeInstanceOf(ConfigError);
  expect(server.requests).toHaveLength(0);
});

const form = () => {
  const data = new FormData();
  data.append('file', new Blob(['a,b']), 'a.csv');
  return data;
};
const bodies: Record<string, () => BodyInit> = {
  'a form': form,
  bytes: () => new Uint8Array([1, 2, 3]),
  'a view of bytes': () => new DataView(new ArrayBuffer(4), 1, 2),
  'an ArrayBuffer': () => new ArrayBuffer(3),
  'a Blob': () => new Blob(['abc'], { type: 'text/csv' }),
  'search parameters': () => new URLSearchParams({ a: 'b c' }),
  'a string': () => 'abc',
};
for (const [name, make] of Object.entries(bodies)) {
  test(`${name} is sent with the same bytes and type on each attempt, as fetch would send it`, async () => {
    server.script(html(503), json(200, {}));
    await fetchWithRetry(url(), { ...quick, method: 'POST', body: make() });
    const [first, second] = server.requests;
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
    expect(second?.headers['content-type']).toBe(first?.headers['content-type']);
    const plain = new Request('http://localhost', { method: 'POST', body: make() });
    expect(first?.headers['content-type']?.split(';')[0]).toBe(plain.headers.get('content-type')?.split(';')[0]);
    expect(first?.body.length).toBe((await plain.arrayBuffer()).byteLength);
  });
}

test('a stream is sent once, and the error says why', async () => {
  server.script(html(503), json(200, {}));
  const body = new Blob(['abc']).stream();
  const error = await failureOf(fetchWithRetry(url(), { ...quick, method: 'POST', body }));
  expect(error).toMatchObject({ status: 503, attempts: 1, notRetried: expect.stringContaining('stream') });
});

test('a Request is taken as fetch takes it, and its body can be sent again', async () => {
  server.script(html(503), json(200, { ok: true }));
  const request = new Request(url(), {
    method: 'PATCH',
    body: '{"a":1}',
    headers: { 'Content-Type': 'application/json', 'X-API-Key': KEY },
  });
  expect(await (await fetchWithRetry(request, quick)).json()).toEqual({ ok: true });
  expect(
    server.requests.map(({ method, body, headers }) => [method, body.toString(), headers['content-type']]),
  ).toEqual([
    ['PATCH', '{"a":1}', 'application/json'],
    ['PATCH', '{"a":1}', 'application/json'],
  ]);
  await expect(fetchWithRetry(new Request(url(), { signal: AbortSignal.abort() }))).rejects.toMatchObject({
    name: 'AbortError',
  });
});

test('an empty success is a Response without a body', async () => {
  server.script(respond(204, ''));
  const response = await fetchWithRetry(new URL(url()), null);
  expect([response.status, await response.text()]).toEqual([204, '']);
});

test('a signal ends the call', async () => {
  server.script(stallInBody(200));
  const controller = new AbortController();
  const failure = failureOf(fetchWithRetry(url(), { ...quick, signal: controller.signal }));
  while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  expect(await failure).toMatchObject({ name: 'AbortError' });
});

test('the key that was sent is in no error, also not when it is in the address', async () => {
  server.script(json(401, { error: 'Unauthorized', message: `bad key ${KEY}` }, { Location: KEY }));
  const error = await failureOf(fetchWithRetry(`${server.origin}/x?key=${KEY}`, { headers: { 'X-API-Key': KEY } }));
  expect(inspect(error, { depth: null }) + JSON.stringify(error)).not.toContain(KEY);
});

test('bad values reject and send nothing', async () => {
  server.script(json(200, {}));
  const calls = [
    fetchWithRetry(url(), quick, -1),
    fetchWithRetry(url(), quick, Number.NaN),
    fetchWithRetry(url(), { initialDelayMs: 0 }),
    fetchWithRetry(url(), { headers: { 'bad name': 'x' } }),
    fetchWithRetry(url(), { signal: {} as AbortSignal }),
    fetchWithRetry(url(), { body: 'a GET with a body' }),
    fetchWithRetry(url(), { method: 'TRACE' }),
    fetchWithRetry(url(), { mode: 'navigate' }),
    fetchWithRetry(url(), { headers: { 'Content-Length': '7' } }),
    fetchWithRetry('not a url'),
    fetchWithRetry('https://user:pass@api.example/'),
    fetchWithRetry('ftp://api.example/'),
    fetchWithRetry('http://api.example/', { headers: { 'X-API-Key': KEY } }),
  ];
  for (const call of calls) expect(await failureOf(call)).toBeInstanceOf(ConfigError);
  expect(server.requests).toHaveLength(0);
});

test('an outage is not multiplied by five by the helper either', async () => {
  server.script(html(503));
  for (let call = 0; call < 40; call += 1) await failureOf(fetchWithRetry(url(), quick));
  expect(server.requests.length).toBeLessThanOrEqual(40 + 36);
});
