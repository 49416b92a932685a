import { describe, expect, it } from 'vitest';
import { cyberAssetBody, facilityBody, makeFacility } from '../../../test/support/fixtures.ts';
import { type RawResponse, sendRaw } from '../../../test/support/raw-http.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();
const client = useClient(server);

/** The one shape, from whichever layer: two fields, a status phrase, a request id. */
function expectShape(response: RawResponse, status: number, error: string): void {
  expect(response.status, response.body).toBe(status);
  const body = JSON.parse(response.body) as Record<string, unknown>;
  expect(Object.keys(body)).toEqual(['error', 'message']);
  expect(body.error).toBe(error);
  expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(response.headers['x-request-id']).toMatch(/^[\w.\-=]{1,128}$/);
}

const head = (line: string, ...headers: string[]) =>
  `${[line, 'Host: x', `X-API-Key: ${client.key}`, ...headers].join('\r\n')}\r\n\r\n`;

describe('every layer has the one error shape', () => {
  it.each([
    ['a request that is not HTTP', () => 'nonsense\r\n\r\n', 400, 'Bad Request'],
    ['a header without a colon', () => head('GET /facilities HTTP/1.1', 'Broken Header'), 400, 'Bad Request'],
    [
      'headers that are too large',
      () => head('GET /facilities HTTP/1.1', `X-Big: ${'x'.repeat(40_000)}`),
      431,
      'Request Header Fields Too Large',
    ],
    ['a URL that is too long', () => head(`GET /facilities?q=${'x'.repeat(9000)} HTTP/1.1`), 414, 'URI Too Long'],
    ['a path that is too long', () => head(`GET /facilities/${'x'.repeat(9000)} HTTP/1.1`), 414, 'URI Too Long'],
    ['a broken escape in the path', () => head('GET /facilities/%E0%A4%A HTTP/1.1'), 400, 'Bad Request'],
    ['a broken escape in the query', () => head('GET /facilities?q=%zz HTTP/1.1'), 400, 'Bad Request'],
    ['an escape that is not UTF-8', () => head('GET /facilities?q=%ff HTTP/1.1'), 400, 'Bad Request'],
    ['a missing Host', () => 'GET /facilities HTTP/1.1\r\n\r\n', 400, 'Bad Request'],
    [
      'an expectation that cannot be met',
      () => head('POST /facilities HTTP/1.1', 'Expect: miracles', 'Content-Length: 2'),
      417,
      'Expectation Failed',
    ],
    ['a method that no path has', () => head('TRACE /facilities HTTP/1.1'), 405, 'Method Not Allowed'],
    [
      'two lengths',
      () => head('POST /facilities HTTP/1.1', 'Content-Length: 2', 'Content-Length: 3'),
      400,
      'Bad Request',
    ],
    [
      'a length and chunks',
      () => head('POST /facilities HTTP/1.1', 'Content-Length: 2', 'Transfer-Encoding: chunked'),
      400,
      'Bad Request',
    ],
    [
      'a body that is cut',
      () => `${head('POST /facilities HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 3')}{"a`,
      400,
      'Bad Request',
    ],
    [
      'a body that is too large',
      () => head('POST /facilities HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 300000'),
      413,
      'Content Too Large',
    ],
    [
      'a chunked body that is too large',
      () =>
        `${head('POST /facilities HTTP/1.1', 'Content-Type: application/json', 'Transfer-Encoding: chunked')}50000\r\n${'x'.repeat(0x50000)}\r\n`,
      413,
      'Content Too Large',
    ],
    [
      'a body of a kind that is not taken',
      () => `${head('POST /facilities HTTP/1.1', 'Content-Type: text/plain', 'Content-Length: 2')}{}`,
      415,
      'Unsupported Media Type',
    ],
    [
      'a body without a kind',
      () => `${head('POST /facilities HTTP/1.1', 'Content-Length: 2')}{}`,
      415,
      'Unsupported Media Type',
    ],
    [
      'a compressed body',
      () =>
        `${head('POST /facilities HTTP/1.1', 'Content-Type: application/json', 'Content-Encoding: gzip', 'Content-Length: 2')}{}`,
      415,
      'Unsupported Media Type',
    ],
    [
      'a body that is not UTF-8',
      () =>
        Buffer.concat([
          Buffer.from(head('POST /facilities HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 3')),
          Buffer.from([0x22, 0xff, 0x22]),
        ]),
      400,
      'Bad Request',
    ],
    ['an unknown path', () => head('GET /nothing-here HTTP/1.1'), 404, 'Not Found'],
    ['a path that ends in a slash', () => head('GET /facilities/ HTTP/1.1'), 404, 'Not Found'],
    ['two hosts', () => 'GET /facilities HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400, 'Bad Request'],
    ['a broken escape under an unknown method', () => head('TRACE /%zz HTTP/1.1'), 400, 'Bad Request'],
    ['a tunnel', () => 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'Method Not Allowed'],
    ['a key sent twice', () => head('GET /facilities HTTP/1.1', `X-API-Key: ${client.key}`), 401, 'Unauthorized'],
  ])('%s', async (_, request, status, error) => {
    expectShape(await sendRaw(server.url, request()), status, error);
  });

  it('a method that the path does not have names those it has', async () => {
    const response = await client.send('PATCH', '/control-centers/x');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, PUT, DELETE');
  });
});

describe('a body of a type that is not accepted', () => {
  it.each(['text/plain', 'nonsense', 'application/json; charset=latin1', '', undefined])(
    'a 415 on PATCH says which types are: %j',
    async (type) => {
      const headers = [...(type === undefined ? [] : [`Content-Type: ${type}`]), 'Content-Length: 2'];
      const refusal = await sendRaw(server.url, `${head('PATCH /facilities/x HTTP/1.1', ...headers)}{}`);
      expectShape(refusal, 415, 'Unsupported Media Type');
      expect(refusal.headers['accept-patch']).toBe('application/json, application/merge-patch+json');
      const post = await sendRaw(server.url, `${head('POST /facilities HTTP/1.1', ...headers)}{}`);
      expect(post.headers).not.toHaveProperty('accept-patch');
    },
  );

  it('a compressed PATCH is told, too', async () => {
    const headers = ['Content-Type: application/json', 'Content-Encoding: gzip', 'Content-Length: 2'];
    const refusal = await sendRaw(server.url, `${head('PATCH /facilities/x HTTP/1.1', ...headers)}{}`);
    expect([refusal.status, refusal.headers['accept-patch']]).toEqual([
      415,
      'application/json, application/merge-patch+json',
    ]);
  });
});

describe('a refused request', () => {
  it('a refused request leaves the server as it was: the next one works', async () => {
    await sendRaw(server.url, 'nonsense\r\n\r\n');
    expect((await client.get('/facilities')).status).toBe(200);
  });

  it('a refusal says which fields are wrong, and names the field when it is one', async () => {
    const one = await client.post('/facilities', facilityBody({ bes: 'yes' }));
    expect(one.body).toEqual({ error: 'Unprocessable Entity', message: 'bes must be true or false', field: 'bes' });
    const two = await client.post('/facilities', facilityBody({ bes: 'yes', title: 7 }));
    expect(two.body).toEqual({
      error: 'Unprocessable Entity',
      message: 'title must be a string; bes must be true or false',
    });
    const nested = await client.post('/facilities', facilityBody({ generationType: ['solar', 'coal'] }));
    expect(nested.body.field).toBe('generationType[1]');
    const address = await client.post('/facilities', facilityBody({ address: { city: 'X' } }));
    expect(address.status).toBe(422);
  });

  it('a refusal names read-only fields as such', async () => {
    const { id } = await makeFacility(client);
    const response = await client.patch(`/facilities/${id}`, { updatedAt: '2026-01-01T00:00:00.000Z' });
    expect(response.body).toEqual({
      error: 'Unprocessable Entity',
      message: 'updatedAt is read-only; leave it out or send the record’s own value',
      field: 'updatedAt',
    });
  });

  it.each([
    ['a NUL', 'a\0b'],
    ['a lone surrogate', '\ud800'],
    ['more characters than fit', 'x'.repeat(256)],
  ])('%s in a text is a 422, not a 500', async (_, title) => {
    const response = await client.post('/facilities', facilityBody({ title }));
    expect([response.status, response.body.field]).toEqual([422, 'title']);
  });

  it.each([
    '2026-03-31T24:00:00Z',
    '2026-03-31T12:60:00Z',
    '2026-03-31T12:00:60Z',
    '2026-03-31T12:00:00+24:00',
    '2026-03-31T12:00:00+00:60',
    '2026-02-29T12:00:00Z',
    '2026-03-31 12:00:00Z',
  ])('%s is not a timestamp', async (moment) => {
    for (const path of ['/facilities?asOf=', '/facilities?updatedSince=', '/activity?from=', '/activity?to=']) {
      const answer = await client.get(path + encodeURIComponent(moment));
      expect([path, answer.status, answer.body.field]).toEqual([path, 422, /\?(\w+)/.exec(path)?.[1]]);
    }
  });

  it('characters are counted as people do: 255 emoji fit where 255 characters do', async () => {
    const title = `${'⚡'.repeat(254)}🔌`;
    expect((await client.post('/facilities', facilityBody({ title }))).body.title).toBe(title);
    expect((await client.post('/facilities', facilityBody({ title: '🔌'.repeat(255) }))).status).toBe(201);
  });

  it.each([
    ['count', 0],
    ['count', '3.0'],
    ['count', 1.5],
    ['count', 2 ** 53],
    ['lastPatchDate', '2026-02-30'],
    ['lastPatchDate', '2026-2-3'],
    ['lastPatchDate', null],
    ['cyberSystemId', 'not-an-id'],
    ['cyberSystemId', '01a20375-e30d-772d-92cc-c8b9ccd298b5'],
    ['impactLevel', 'severe'],
  ])('a refusal of %s: %s names the field', async (field, value) => {
    const { id: facilityId } = await makeFacility(client);
    const system = await client.post('/cyber-systems', {
      systemTitle: 'S',
      systemCode: `S-${facilityId}`,
      systemType: 'ems',
      systemFunction: 'Protection',
      externalRoutableConnectivity: false,
      interactiveRemoteAccess: false,
      facilityId,
    });
    const body = { ...cyberAssetBody({ cyberSystemId: system.body.id }), [field]: value };
    const response = await client.post('/cyber-assets', body);
    expect([response.status, response.body.field]).toEqual([422, field]);
  });

  it('a malformed, an unknown and a foreign reference get the same response', async () => {
    const stranger = await server.newClient();
    const foreign = (await makeFacility(stranger)).id;
    const responses = await Promise.all(
      ['x', '01a20375-e30d-772d-92cc-c8b9ccd298b5', foreign].map((facilityId) =>
        client.post('/physical-areas', { name: 'A', facilityId, cyberAssetIds: [] }),
      ),
    );
    expect(new Set(responses.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(responses[0]?.status).toBe(422);
  });
});

describe('what looks valid and is not', () => {
  it.each(['9999-12-31T23:59:59-01:00', '0001-01-01T00:00:00%2B01:00'])('the moment %s is a 422', async (moment) => {
    expect((await client.get(`/facilities?updatedSince=${moment}`)).body.field).toBe('updatedSince');
  });

  it('a second question mark hides no parameter', async () => {
    expect((await client.get('/facilities?q=a?&limit=bad')).body.field).toBe('limit');
  });

  it.each(['5e-324', 5e-324, '1e3'])('the number %s is a 422', async (capacityMw) => {
    expect((await client.post('/facilities', facilityBody({ capacityMw }))).body.field).toBe('capacityMw');
  });

  it('a key sent as a request id is not kept', async () => {
    const response = await client.get('/facilities', { 'x-request-id': client.key ?? '' });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(['/healthz', '/docs', '/%66acilities'])('a method that %s does not take is a 405', async (path) => {
    const response = await fetch(server.url + path, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')?.startsWith('GET, HEAD')]).toEqual([405, true]);
  });

  it('a bad body gets the same response for a malformed id as for an unknown one', async () => {
    const responses = await Promise.all(
      ['nope', '01a20375-e30d-772d-92cc-c8b9ccd298b5'].map((id) => client.patch(`/facilities/${id}`, { surprise: 1 })),
    );
    expect(responses.map(({ status, text }) => [status, text])[0]).toEqual([responses[1]?.status, responses[1]?.text]);
  });
});

describe('harmless oddities work', () => {
  it.each(['GET', 'DELETE'])('a %s without a body may carry Content-Type: application/json', async (method) => {
    const { id } = await makeFacility(client);
    const response = await client.send(method, `/facilities/${id}`, {
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(200);
  });

  it('a DELETE may carry an empty object', async () => {
    const { id } = await makeFacility(client);
    expect((await client.send('DELETE', `/facilities/${id}`, { body: {} })).status).toBe(200);
  });

  it('HEAD gets what GET gets without the body', async () => {
    const response = await client.send('HEAD', '/facilities');
    expect([response.status, response.text]).toEqual([200, '']);
  });

  it('ids may be written in capitals', async () => {
    const { id } = await makeFacility(client);
    expect((await client.get(`/facilities/${id.toUpperCase()}`)).body.id).toBe(id);
  });
});

describe('the request id', () => {
  it('the request id is the caller’s when that is valid', async () => {
    const response = await client.get('/facilities', { 'x-request-id': 'job-7.step=2' });
    expect(response.headers.get('x-request-id')).toBe('job-7.step=2');
  });

  it.each(['', 'with space', 'x'.repeat(129), 'semi;colon'])(
    'the request id is ours when the caller’s is %j',
    async (given) => {
      const response = await client.get('/facilities', { 'x-request-id': given });
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});
