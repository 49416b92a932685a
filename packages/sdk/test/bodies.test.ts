import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ConnectionError, ParseError, ServerError } from '../src/index.ts';
import {
  answer,
  corruptGzip,
  cutBody,
  endless,
  type Fault,
  html,
  huge,
  json,
  overlongBody,
  raw,
  truncatedGzip,
} from './fault-server.ts';
import { createClient, failureOf, useFaultServer } from './setup.ts';

const server = useFaultServer();
const getObject = { method: 'GET', path: '/facilities/{id}', ids: { id: '1' } } as const;
const getArray = { method: 'GET', path: '/facilities', response: 'array' } as const;
const once = { maxRetries: 0 };

const notTheObject: Record<string, Fault> = {
  HTML: html(200),
  'HTML that is labelled as JSON': answer(200, '<html></html>', { 'Content-Type': 'application/json' }),
  null: answer(200, 'null'),
  'a number': answer(200, '7'),
  'a string': answer(200, '"ok"'),
  'an array': answer(200, '[]'),
  'nothing, with 200': answer(200, ''),
  'nothing, with 204': answer(204, ''),
  'JSON with something after it': answer(200, '{"a":1}{"b":2}'),
  'JSON that its Content-Length cuts short': overlongBody(200, '{"a":1}', 4),
  'JSON that is not UTF-8': answer(200, Buffer.from('{"a":"\xe9"}', 'latin1')),
  'corrupt gzip': corruptGzip(200),
  'cut gzip': truncatedGzip(200),
  'no gzip, labelled as gzip': answer(200, '{"a":1}', { 'Content-Encoding': 'gzip' }),
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

test('JSON is data whatever its label says', async () => {
  server.script(
    answer(200, '{"a":1}', { 'Content-Type': 'text/html; charset=iso-8859-1' }),
    answer(200, '\ufeff{"a":2}'),
  );
  const client = createClient(server);
  expect([await client.request(getObject), await client.request(getObject)]).toEqual([{ a: 1 }, { a: 2 }]);
});

test('compressed JSON is data', async () => {
  server.script(answer(200, gzipSync('{"a":"é"}'), { 'Content-Encoding': 'gzip' }));
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
  server.script(answer(200, gzipSync(' '.repeat(10_000_000)), { 'Content-Encoding': 'gzip' }));
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
  null: [answer(502, 'null'), null],
  nothing: [answer(502, ''), ''],
  'a cut beginning': [cutBody(502, '{"error":'), '{"error":'],
  'JSON without a label': [answer(502, '{"error":"Bad Gateway"}'), { error: 'Bad Gateway' }],
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
  server.script(answer(200, csv, { 'Content-Type': 'text/csv; charset=utf-8' }));
  const client = createClient(server);
  expect(await client.request({ method: 'GET', path: '/export', response: 'text' })).toBe(csv);
  expect(server.requests[0]?.headers.accept).toContain('text/csv');
});
