import { describe, expect, it } from 'vitest';
import {
  controlCenterBody,
  facilityBody,
  makeControlCenter,
  makeCyberAsset,
  makeCyberSystem,
  makeFacility,
  makePhysicalArea,
} from '../../../test/support/fixtures.ts';
import { withPipeline } from '../../../test/support/pipelines.ts';
import { startTestServer } from '../../../test/support/test-server.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';
import { newId } from '../base/ids.ts';

const server = useSharedServer();
const client = useClient(server);

const tagOf = async (path: string) => (await client.get(path)).headers.get('etag') ?? '';
const changeIf = (ifMatch: string, path: string, body: unknown) =>
  client.send('PATCH', path, { body, headers: { 'if-match': ifMatch } });

describe('an entity tag', () => {
  it('the tag is the same for the same response, differs for another, and on a write is that of the next GET', async () => {
    const made = await client.post('/facilities', facilityBody());
    const path = `/facilities/${made.body.id}`;
    expect(made.headers.get('etag')).toBe(await tagOf(path));
    const changed = await client.patch(path, { title: 'Other' });
    expect(changed.headers.get('etag')).not.toBe(made.headers.get('etag'));
    expect(changed.headers.get('etag')).toBe(await tagOf(path));
  });

  it('the tag of a list changes with its items, and with whether there is more', async () => {
    const own = await server.newClient();
    await makeFacility(own);
    const tag = async (path: string) => (await own.get(path)).headers.get('etag');
    const [whole, page] = [await tag('/facilities'), await tag('/facilities?limit=1')];
    await makeFacility(own);
    expect(await tag('/facilities')).not.toBe(whole);
    expect(await tag('/facilities?limit=1')).not.toBe(page);
  });

  it('the tag of an area changes when one of its assets does', async () => {
    const cyberSystemId = (await makeCyberSystem(client)).id;
    const asset = await makeCyberAsset(client, { cyberSystemId, impactLevel: 'low' });
    const facilityId = (await makeFacility(client)).id;
    const area = await makePhysicalArea(client, { facilityId, cyberAssetIds: [asset.id] });
    const before = await tagOf(`/physical-areas/${area.id}`);
    await client.must.patch(`/cyber-assets/${asset.id}`, { impactLevel: 'high' });
    expect(await tagOf(`/physical-areas/${area.id}`)).not.toBe(before);
  });
});

