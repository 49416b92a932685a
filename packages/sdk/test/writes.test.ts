import { expect, test } from 'vitest';
import { ConfigError, type ServerError } from '../src/index.ts';
import { commitThen, cutBody, html, json, reset, stall } from './fault-server.ts';
import { createClient, failureOf, useFaultServer } from './setup.ts';

const server = useFaultServer();
const create = { method: 'POST', path: '/cyber-assets', body: { assetTitle: 'RTU-01', note: 'é' } } as const;
const ok = json(201, { id: '1' });

function sentKeys(): (string | undefined)[] {
  return server.requests.map(({ headers }) => headers['idempotency-key']);
}

for (const method of ['POST', 'PATCH', 'PUT', 'DELETE'] as const) {
  test(`a ${method} is retried under one key, made for this call, with the same bytes`, async () => {
    server.script(html(503), reset.beforeHeaders, json(429, {}), ok);
    await createClient(server).request({ ...create, method });
    const [first] = server.requests;
    expect(sentKeys()[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(sentKeys()).size).toBe(1);
    expect(server.requests).toHaveLength(4);
    for (const { body, headers } of server.requests) {
      expect(body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
      expect(headers['content-type']).toBe('application/json');
    }
  });
}

test('each call has a key of its own', async () => {
  server.script(ok);
  const client = createClient(server);
  await Promise.all([client.request(create), client.request(create)]);
  expect(new Set(sentKeys()).size).toBe(2);
});

test('a GET carries no key', async () => {
  server.script(json(200, {}));
  await createClient(server).request({ method: 'GET', path: '/facilities' }, { idempotencyKey: 'mine' });
  expect(sentKeys()).toEqual([undefined]);
});

test("the caller's key is sent as it is, as an option or as a header", async () => {
  server.script(html(503), ok);
  await createClient(server).request(create, { idempotencyKey: 'import-2026-11-22' });
  expect(sentKeys()).toEqual(['import-2026-11-22', 'import-2026-11-22']);
  server.script(ok);
  await createClient(server).request(create, { headers: { 'Idempotency-Key': 'by-header' } });
  expect(sentKeys()).toEqual(['by-header']);
});

const refusedKeys = ['work-order 4711', '', ' ', 'ü', 'a\tb', 'x'.repeat(256), '"open', '""', '"a b"', 'a"b "'];
const acceptedKeys = ['4711', 'a"b', 'x'.repeat(255), '"quoted"', `"${'x'.repeat(255)}"`, '"a\\"b"', "'", '~!'];

test('a key that the server would refuse throws and sends nothing, as an option and as a header', async () => {
  server.script(ok);
  const client = createClient(server);
  for (const key of refusedKeys) {
    await expect(client.request(create, { idempotencyKey: key })).rejects.toBeInstanceOf(ConfigError);
    await expect(client.request(create, { headers: { 'Idempotency-Key': key } })).rejects.toBeInstanceOf(ConfigError);
  }
  expect(server.requests).toHaveLength(0);
  for (const key of acceptedKeys) await client.request(create, { idempotencyKey: key });
  expect(sentKeys()).toEqual(acceptedKeys);
});

test('a client refuses a key for all its writes, as an option and as a header', () => {
  for (const options of [{ idempotencyKey: 'x' as never }, { headers: { 'idempotency-KEY': 'x' } }])
    expect(() => createClient(server, options)).toThrow(ConfigError);
});

test('a call without a key sends no header of that name either', async () => {
  server.script(ok);
  const headers = { 'Idempotency-Key': 'by-header' };
  await createClient(server).request(create, { headers, idempotencyKey: false });
  await createClient(server).request({ method: 'GET', path: '/facilities' }, { headers });
  expect(sentKeys()).toEqual([undefined, undefined]);
});

const commits = {
  'resets the connection': reset.beforeHeaders,
  'responds with 503': html(503),
  'cuts its response off': cutBody(201),
  stalls: stall,
};
for (const [name, fault] of Object.entries(commits)) {
  test(`a write that is committed before the server ${name} is done once`, async () => {
    server.script(commitThen(fault), commitThen(ok));
    expect(await createClient(server, { attemptTimeoutMs: 500 }).request(create)).toEqual({ id: '1' });
    expect(server.requests).toHaveLength(2);
    expect(server.committed).toHaveLength(1);
  });

  test(`a write without a key that is committed before the server ${name} is not sent again`, async () => {
    server.script(commitThen(fault), commitThen(ok));
    const error = await failureOf(
      createClient(server, { attemptTimeoutMs: 500 }).request(create, { idempotencyKey: false }),
    );
    expect((error as ServerError).message).toContain(
      'not retried: a write without an Idempotency-Key could happen twice',
    );
    expect(server.committed).toHaveLength(1);
    expect(sentKeys()).toEqual([undefined]);
  });
}

for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']) {
  test(`a write without a key is retried after ${code}, as no byte was sent`, async () => {
    let calls = 0;
    const fetch = (async (...parameters: Parameters<typeof globalThis.fetch>) => {
      calls += 1;
      if (calls > 1) return globalThis.fetch(...parameters);
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('no connection'), { code }) });
    }) as typeof globalThis.fetch;
    server.script(commitThen(ok));
    await createClient(server, { fetch, idempotencyKey: false }).request(create);
    expect([calls, server.committed.length]).toEqual([2, 1]);
  });
}

