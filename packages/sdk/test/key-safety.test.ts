import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { ApiError, ConfigError, ListPromise, ParseError, RaptorComply, type RaptorComplyError } from '../src/index.ts';
import { type Fault, html, json, raw, redirect, respond, startFaultServer } from './fault-server.ts';
import { createClient, failureOf, KEY, quick, useFaultServer } from './setup.ts';

const server = useFaultServer();
const get = { method: 'GET', path: '/facilities' } as const;

/** Everything that a log could make of a value. */
function spellOut(value: unknown): string {
  const own = value instanceof Error ? [value.message, value.stack, String(value), String(value.cause)] : [];
  return [inspect(value, { depth: null, showHidden: true, getters: true }), JSON.stringify(value), ...own].join('\n');
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`a ${status} is not followed: the key stays at its origin`, async () => {
    const elsewhere = await startFaultServer();
    server.script(redirect(status, `${elsewhere.origin}/facilities`));
    const error = (await failureOf(createClient(server).request(get))) as ApiError;
    expect(error).toBeInstanceOf(ApiError);
    expect(error.status).toBe(status);
    expect(error.message).toContain('redirects are not followed');
    expect([server.requests.length, elsewhere.requests.length]).toEqual([1, 0]);
    await elsewhere.close();
  });
}

test('a redirect of a write, to the same server, is not followed either', async () => {
  server.script(redirect(307, '/other'));
  await expect(createClient(server).request({ method: 'POST', path: '/x' })).rejects.toMatchObject({ status: 307 });
  expect(server.requests).toHaveLength(1);
});

test("a browser's opaque redirect, status 0, is an ApiError and is not retried", async () => {
  let calls = 0;
  const fetch = async () => {
    calls += 1;
    const response = Response.error();
    Object.defineProperty(response, 'type', { value: 'opaqueredirect' });
    return response;
  };
  const error = (await failureOf(createClient(server, { fetch }).request(get))) as ApiError;
  expect([error.status, error.error, calls]).toEqual([0, 'Redirect', 1]);
});

const spellings = { plain: KEY, 'percent-encoded': encodeURIComponent(KEY), 'in upper case': KEY.toUpperCase() };
for (const [name, spelling] of Object.entries(spellings)) {
  const echoes: Record<string, Fault> = {
    'a JSON body': json(401, {
      error: `Unauthorized ${spelling}`,
      message: `Invalid API key ${spelling}`,
      [spelling]: [{ deep: spelling }],
    }),
    'an HTML body': respond(502, `<p>X-API-Key: ${spelling}</p>`),
    'a 200 that is no JSON': respond(200, `debug: ${spelling}`),
    'the headers': json(403, {}, { 'X-Debug': `key=${spelling}`, 'X-Request-Id': spelling, 'Retry-After': spelling }),
    'a redirect': redirect(302, `https://elsewhere.example/?key=${spelling}`),
    'a body cut in the middle of it': raw(`HTTP/1.1 500 X\r\nContent-Length: 999\r\n\r\nkey ${spelling.slice(0, 40)}`, {
      thenClose: true,
    }),
    'deprecation headers': json(404, {}, { Deprecation: spelling, Sunset: spelling }),
  };
  for (const [place, fault] of Object.entries(echoes)) {
    test(`a key that is echoed ${name} in ${place} is in no error, no log and no retry event`, async () => {
      server.script(fault);
      const seen: unknown[] = [];
      const logger = { warn: (...parameters: unknown[]) => seen.push(parameters) };
      const client = createClient(server, { logger, onRetry: (event) => seen.push(event), maxRetries: 2 });
      seen.push(await failureOf(client.request(get)));
      const text = seen.map(spellOut).join('\n').toLowerCase();
      expect(text).not.toContain(KEY.toLowerCase());
      expect(text).not.toContain(KEY.slice(0, 40).toLowerCase());
    });
  }
}

test("a runtime's error that holds the request comes without the key", async () => {
  const fetch = (async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    throw Object.assign(new Error(`failed with ${KEY}`, { cause: { init } }), {
      request,
      config: init,
      code: `E_${KEY}`,
    });
  }) as typeof globalThis.fetch;
  const error = await failureOf(createClient(server, { fetch, maxRetries: 1 }).request(get));
  expect(error).toMatchObject({ name: 'ConnectionError', attempts: 2 });
  expect(spellOut(error)).not.toContain(KEY);
});

test('the key is in no print and no JSON of a client, a resource, a call or its result', async () => {
  server.script(json(200, { ok: true }));
  const comply = new RaptorComply(quick(server));
  const call = comply.request(get);
  const result = await call.withResponse();
  server.script(json(200, []));
  const list = comply.facilities.list();
  expect(list).toBeInstanceOf(ListPromise);
  await list;
  for (const value of [comply, comply.facilities, call, list, result]) expect(spellOut(value)).not.toContain(KEY);
});

test('a key of one call, and credentials in headers, are kept out of errors too', async () => {
  const other = 'rc_test_another0123456789';
  server.script(json(401, { error: 'Unauthorized', message: `${other} ${KEY} Zm9vOmJhcg==` }));
  const headers = { Authorization: 'Basic Zm9vOmJhcg==' };
  const error = await failureOf(createClient(server).request(get, { apiKey: other, headers }));
  expect((error as Error).message).toContain('[redacted] [redacted] [redacted]');
  expect(server.requests[0]?.headers['x-api-key']).toBe(other);
});