describe('If-None-Match', () => {
  it('the response is 304 when the caller’s copy is current', async () => {
    const { id } = await makeFacility(client);
    const tag = await tagOf(`/facilities/${id}`);
    for (const header of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const response = await client.get(`/facilities/${id}`, { 'if-none-match': header });
      // `*` names no copy, so the response has the ETag of the record as it is without compression.
      const expected = header === '*' ? tag.replace('-gzip', '') : tag;
      expect([response.status, response.text, response.headers.get('etag')]).toEqual([304, '', expected]);
    }
    expect((await client.get(`/facilities/${id}`, { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('a 304 for a list, a file or a record is given without reading it', async () => {
    const statements: string[] = [];
    const database = withPipeline(server.database, (send) => (sent) => {
      statements.push(...sent.map(({ text }) => text));
      return send(sent);
    });
    const observed = await startTestServer({ database });
    const own = observed.client((await server.newClient()).key);
    const facility = await makeFacility(own);
    await makeCyberSystem(own, { facilityId: facility.id });
    const { id: stranger } = await makeFacility(client);
    for (const path of [
      '/facilities',
      `/facilities/${facility.id}`,
      `/facilities/${facility.id}/cyber-assets/export`,
    ]) {
      const tag = (await own.get(path)).headers.get('etag') ?? '';
      // A record that is asked after for the first time is read once; who asks again is told without.
      await own.get(path, { 'if-none-match': tag });
      statements.length = 0;
      expect([path, (await own.get(path, { 'if-none-match': tag })).status]).toEqual([path, 304]);
      expect(statements.filter((text) => /facilities|cyber_assets/.test(text))).toEqual([]);
      // The tag of one list is not one of another, of another organization or of another moment.
      expect((await client.get(path.replace(facility.id, stranger), { 'if-none-match': tag })).status).toBe(200);
      await own.must.patch(`/facilities/${facility.id}`, { title: `Renamed ${path}` });
      expect((await own.get(path, { 'if-none-match': tag })).status).toBe(200);
    }
    await observed.close();
  });
});

describe('If-Match', () => {
  it('a change is accepted only while the record is what the caller read', async () => {
    const { id } = await makeFacility(client);
    const path = `/facilities/${id}`;
    const tag = await tagOf(path);
    expect((await changeIf(tag, path, { title: 'First' })).status).toBe(200);
    const stale = await changeIf(tag, path, { title: 'Second' });
    expect([stale.status, stale.body.error]).toEqual([412, 'Precondition Failed']);
    expect((await client.get(path)).body.title).toBe('First');
    expect((await client.send('DELETE', path, { headers: { 'if-match': tag } })).status).toBe(412);
    expect((await client.send('DELETE', path, { headers: { 'if-match': '*' } })).status).toBe(200);
    expect((await changeIf(tag, path, { title: 'Third' })).status).toBe(404);
  });

  it('one of twenty changes to the same version is accepted', async () => {
    const { id } = await makeFacility(client);
    const path = `/facilities/${id}`;
    const tag = await tagOf(path);
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, turn) => changeIf(tag, path, { title: `T${turn}` })),
    );
    const statuses = responses.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(19).fill(412)]);
  });

  it('an invalid tag is refused, and so is one for what has no tag', async () => {
    const { id } = await makeFacility(client);
    expect((await changeIf('nonsense', `/facilities/${id}`, {})).status).toBe(400);
    const posted = await client.send('POST', '/facilities', { body: {}, headers: { 'if-match': '*' } });
    expect([412, 422]).toContain(posted.status);
  });
});

describe('If-None-Match on a write', () => {
  it.each([
    ['PUT', '/control-centers', makeControlCenter, controlCenterBody],
    ['PATCH', '/facilities', makeFacility, () => ({ title: 'Renamed' })],
    ['DELETE', '/facilities', makeFacility, () => undefined],
  ])('a %s is refused if the record is what must not be there', async (method, path, make, body) => {
    const { id } = await make(client);
    const url = `${path}/${id}`;
    const tag = await tagOf(url);
    const write = (ifNoneMatch: string) =>
      client.send(method, url, { headers: { 'if-none-match': ifNoneMatch }, body: body() });
    for (const header of ['*', tag, `W/${tag}`, `"other", ${tag}`, ' * ']) {
      expect([header, (await write(header)).status]).toEqual([header, 412]);
    }
    expect(await tagOf(url)).toBe(tag);
    expect((await write('"other"')).status).toBe(200);
  });

  it('a POST that creates a record may say that it must not be there; an unknown id is not found', async () => {
    const headers = { 'if-none-match': '*' };
    expect((await client.send('POST', '/facilities', { headers, body: facilityBody() })).status).toBe(201);
    const unknown = `/control-centers/${newId()}`;
    expect((await client.send('PUT', unknown, { headers, body: controlCenterBody() })).status).toBe(404);
  });
});

describe('many changes at once', () => {
  it('changes of different fields at once are all kept', async () => {
    const cyberSystemId = (await makeCyberSystem(client)).id;
    const { id } = await makeCyberAsset(client, { cyberSystemId });
    const fields = [
      'assetTitle',
      'assetType',
      'manufacturer',
      'model',
      'serialNumber',
      'firmwareVersion',
      'operatingSystem',
      'physicalLocation',
    ];
    await Promise.all(
      Array.from({ length: 50 }, (_, turn) => {
        const field = fields[turn % fields.length] ?? '';
        return client.patch(`/cyber-assets/${id}`, { [field]: `v-${field}` });
      }),
    );
    const asset = (await client.get(`/cyber-assets/${id}`)).body;
    for (const field of fields) expect(asset[field]).toBe(`v-${field}`);
  });
});
