import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ConnectionError, ParseError, ServerError } from '../src/index.ts';
import {
  corruptGzip,
  cutBody,
  endless,
  type Fault,
  html,
  huge,
  json,
  overlongBody,
  raw,
  respond,
  truncatedGzip,
} from './fault-server.ts';
import { createClient, failureOf, KEY, useFaultServer } from './setup.ts';

const server = useFaultServer();
const getObject = { method: 'GET', path: '/facilities/{id}', ids: { id: '1' }, response: 'object' } as const;
const getArray = { method: 'GET', path: '/facilities', response: 'array' } as const;
const once = { maxRetries: 0 };

const notTheObject: Record<string, Fault> = {
  HTML: html(200),
  'HTML that is labelled as JSON': respond(200, '<html></html>', { 'Content-Type': 'application/json' }),
  null: respond(200, 'null'),
  'a number': respond(200, '7'),
  'a string': respond(200, '"ok"'),
  'an array': respond(200, '[]'),
  'nothing, with 200': respond(200, ''),
  'nothing, with 204': respond(204, ''),
  'JSON with something after it': respond(200, '{"a":1}{"b":2}'),
  'JSON that its Content-Length cuts short': overlongBody(200, '{"a":1}', 4),
  'JSON that is not UTF-8': respond(200, Buffer.from('{"a":"\xe9"}', 'latin1')),
  'corrupt gzip': corruptGzip(200),
  'cut gzip': truncatedGzip(200),
  'no gzip, labelled as gzip': respond(200, '{"a":1}', { 'Content-Encoding': 'gzip' }),
};
for (const [name, fault] of Object.entries(notTheObject)) {
  test(`a 200 with ${name} is a ParseError, never data, and is not retried`, async () => {
    server.script(fault);
    const error = await failureOf(createClient(server).request(getObject));
    expect(error).toBeInstanceOf(ParseError);
    expect((error as ParseError).message).toMatch(
      /^Unreadable response with status 20[04]: .*\(GET \/facilities\/\{id\}\)$/,
    );
    expect(server.requests).toHaveLength(1);
  });
}

test('a 200 with an object where a list should be is a ParseError', async () => {
  server.script(json(200, { items: [] }));
  await expect(createClient(server).requestList(getArray)).rejects.toBeInstanceOf(ParseError);
});

const labels = ['application/json', 'Application/JSON; charset=utf-8', 'application/problem+json', 'text/plain', ''];
for (const label of labels) {
  test(`JSON is data when its label is ${JSON.stringify(label)}`, async () => {
    server.script(respond(200, '\ufeff{"a":1}', label === '' ? {} : { 'Content-Type': label }));
    expect(await createClient(server).request(getObject)).toEqual({ a: 1 });
  });
}

test('what Accept asks for is what the response may be', async () => {
  const get = { method: 'GET', path: '/activity', response: 'text' } as const;
  const accepted = [
    ['application/x-ndjson', 'application/x-ndjson; charset=utf-8'],
    ['text/*;q=0.5, application/x-ndjson', 'text/markdown'],
    ['*/*', 'image/svg+xml'],
  ];
  for (const [accept = '', type = ''] of accepted) {
    server.script(respond(200, 'text', { 'Content-Type': type }));
    expect(await createClient(server).request(get, { headers: { accept } })).toBe('text');
  }
  for (const accept of ['application/x-ndjson', 'text/csv', 'text/html;q=0, application/*', 'text/htm']) {
    server.script(html(200));
    const call = createClient(server).request(get, { headers: { accept } });
    expect(await failureOf(call)).toMatchObject({ name: 'ParseError', message: expect.stringContaining('text/html') });
  }
});

test('a key that is echoed in the type of a response is in no error', async () => {
  server.script(respond(200, '{}', { 'Content-Type': `text/${KEY}` }));
  const error = await failureOf(createClient(server).request(getObject));
  expect(error).toBeInstanceOf(ParseError);
  expect(`${(error as Error).message} ${JSON.stringify(error)}`.toLowerCase()).not.toContain(KEY.toLowerCase());
});

const withoutContent: Record<string, [{ method: 'HEAD' | 'GET' | 'PUT' | 'DELETE' }, Fault]> = {
  'HEAD of JSON': [
    { method: 'HEAD' },
    raw('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\nETag: "7"\r\n\r\n'),
  ],
  'HEAD of a page': [{ method: 'HEAD' }, raw('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: "7"\r\n\r\n')],
  'a 204 to GET': [{ method: 'GET' }, respond(204, '', { ETag: '"7"' })],
  'a 204 to PUT': [{ method: 'PUT' }, respond(204, '', { ETag: '"7"' })],
  'a 205 to DELETE': [{ method: 'DELETE' }, respond(205, '', { ETag: '"7"' })],
};
for (const [name, [operation, fault]] of Object.entries(withoutContent)) {
  test(`${name} through request() is undefined, with its headers`, async () => {
    server.script(fault);
    const call = createClient(server).request({ path: '/facilities', ...operation });
    const { data, response } = await call.withResponse();
    expect([data, response.headers.get('etag')]).toEqual([undefined, '"7"']);
    expect(await call).toBeUndefined();
  });
}