for (const url of [
  'http://api.example',
  'http://10.0.0.1',
  'http://localhost.evil.example',
  'http://127.0.0.1.nip.io',
  'http://[::2]',
  'http://0.0.0.0',
]) {
  test(`${url} is refused, as the key would cross a network unencrypted`, () => {
    expect(() => new RaptorComply({ apiKey: KEY, baseUrl: url })).toThrow(ConfigError);
    expect(() => new RaptorComply({ apiKey: KEY, baseUrl: url, allowInsecureHttp: true })).not.toThrow();
  });
}

for (const url of [
  'http://localhost:3000',
  'http://127.0.0.1',
  'http://127.1',
  'http://[::1]:8080',
  'http://api.localhost',
  'https://api.example/prefix/',
]) {
  test(`${url} is accepted`, () => {
    expect(() => new RaptorComply({ apiKey: KEY, baseUrl: url })).not.toThrow();
  });
}

test('a next page at another origin is refused, and the key does not go there', async () => {
  const elsewhere = await startFaultServer();
  const targets = [
    `${elsewhere.origin}/facilities?cursor=2`,
    `//${new URL(elsewhere.origin).host}/x`,
    'https://127.0.0.1/x',
    'data:,x',
    'http://user:pass@127.0.0.1/x',
    `${server.origin.replace('//', '//user:pass@')}/x`,
  ];
  for (const target of targets) {
    server.script(json(200, [1], { Link: `<${target}>; rel="next"` }));
    const read: unknown[] = [];
    const iterate = async () => {
      for await (const item of createClient(server).requestList(get)) read.push(item);
    };
    const error = (await failureOf(iterate())) as ParseError;
    expect(error).toBeInstanceOf(ParseError);
    expect(error.message).toContain('next page is outside the base URL');
    expect([read, server.requests.length]).toEqual([[1], 1]);
  }
  expect(elsewhere.requests).toHaveLength(0);
  await elsewhere.close();
});

test('a next page under another prefix is refused, and the key does not go there', async () => {
  const targets = [
    '/facilities?cursor=2',
    '/',
    '/raptor-2/facilities?cursor=2',
    '../facilities?cursor=2',
    '%2e%2e/facilities?cursor=2',
    '..%2Ffacilities?cursor=2',
    '/raptor/..%5cfacilities?cursor=2',
    `${server.origin}/facilities?cursor=2`,
  ];
  for (const target of targets) {
    server.script(json(200, [1], { Link: `<${target}>; rel="next"` }));
    const before = server.requests.length;
    const client = createClient(server, { baseUrl: `${server.origin}/raptor` });
    const iterate = async () => {
      for await (const _ of client.requestList(get));
    };
    const error = (await failureOf(iterate())) as ParseError;
    expect(error, target).toBeInstanceOf(ParseError);
    expect(error.message).toContain('next page is outside the base URL');
    expect(server.requests.length - before).toBe(1);
  }
});

test('a path cannot go on where the host ends', async () => {
  const client = createClient(server, { fetch: () => Promise.reject(new Error('it was sent')) });
  for (const path of [
    '.evil.example/x',
    '@evil.example/x',
    ':80@evil.example',
    '',
    'https://evil.example',
    '\\\\evil.example',
  ]) {
    expect(await failureOf(client.request({ method: 'GET', path }))).toBeInstanceOf(ConfigError);
  }
  const urls: string[] = [];
  const fetch = (async (url: string) => {
    urls.push(new URL(url).origin);
    return new Response('{}');
  }) as typeof globalThis.fetch;
  for (const path of ['//evil.example/x', '/\\evil.example', '/../..//evil.example'])
    await createClient(server, { fetch }).request({ method: 'GET', path });
  expect(new Set(urls)).toEqual(new Set([server.origin]));
});

test('a key that a header cannot carry is refused without being repeated', () => {
  for (const apiKey of ['rc_live_ab\ncd', 'rc_live_ab cd', 'rc_live_abé', '', 7 as unknown as string]) {
    let error: unknown;
    try {
      new RaptorComply({ apiKey, baseUrl: server.origin });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as RaptorComplyError).message).not.toContain('rc_live_ab');
  }
});

test('headers that cannot be sent are refused without being repeated', async () => {
  const error = await failureOf(createClient(server).request(get, { headers: { Authorization: 'Bearer se\ncret' } }));
  expect(error).toBeInstanceOf(ConfigError);
  expect(spellOut(error)).not.toContain('se\ncret');
});

test('the key is not taken from headers, where it could not be watched', async () => {
  expect(() => createClient(server, { headers: { 'x-api-key': 'other' } })).toThrow(ConfigError);
  await expect(createClient(server).request(get, { headers: [['X-API-KEY', 'other']] })).rejects.toBeInstanceOf(
    ConfigError,
  );
});

test('a logger gets no key, no header and no id', async () => {
  server.script(html(503), json(200, {}));
  const lines: unknown[] = [];
  const logger = { warn: (...parameters: unknown[]) => lines.push(parameters) };
  await createClient(server, { logger }).request({ ...get, path: '/facilities/{id}', ids: { id: 'secret-id' } });
  expect(lines).toHaveLength(1);
  expect(spellOut(lines)).not.toMatch(new RegExp(`secret-id|${KEY}`));
});
