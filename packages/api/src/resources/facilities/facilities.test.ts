import { beforeAll, describe, expect, it } from 'vitest';
import type { Client, TestResponse } from '../../../test/support/client.ts';
import {
  addressBody,
  facilityBody,
  makeControlCenter,
  makeCyberSystem,
  makeFacility,
} from '../../../test/support/fixtures.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();
const client = useClient(server);

type Listed = { id: string; title: string }[];

describe('a facility', () => {
  it('a facility is returned as it was sent: numbers as strings, dates as dates, an address with an id', async () => {
    const body = facilityBody({
      capacityMw: '2569.4999999999995',
      capacityMva: 0,
      latitude: 31.0069,
      longitude: '-88.0103',
      generationType: ['solar', 'storage'],
      commissioningDate: '1980-02-29',
      address: addressBody,
    });
    const { status, body: made } = await client.post('/facilities', body);
    expect(status).toBe(201);
    expect(made).toMatchObject({
      ...body,
      capacityMw: '2569.4999999999995',
      capacityMva: '0',
      voltageKv: '138',
      latitude: '31.0069',
      longitude: '-88.0103',
      nercRegistrationId: null,
      controlCenterId: null,
      isDeleted: false,
      deletedAt: null,
      address: { ...addressBody, addressLine2: null },
    });
    expect(made.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect((await client.get(`/facilities/${made.id}`)).body).toEqual(made);
  });

  it('a PATCH keeps what it does not name; null clears an optional field and is refused on a required one', async () => {
    const made = await makeFacility(client, { nercRegistrationId: 'NCR01234', address: addressBody });
    const renamed = await client.patch(`/facilities/${made.id}`, { title: 'New', address: { city: 'Lander' } });
    expect(renamed.body).toMatchObject({
      title: 'New',
      nercRegistrationId: 'NCR01234',
      address: { ...addressBody, city: 'Lander' },
    });
    const cleared = await client.patch(`/facilities/${made.id}`, { nercRegistrationId: null, address: null });
    expect(cleared.body).toMatchObject({ nercRegistrationId: null, address: null });
    const refused = await client.patch(`/facilities/${made.id}`, { title: null });
    expect([refused.status, refused.body.field]).toEqual([422, 'title']);
  });

  it('a first address must be whole', async () => {
    const { id } = await makeFacility(client);
    const response = await client.patch(`/facilities/${id}`, { address: { city: 'Lander' } });
    expect([response.status, response.body.field]).toEqual([422, 'address.addressLine1']);
  });

  it('a PATCH that changes nothing leaves a facility untouched, updatedAt included', async () => {
    const made = await makeFacility(client, { address: addressBody });
    expect((await client.patch(`/facilities/${made.id}`, {})).body).toEqual(made);
    expect((await client.patch(`/facilities/${made.id}`)).body).toEqual(made);
    expect((await client.patch(`/facilities/${made.id}`, { title: made.title, address: addressBody })).body).toEqual(
      made,
    );
    const changed = await client.patch(`/facilities/${made.id}`, { title: 'Other' });
    expect(String(changed.body.updatedAt) > String(made.updatedAt)).toBe(true);
    expect(changed.body.createdAt).toBe(made.createdAt);
  });

  it('a PATCH may be application/merge-patch+json', async () => {
    const { id } = await makeFacility(client);
    const headers = { 'content-type': 'application/merge-patch+json' };
    const response = await client.send('PATCH', `/facilities/${id}`, { body: '{"title":"Merged"}', headers });
    expect(response.body.title).toBe('Merged');
    const post = await client.send('POST', '/facilities', { body: '{}', headers });
    expect(post.status).toBe(415);
  });

  it('a facility’s code is unique among those not deleted', async () => {
    const { id, facilityCode } = await makeFacility(client);
    const taken = await client.post('/facilities', facilityBody({ facilityCode }));
    expect(taken.status).toBe(409);
    expect(taken.body).toEqual({ error: 'Conflict', message: 'facilityCode is already used by another facility' });
    const other = await makeFacility(client);
    expect((await client.patch(`/facilities/${other.id}`, { facilityCode })).status).toBe(409);
    await client.must.delete(`/facilities/${id}`);
    expect((await client.post('/facilities', facilityBody({ facilityCode }))).status).toBe(201);
  });

  it('a deleted facility is gone from its id, from lists and for references; its row stays', async () => {
    const { id } = await makeFacility(client);
    expect((await client.delete(`/facilities/${id}`)).body).toEqual({ message: 'Facility deleted' });
    expect((await client.get(`/facilities/${id}`)).status).toBe(404);
    expect((await client.delete(`/facilities/${id}`)).status).toBe(404);
    expect((await client.get<Listed>('/facilities')).body.map((item) => item.id)).not.toContain(id);
    expect((await client.post('/physical-areas', { name: 'A', facilityId: id, cyberAssetIds: [] })).status).toBe(422);
    const rows = await server.database.query({
      text: 'select 1 from facilities where id = $1 and deleted_at is not null',
      values: [id],
    });
    expect(rows).toHaveLength(1);
  });

  it('a facility is not deleted while it has children', async () => {
    const { id } = await makeFacility(client);
    const system = await makeCyberSystem(client, { facilityId: id });
    const refused = await client.delete(`/facilities/${id}`);
    expect(refused.body).toEqual({
      error: 'Conflict',
      message: 'The facility still has cyber systems; delete or move them first',
    });
    await client.must.delete(`/cyber-systems/${system.id}`);
    expect((await client.delete(`/facilities/${id}`)).status).toBe(200);
  });

  it('a child made during a delete is refused or prevents it: it is never an orphan', async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await makeFacility(client);
      const [deleted, made] = await Promise.all([
        client.delete(`/facilities/${id}`),
        client.post('/physical-areas', { name: 'A', facilityId: id, cyberAssetIds: [] }),
      ]);
      expect([
        [200, 422],
        [409, 201],
      ]).toContainEqual([deleted.status, made.status]);
    }
  });
});

