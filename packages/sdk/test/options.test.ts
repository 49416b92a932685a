import { afterEach, expect, test, vi } from 'vitest';
import { type ClientOptions, ConfigError, fetchWithRetry, RaptorComply } from '../src/index.ts';
import { json } from './fault-server.ts';
import { createClient, failureOf, KEY, quick, useFaultServer } from './setup.ts';

const server = useFaultServer();
const get = { method: 'GET', path: '/facilities' } as const;

afterEach(() => {
  vi.unstubAllEnvs();
});

const badNumbers = [Number.NaN, -1, '5', null, Number.NEGATIVE_INFINITY, {}];
const bad: Record<string, unknown[]> = {
  maxRetries: [...badNumbers, 1.5, Number.POSITIVE_INFINITY],
  initialDelayMs: [...badNumbers, 0, Number.POSITIVE_INFINITY],
  maxDelayMs: [...badNumbers, 0, Number.POSITIVE_INFINITY],
  maxRetryAfterMs: badNumbers,
  attemptTimeoutMs: [...badNumbers, 0],
  totalTimeoutMs: [...badNumbers, 0],
  onRetry: [7, 'log', null],
  signal: [{}, 'abort', null, new AbortController()],
  headers: [
    { 'bad name': 'x' },
    { name: 'bad\nvalue' },
    { 'Content-Length': '3' },
    { connection: 'close' },
    7,
    { 'X-API-Key': 'x' },
  ],
  apiKey: ['with space', 'with\nline', '', ' \n', 7, null],
  idempotencyKey: [7, '', 'line\nbreak', ' padded ', 'é', 'x'.repeat(256), true, null],
  ifMatch: [7, '', 'line\nbreak', {}],
  atemptTimeoutMs: [1000],
};
for (const [name, values] of Object.entries(bad)) {
  test(`a bad ${name} of a call throws at once and sends nothing`, async () => {
    server.script(json(200, {}));
    for (const value of values) {
      const call = createClient(server).request({ ...get, method: 'POST' }, { [name]: value });
      expect([value, await failureOf(call)]).toEqual([value, expect.any(ConfigError)]);
    }
    expect(server.requests).toHaveLength(0);
  });
}

const badOfClient = {
  ...bad,
  baseUrl: [
    '',
    'api.example',
    'ftp://api.example',
    'https://user:pass@api.example',
    'https://api.example/?a=1',
    'https://api.example/#x',
    7,
    null,
  ],
  fetch: ['fetch', null],
  logger: [{}, true, null],
  random: [0.5, null],
  maxResponseBytes: [0, -1, Number.NaN, '5', 1.5],
  allowInsecureHttp: ['yes', 1],
  idempotencyKey: ['one-for-all', true],
  baseURL: ['https://api.example'],
};
for (const [name, values] of Object.entries(badOfClient)) {
  test(`a bad ${name} of a client throws at once`, () => {
    for (const value of values) {
      expect([value, () => new RaptorComply({ ...quick(server), [name]: value } as ClientOptions)]).toEqual([
        value,
        expect.any(Function),
      ]);
      expect(() => new RaptorComply({ ...quick(server), [name]: value } as ClientOptions)).toThrow(ConfigError);
    }
  });
}

test('an option that is undefined counts as absent', async () => {
  server.script(json(200, { ok: true }));
  const none = (names: string[]): object => Object.fromEntries(names.map((name) => [name, undefined]));
  const ofBoth = Object.keys(bad).filter((name) => name !== 'atemptTimeoutMs' && name !== 'ifMatch');
  const ofClient = none([...ofBoth, 'fetch', 'random', 'maxResponseBytes', 'allowInsecureHttp']);
  const client = createClient(server, { ...ofClient, apiKey: KEY });
  expect(await client.request(get, none([...ofBoth, 'ifMatch']))).toEqual({ ok: true });
});

test('apiKey and baseUrl default to RAPTOR_COMPLY_API_KEY and RAPTOR_COMPLY_URL', async () => {
  server.script(json(200, { ok: true }));
  vi.stubEnv('RAPTOR_COMPLY_API_KEY', KEY);
  vi.stubEnv('RAPTOR_COMPLY_URL', server.origin);
  await new RaptorComply().request(get);
  expect(server.requests[0]?.headers['x-api-key']).toBe(KEY);
});

test('without a key or an address there is no client, and the error names the variable', () => {
  vi.stubEnv('RAPTOR_COMPLY_API_KEY', '');
  vi.stubEnv('RAPTOR_COMPLY_URL', '');
  expect(() => new RaptorComply({ baseUrl: server.origin })).toThrow(/RAPTOR_COMPLY_API_KEY/);
  expect(() => new RaptorComply({ apiKey: KEY })).toThrow(/RAPTOR_COMPLY_URL/);
});

test('a method that is none throws and sends nothing', async () => {
  server.script(json(200, {}));
  for (const method of ['get', 'TRACE', '']) {
    await expect(createClient(server).request({ method: method as 'GET', path: '/x' })).rejects.toBeInstanceOf(
      ConfigError,
    );
  }
  expect(server.requests).toHaveLength(0);
});

