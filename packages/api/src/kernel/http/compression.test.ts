import { beforeAll, describe, expect, it } from 'vitest';
import { csvOf, cyberAssetBody, makeCyberSystem, makeFacility } from '../../../test/support/fixtures.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();
const client = useClient(server);
const LONG = 'x'.repeat(255);
let facilityId: string;

beforeAll(async () => {
  facilityId = (await makeFacility(client, { title: LONG })).id;
  await makeFacility(client, { title: LONG });
  const { id } = await makeCyberSystem(client, { facilityId });
  const assets = Array.from({ length: 2000 }, () => cyberAssetBody({ impactLevel: 'high', assetTitle: LONG }));
  const path = `/cyber-systems/${id}/cyber-assets/import`;
  await client.must.send('POST', path, { body: csvOf(assets), headers: { 'content-type': 'text/csv' } });
});

const get = (path: string, acceptEncoding: string, headers: Record<string, string> = {}) =>
  client.get(path, { 'accept-encoding': acceptEncoding, ...headers });

describe('a response of more than 1 KB', () => {
  it.each([
    ['/facilities', {}],
    ['/cyber-assets', {}],
    ['/facilities/{id}/cyber-assets/export', {}],
    ['/activity', {}],
    ['/activity', { accept: 'application/x-ndjson' }],
    ['/openapi.json', {}],
    ['/docs', {}],
    ['/docs/scalar.js', {}],
  ])('%s %j is compressed for a caller that accepts it, and has the same content', async (template, headers) => {
    const path = template.replace('{id}', facilityId);
    const plain = await get(path, 'identity', headers);
    for (const coding of ['gzip', 'br']) {
      const compressed = await get(path, coding, headers);
      expect([compressed.status, compressed.headers.get('content-encoding')]).toEqual([200, coding]);
      expect(compressed.text === plain.text).toBe(true);
      const length = compressed.headers.get('content-length');
      if (length !== null) expect(Number(length)).toBeLessThan(plain.text.length / 2);
      const tag = plain.headers.get('etag');
      expect(compressed.headers.get('etag')).toBe(tag?.replace(/"$/, `-${coding}"`) ?? null);
      expect(compressed.headers.get('vary')).toMatch(/\bAccept-Encoding$/);
    }
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('vary')).toMatch(/\bAccept-Encoding$/);
  });

  it.each([
    ['gzip', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['gzip, deflate, br, zstd', 'gzip'],
    ['gzip;q=0.5, br', 'br'],
    ['gzip;q=0, br;q=0.1', 'br'],
    ['*', 'gzip'],
    ['gzip;q=0, *', 'br'],
    ['gzip;q=0', null],
    ['gzip;q=0.5, identity', null],
    ['gzip;q=0.5, identity;q=0.1', 'gzip'],
    ['*;q=0', null],
    ['deflate', null],
    ['zstd', null],
    ['identity', null],
    ['', null],
    ['gzip;q=nonsense', null],
    ['x-gzip', null],
  ])('for Accept-Encoding: %s, the coding is %s', async (accept, coding) => {
    expect((await get('/openapi.json', accept)).headers.get('content-encoding')).toBe(coding);
  });

  it('a HEAD has the headers of the GET', async () => {
    const names = ['content-encoding', 'content-length', 'content-type', 'etag', 'vary'];
    for (const coding of ['gzip', 'identity']) {
      const headers = { 'accept-encoding': coding };
      const [head, full] = [
        await client.send('HEAD', '/cyber-assets', { headers }),
        await get('/cyber-assets', coding),
      ];
      for (const name of names) expect([name, head.headers.get(name)]).toEqual([name, full.headers.get(name)]);
      expect(head.text).toBe('');
    }
  });

  it('a short response is not compressed', async () => {
    const own = await server.newClient();
    const response = await own.get('/facilities', { 'accept-encoding': 'gzip' });
    expect([response.text, response.headers.get('content-encoding')]).toEqual(['[]', null]);
  });
});

describe('the ETag of a compressed response', () => {
  const path = () => `/facilities/${facilityId}`;

  it('If-None-Match accepts both forms, and the 304 has the one that was sent', async () => {
    for (const url of [path(), '/cyber-assets', `${path()}/cyber-assets/export`, '/docs/scalar.js']) {
      const tag = (await get(url, 'identity')).headers.get('etag') ?? '';
      const coded = tag.replace(/"$/, '-gzip"');
      for (const sent of [tag, coded]) {
        for (const coding of ['gzip', 'identity']) {
          const response = await get(url, coding, { 'if-none-match': `W/"other", W/${sent}` });
          expect([url, response.status, response.headers.get('etag')]).toEqual([url, 304, sent]);
          expect(response.headers.get('vary')).toBe('Accept-Encoding');
          expect(response.headers.get('content-encoding')).toBeNull();
        }
      }
      expect((await get(url, 'gzip', { 'if-none-match': '"other-gzip"' })).status).toBe(200);
    }
  });

  it.each(['', '-gzip', '-br'])('If-Match accepts the form %j, and not what is stale', async (suffix) => {
    const stale = (await client.get(path())).headers.get('etag') ?? '';
    await client.must.patch(path(), { title: `New ${suffix}` });
    const tag = (await get(path(), 'identity')).headers.get('etag')?.replace(/"$/, `${suffix}"`) ?? '';
    const change = (ifMatch: string) =>
      client.send('PATCH', path(), { headers: { 'if-match': ifMatch }, body: { title: `Changed ${suffix}` } });
    expect((await change(stale)).status).toBe(412);
    expect((await change(`W/${tag}`)).status).toBe(412);
    expect((await change(tag)).status).toBe(200);
  });
});

describe('a response with a secret', () => {
  it('a new key is never compressed, however long the text of the caller beside it', async () => {
    const body = { name: 'x'.repeat(200), permissions: Array.from({ length: 100 }, () => 'facilities:read') };
    for (const key of [undefined, 'retry', 'retry']) {
      const headers = { 'accept-encoding': 'gzip, br', ...(key === undefined ? {} : { 'idempotency-key': key }) };
      const response = await client.send('POST', '/api-keys', { body, headers });
      expect(response.status).toBe(201);
      expect(response.headers.get('content-encoding')).toBeNull();
      expect(response.headers.get('vary')).toBeNull();
    }
  });
});