test('a write without a key is not retried after a reset, which proves nothing', async () => {
  server.script(reset.beforeHeaders, ok);
  const client = createClient(server, { idempotencyKey: false });
  expect(await failureOf(client.request(create))).toMatchObject({
    name: 'ConnectionError',
    unsent: false,
    attempts: 1,
  });
});

function csvStream(): ReadableStream<Uint8Array> {
  return new Blob(['title\n', 'RTU-01\n']).stream();
}

test('a one-shot stream is sent once, and the error says why it is not sent again', async () => {
  server.script(html(503), json(200, {}));
  const upload = { method: 'POST', path: '/import', upload: { file: csvStream(), as: 'text/csv' } } as const;
  const error = (await failureOf(createClient(server).request(upload))) as ServerError;
  expect(error).toMatchObject({
    status: 503,
    attempts: 1,
    notRetried: 'the body is a stream, which can be sent only once',
  });
  expect(error.message).toContain('not retried: the body is a stream');
  expect(server.requests).toHaveLength(1);
});

test('a stream that meets no fault arrives whole', async () => {
  server.script(json(200, { success: true }));
  const upload = { method: 'POST', path: '/import', upload: { file: csvStream(), as: 'text/csv' } } as const;
  expect(await createClient(server).request(upload)).toEqual({ success: true });
  expect(server.requests[0]?.body.toString()).toContain('RTU-01');
});

const uploads = {
  'a string': () => 'title\nRTU-01\n',
  'a Blob': () => new Blob(['title\nRTU-01\n']),
  bytes: () => new TextEncoder().encode('title\nRTU-01\n'),
  'an ArrayBuffer': () => new TextEncoder().encode('title\nRTU-01\n').buffer as ArrayBuffer,
};
for (const as of ['text/csv', 'multipart/form-data'] as const) {
  for (const [name, make] of Object.entries(uploads)) {
    test(`${name} sent as ${as} has the same bytes on every attempt`, async () => {
      server.script(html(503), reset.beforeHeaders, json(200, {}));
      await createClient(server).request({ method: 'POST', path: '/import', upload: { file: make(), as } });
      const [first, ...others] = server.requests;
      expect(others).toHaveLength(2);
      for (const { body, headers } of others) {
        expect(body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
        expect(headers['content-type']).toBe(first?.headers['content-type']);
      }
      expect(first?.headers['content-type']).toContain(as);
      expect(first?.body.toString()).toContain('RTU-01');
    });
  }
}

test('a form keeps one boundary over all attempts', async () => {
  server.script(html(503), json(200, {}));
  const file = new FormData();
  file.append('file', new Blob(['a,b'], { type: 'text/csv' }), 'assets.csv');
  await createClient(server).request({ method: 'POST', path: '/import', upload: { file, as: 'text/csv' } });
  expect(server.requests[0]?.body.equals(server.requests[1]?.body ?? Buffer.alloc(0))).toBe(true);
  expect(server.requests[0]?.headers['content-type']).toBe(server.requests[1]?.headers['content-type']);
});

test('bytes that the caller changes during the call are sent as they were', async () => {
  const bytes = new TextEncoder().encode('title\nRTU-01\n');
  server.script(html(503), json(200, {}));
  const onRetry = () => bytes.fill(0);
  await createClient(server).request(
    { method: 'POST', path: '/import', upload: { file: bytes, as: 'text/csv' } },
    { onRetry },
  );
  expect(server.requests[1]?.body.toString()).toBe('title\nRTU-01\n');
});

test('ifMatch is sent as If-Match, on every attempt', async () => {
  server.script(html(503), ok);
  await createClient(server).request({ ...create, method: 'PATCH' }, { ifMatch: '"3"' });
  expect(server.requests.map(({ headers }) => headers['if-match'])).toEqual(['"3"', '"3"']);
});

test('a body that JSON cannot hold throws and sends nothing', async () => {
  server.script(ok);
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const lost = [{ expiresAt: new Date(Number.NaN) }, { capacityMw: Number.NaN }, [{ a: [Number.POSITIVE_INFINITY] }]];
  for (const body of [cycle, { count: 1n }, () => {}, Symbol('x'), ...lost]) {
    await expect(createClient(server).request({ ...create, body })).rejects.toBeInstanceOf(ConfigError);
  }
  expect(server.requests).toHaveLength(0);
});

test('a Date in a body is sent as a timestamp, and null as null', async () => {
  server.script(ok);
  await createClient(server).request({ ...create, body: { expiresAt: new Date(0), note: null, list: [null, 0.5] } });
  expect(server.requests[0]?.body.toString()).toBe(
    '{"expiresAt":"1970-01-01T00:00:00.000Z","note":null,"list":[null,0.5]}',
  );
});

test('an upload that is none throws and sends nothing', async () => {
  server.script(ok);
  for (const [file, as] of [
    [7, 'text/csv'],
    [null, 'text/csv'],
    [csvStream(), 'multipart/form-data'],
  ] as const) {
    const call = createClient(server).request({
      method: 'POST',
      path: '/import',
      upload: { file: file as unknown as string, as },
    });
    await expect(call).rejects.toBeInstanceOf(ConfigError);
  }
  expect(server.requests).toHaveLength(0);
});