test('headers of the call go over those of the client, and over the defaults', async () => {
  server.script(json(200, {}));
  const client = createClient(server, { headers: { 'X-Team': 'a', 'X-App': 'b' } });
  await client.request(get, { headers: new Headers({ 'x-team': 'c', Accept: 'application/vnd.api+json' }) });
  expect(server.requests[0]?.headers).toMatchObject({
    'x-team': 'c',
    'x-app': 'b',
    accept: 'application/vnd.api+json',
    'x-api-key': KEY,
  });
});

const headersWithNothing = {
  'an object': { 'X-Trace': undefined, Traceparent: null, 'X-App': 'b' },
  pairs: [
    ['X-Trace', undefined],
    ['Traceparent', null],
    ['X-App', 'b'],
  ],
} as const;
for (const [name, headers] of Object.entries(headersWithNothing)) {
  test(`headers that are undefined or null, in ${name}, are not sent`, async () => {
    server.script(json(200, {}));
    await createClient(server, { headers }).request(get);
    await createClient(server, { headers: { 'X-Trace': 'of the client' } }).request(get, { headers });
    await fetchWithRetry(server.origin, { headers: headers as unknown as HeadersInit });
    const sent = server.requests.map((request) => request.headers);
    expect(sent.map((all) => [all['x-trace'], all.traceparent, all['x-app']])).toEqual([
      [undefined, undefined, 'b'],
      ['of the client', undefined, 'b'],
      [undefined, undefined, 'b'],
    ]);
  });
}

test('an ifMatch that is null or undefined, as headers.get gives it, is no condition', async () => {
  server.script(json(200, {}));
  for (const ifMatch of [null, undefined]) await createClient(server).request({ ...get, method: 'PUT' }, { ifMatch });
  expect(server.requests.map(({ headers }) => headers['if-match'])).toEqual([undefined, undefined]);
});

for (const around of ['\n', '\r\n', ' ', '\t\n', '\n\n']) {
  test(`a key from a file, which ends with ${JSON.stringify(around)}, is the key`, async () => {
    server.script(json(200, {}));
    const client = createClient(server, { apiKey: KEY + around });
    await client.request(get);
    await client.request(get, { apiKey: around + KEY + around });
    vi.stubEnv('RAPTOR_COMPLY_API_KEY', KEY + around);
    vi.stubEnv('RAPTOR_COMPLY_URL', server.origin + around);
    await new RaptorComply().request(get);
    await fetchWithRetry(server.origin, { headers: { 'X-API-Key': KEY + around } });
    expect(server.requests.map(({ headers }) => headers['x-api-key'])).toEqual([KEY, KEY, KEY, KEY]);
  });
}

const joined = [
  ['/facilities?limit=5', { q: 'a b' }, '/facilities?limit=5&q=a+b'],
  ['/facilities?', { q: 'a' }, '/facilities?q=a'],
  ['/facilities?limit=5&', { q: 'a' }, '/facilities?limit=5&q=a'],
  ['/facilities?limit=5', {}, '/facilities?limit=5'],
  ['/facilities?limit=5', { q: undefined }, '/facilities?limit=5'],
  ['/facilities', { q: undefined, ids: ['a', 'b'] }, '/facilities?ids=a&ids=b'],
] as const;
for (const [path, query, url] of joined) {
  test(`the path ${path} and the query ${JSON.stringify(query)} are sent as ${url}`, async () => {
    server.script(json(200, {}));
    await createClient(server).request({ method: 'GET', path, query });
    await createClient(server).request({ method: 'GET', path, query }, { asOf: '2026-03-31' });
    expect(server.requests.map((request) => request.url)).toEqual([
      url,
      `${url}${url.includes('?') ? '&' : '?'}asOf=2026-03-31`,
    ]);
  });
}

test('a path with a fragment, which would swallow the query, is refused', async () => {
  server.script(json(200, {}));
  const call = createClient(server).request({ method: 'GET', path: '/facilities#1', query: { q: 'a' } });
  expect(await failureOf(call)).toBeInstanceOf(ConfigError);
  expect(server.requests).toHaveLength(0);
});

test('an id that is empty or a path step rejects and sends nothing', async () => {
  server.script(json(200, {}));
  const comply = new RaptorComply(quick(server));
  for (const id of ['', '.', '..']) await expect(comply.facilities.get(id)).rejects.toBeInstanceOf(ConfigError);
  expect(server.requests).toHaveLength(0);
});

test('an id with slashes, dots and signs stays one segment on the wire', async () => {
  server.script(json(200, {}));
  await new RaptorComply(quick(server)).facilities.get('../api-keys?x=1#é');
  expect(server.requests[0]?.url).toBe('/facilities/..%2Fapi-keys%3Fx%3D1%23%C3%A9');
});

test('options given where the query belongs are refused instead of being sent', async () => {
  server.script(json(200, []));
  const query = { signal: new AbortController().signal } as object;
  await expect(new RaptorComply(quick(server)).facilities.list(query)).rejects.toBeInstanceOf(ConfigError);
  expect(server.requests).toHaveLength(0);
});