describe('the list of facilities', () => {
  let own: Client;
  let made: { id: string }[];
  beforeAll(async () => {
    own = await server.newClient();
    made = [];
    for (let index = 0; index < 7; index++) {
      const over = {
        title: `Plant ${index} 100%`,
        impactLevel: index < 3 ? 'medium' : 'low',
        ...(index === 6 ? { address: addressBody } : {}),
      };
      made.push(await makeFacility(own, over));
    }
  });
  const ids = async (query: string) => (await own.get<Listed>(`/facilities${query}`)).body.map(({ id }) => id);
  const madeIds = (...indexes: number[]) => indexes.map((index) => made[index]?.id);

  it('the list is a bare array of all, in the order of creation', async () => {
    expect(await ids('')).toEqual(made.map(({ id }) => id));
  });

  it('pages together are the whole list, each with the link to the next', async () => {
    const seen: string[] = [];
    let next: string | undefined = '/facilities?limit=3';
    const sizes: number[] = [];
    while (next !== undefined) {
      const page: TestResponse<Listed> = await own.get<Listed>(next);
      sizes.push(page.body.length);
      seen.push(...page.body.map(({ id }) => id));
      next = page.next;
    }
    expect(sizes).toEqual([3, 3, 1]);
    expect(seen).toEqual(made.map(({ id }) => id));
  });

  it('a last page that is just full has no next link', async () => {
    expect((await own.get('/facilities?limit=7')).headers.get('link')).toBeNull();
  });

  it('pages keep their filters, and a cursor with other filters is refused', async () => {
    const { next = '' } = await own.get<Listed>('/facilities?impactLevel=medium&limit=2');
    expect((await own.get<Listed>(next)).body.map(({ id }) => id)).toEqual(madeIds(2));
    const other = await own.get(next.replace('medium', 'low'));
    expect([other.status, other.body.field]).toEqual([422, 'cursor']);
    const cursor = new URL(next, 'http://x').searchParams.get('cursor') ?? '';
    const tampered = cursor.slice(0, -1) + (cursor.endsWith('A') ? 'B' : 'A');
    expect((await own.get(next.replace(cursor, tampered))).status).toBe(422);
  });

  it.each(['0', '1001', '-1', '1.5', 'x', ''])('limit=%s is refused', async (limit) => {
    const response = await own.get(`/facilities?limit=${limit}`);
    expect([response.status, response.body.field]).toEqual([422, 'limit']);
  });

  it('impact level, text and time narrow the list', async () => {
    expect(await ids('?impactLevel=medium')).toEqual(madeIds(0, 1, 2));
    expect(await ids('?q=pLaNt%204')).toEqual(madeIds(4));
    expect(await ids('?q=riverton')).toEqual(madeIds(6));
    expect(await ids('?q=100%25&impactLevel=medium')).toEqual(madeIds(0, 1, 2));
    expect(await ids('?q=_')).toEqual([]);
    const changed = await own.patch(`/facilities/${made[5]?.id}`, { title: 'Changed' });
    expect(await ids(`?updatedSince=${changed.body.updatedAt}`)).toEqual(madeIds(5));
    expect(await ids('?updatedSince=2020-01-01T00:00:00%2B02:00')).toHaveLength(7);
    expect((await own.get('/facilities?updatedSince=yesterday')).body.field).toBe('updatedSince');
    expect((await own.get('/facilities?impactLevel=high&impactLevel=low')).body.field).toBe('impactLevel');
  });

  it('a control center narrows the list, and one of others is refused', async () => {
    const { id } = await makeControlCenter(own);
    await own.must.post(`/control-centers/${id}/assign-facilities`, { facilityIds: madeIds(1, 4) });
    expect(await ids(`?controlCenterId=${id}`)).toEqual(madeIds(1, 4));
    const foreign = (await makeControlCenter(client)).id;
    for (const wrong of [foreign, 'nonsense']) {
      const response = await own.get(`/facilities?controlCenterId=${wrong}`);
      expect([response.status, response.body.field]).toEqual([422, 'controlCenterId']);
    }
  });
});