test('an operation that returns nothing is undefined, and a page in its place is a ParseError', async () => {
  const remove = { method: 'DELETE', path: '/facilities/{id}', ids: { id: '1' }, response: 'nothing' } as const;
  server.script(respond(204, ''), respond(200, ''), html(200));
  const client = createClient(server);
  expect([await client.request(remove), await client.request(remove)]).toEqual([undefined, undefined]);
  expect(await failureOf(client.request(remove))).toBeInstanceOf(ParseError);
});

test('compressed JSON is data', async () => {
  server.script(respond(200, gzipSync('{"a":"é"}'), { 'Content-Encoding': 'gzip' }));
  expect(await createClient(server).request(getObject)).toEqual({ a: 'é' });
});

test('a body that comes in many pieces, split within characters, is put together', async () => {
  const bytes = [...Buffer.from('{"a":"Québec €"}')].map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`);
  server.script(raw(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${bytes.join('')}0\r\n\r\n`));
  expect(await createClient(server).request(getObject)).toEqual({ a: 'Québec €' });
});

test('an endless 200 is a ParseError after maxResponseBytes', async () => {
  server.script(endless(200));
  const error = await failureOf(createClient(server, { maxResponseBytes: 100_000 }).request(getObject));
  expect(error).toBeInstanceOf(ParseError);
  expect((error as ParseError).message).toContain('larger than maxResponseBytes');
});

test('a compressed 200 counts by its unpacked size', async () => {
  server.script(respond(200, gzipSync(' '.repeat(10_000_000)), { 'Content-Encoding': 'gzip' }));
  const error = await failureOf(createClient(server, { maxResponseBytes: 100_000 }).request(getObject));
  expect((error as ParseError).message).toContain('larger than maxResponseBytes');
});

test('an endless 500 is a ServerError with the beginning of its body', async () => {
  server.script(endless(500));
  const error = (await failureOf(createClient(server, once).request(getObject))) as ServerError;
  expect(error).toBeInstanceOf(ServerError);
  expect(String(error.body)).toHaveLength(2 ** 16);
});

test('a body that is cut is a ConnectionError, never half of the data', async () => {
  server.script(cutBody(200, '[{"id":"1"},{"id":"2"}]'));
  await expect(createClient(server, once).requestList(getArray)).rejects.toBeInstanceOf(ConnectionError);
});

const errorBodies: Record<string, [Fault, unknown]> = {
  HTML: [html(502), '<html><body><h1>502 nginx</h1></body></html>'],
  null: [respond(502, 'null'), null],
  nothing: [respond(502, ''), ''],
  'a cut beginning': [cutBody(502, '{"error":'), '{"error":'],
  'JSON without a label': [respond(502, '{"error":"Bad Gateway"}'), { error: 'Bad Gateway' }],
  'an array': [json(502, [1]), [1]],
};
for (const [name, [fault, body]] of Object.entries(errorBodies)) {
  test(`a 502 with ${name} keeps its status and its body`, async () => {
    server.script(fault);
    const error = (await failureOf(createClient(server, once).request(getObject))) as ServerError;
    expect([error.status, error.error, error.body]).toEqual([502, 'Bad Gateway', body]);
  });
}

test('an error whose body somebody else has taken is still that error', async () => {
  const fetch = async () => {
    const response = new Response('{"error":"Not Found"}', { status: 404 });
    response.body?.getReader();
    return response;
  };
  const error = await failureOf(createClient(server, { fetch }).request(getObject));
  expect(error).toMatchObject({ name: 'NotFoundError', status: 404, body: '' });
});

test('a huge error body is kept in part', async () => {
  server.script(huge(502, 5_000_000));
  const error = (await failureOf(createClient(server, once).request(getObject))) as ServerError;
  expect(error.status).toBe(502);
  expect(error.message.length).toBeLessThan(400);
});

test('an export is text as it is', async () => {
  const csv = 'title,count\r\n"a ""b""",1\r\n';
  server.script(respond(200, csv, { 'Content-Type': 'text/csv; charset=utf-8' }));
  const client = createClient(server);
  expect(await client.request({ method: 'GET', path: '/export', response: 'text' })).toBe(csv);
  expect(server.requests[0]?.headers.accept).toContain('text/csv');
});
