import { beforeAll, describe, expect, it } from 'vitest';
import {
  makeControlCenter,
  makeCyberAsset,
  makeCyberSystem,
  makeFacility,
  makePhysicalArea,
} from '../../../test/support/fixtures.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();
const client = useClient(server);
let facilityId: string;
let cyberSystemId: string;
beforeAll(async () => {
  facilityId = (await makeFacility(client)).id;
  cyberSystemId = (await makeCyberSystem(client, { facilityId })).id;
});

const asset = (impactLevel: string) => makeCyberAsset(client, { cyberSystemId, impactLevel });

describe('a physical area', () => {
  it('an area is regulated as its assets are', async () => {
    const [high, low, none] = [await asset('high'), await asset('low'), await asset('not_applicable')];
    const area = await makePhysicalArea(client, { facilityId });
    expect(area).toMatchObject({ regulatoryType: 'Unregulated', cyberAssets: [], controlCenterId: null });
    const put = (...assets: { id: string }[]) =>
      client.put(`/physical-areas/${area.id}`, { cyberAssetIds: assets.map(({ id }) => id) });
    expect((await put(none)).body.regulatoryType).toBe('Unregulated');
    expect((await put(none, low)).body.regulatoryType).toBe('LowImpactArea');
    const full = (await put(none, low, high)).body;
    expect(full.regulatoryType).toBe('PSP');
    expect(full.cyberAssets).toEqual(
      [high, low, none].map(({ id, assetTitle, assetTag }) => ({ id, assetTitle, assetTag })),
    );
    await client.must.delete(`/cyber-assets/${high.id}`);
    expect((await client.get(`/physical-areas/${area.id}`)).body).toMatchObject({ regulatoryType: 'LowImpactArea' });
  });

  it('an area’s time changes when its assets do, and only then', async () => {
    const one = await asset('low');
    const area = await makePhysicalArea(client, { facilityId, cyberAssetIds: [one.id] });
    const same = await client.put(`/physical-areas/${area.id}`, { cyberAssetIds: [one.id, one.id] });
    expect(same.body).toEqual(area);
    const emptied = await client.put(`/physical-areas/${area.id}`, { cyberAssetIds: [] });
    expect(String(emptied.body.updatedAt) > String(area.updatedAt)).toBe(true);
  });

  it('an area is in one facility or one control center', async () => {
    const controlCenterId = (await makeControlCenter(client)).id;
    const neither = await client.post('/physical-areas', { name: 'A', cyberAssetIds: [] });
    const both = await client.post('/physical-areas', { name: 'A', facilityId, controlCenterId, cyberAssetIds: [] });
    expect([neither.status, both.status]).toEqual([422, 422]);
    const inCenter = await makePhysicalArea(client, { controlCenterId });
    const listed = await client.get<{ id: string }[]>(`/control-centers/${controlCenterId}/physical-areas`);
    expect(listed.body.map(({ id }) => id)).toEqual([inCenter.id]);
    expect((await client.put(`/physical-areas/${inCenter.id}`, { facilityId, cyberAssetIds: [] })).body.field).toBe(
      'facilityId',
    );
  });

  it('all areas of the organization are listed, and an update without assets keeps them', async () => {
    const own = await server.newClient();
    const plant = (await makeFacility(own)).id;
    const cyberSystemId = (await makeCyberSystem(own, { facilityId: plant })).id;
    const { id } = await makeCyberAsset(own, { cyberSystemId });
    const one = await makePhysicalArea(own, { facilityId: plant, cyberAssetIds: [id] });
    const two = await makePhysicalArea(own, { controlCenterId: (await makeControlCenter(own)).id });
    const { body: areas } = await own.get<{ id: string }[]>('/physical-areas');
    expect(areas.map((area) => area.id)).toEqual([one.id, two.id]);
    expect((await own.get<unknown[]>(`/physical-areas?facilityId=${plant}`)).body).toEqual([one]);
    const { body: renamed } = await own.put(`/physical-areas/${one.id}`, { name: 'Renamed' });
    expect(renamed).toMatchObject({ name: 'Renamed', cyberAssets: [{ id }] });
  });

  it('an area’s name is unique there', async () => {
    const { name } = await makePhysicalArea(client, { facilityId });
    const taken = await client.post('/physical-areas', { name, facilityId, cyberAssetIds: [] });
    expect(taken.status).toBe(409);
    const elsewhere = (await makeFacility(client)).id;
    expect((await client.post('/physical-areas', { name, facilityId: elsewhere, cyberAssetIds: [] })).status).toBe(201);
    expect((await client.post('/physical-areas', { name: '', facilityId, cyberAssetIds: [] })).body.field).toBe('name');
  });

  it('an area refuses a foreign or unknown asset, and then changes nothing', async () => {
    const stranger = await server.newClient();
    const foreign = await makeCyberAsset(stranger, { cyberSystemId: (await makeCyberSystem(stranger)).id });
    const area = await makePhysicalArea(client, { facilityId });
    const own = await asset('low');
    const refused = await client.put(`/physical-areas/${area.id}`, {
      name: 'Renamed',
      cyberAssetIds: [own.id, foreign.id],
    });
    expect([refused.status, refused.body.field]).toEqual([422, 'cyberAssetIds[1]']);
    expect((await client.get(`/physical-areas/${area.id}`)).body).toEqual(area);
  });
});
