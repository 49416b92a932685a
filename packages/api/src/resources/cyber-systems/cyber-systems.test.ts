import { describe, expect, it } from 'vitest';
import {
  cyberSystemBody,
  makeControlCenter,
  makeCyberAsset,
  makeCyberSystem,
  makeFacility,
} from '../../../test/support/fixtures.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();
const client = useClient(server);

const idsAt = async (path: string) => (await client.get<{ id: string }[]>(path)).body.map(({ id }) => id);

describe('a cyber system', () => {
  it('a cyber system belongs to a facility, to a control center or to neither; never to both', async () => {
    const facilityId = (await makeFacility(client)).id;
    const controlCenterId = (await makeControlCenter(client)).id;
    expect((await makeCyberSystem(client)).facilityId).toBeNull();
    const both = await client.post('/cyber-systems', cyberSystemBody({ facilityId, controlCenterId }));
    expect(both.status).toBe(422);
    const { id } = await makeCyberSystem(client, { facilityId });
    expect((await client.patch(`/cyber-systems/${id}`, { controlCenterId })).status).toBe(422);
    const moved = await client.patch(`/cyber-systems/${id}`, { controlCenterId, facilityId: null });
    expect(moved.body).toMatchObject({ controlCenterId, facilityId: null });
    expect(await idsAt(`/control-centers/${controlCenterId}/cyber-systems`)).toEqual([id]);
    expect(await idsAt(`/facilities/${facilityId}/cyber-systems`)).toEqual([]);
    expect(await idsAt(`/cyber-systems?controlCenterId=${controlCenterId}`)).toEqual([id]);
  });

  it('the impact level of its assets finds a cyber system', async () => {
    const facilityId = (await makeFacility(client)).id;
    const one = (await makeCyberSystem(client, { facilityId })).id;
    const two = (await makeCyberSystem(client, { facilityId })).id;
    await makeCyberAsset(client, { cyberSystemId: one, impactLevel: 'high' });
    await makeCyberAsset(client, { cyberSystemId: two, impactLevel: 'low' });
    expect(await idsAt(`/cyber-systems?facilityId=${facilityId}&impactLevel=high`)).toEqual([one]);
    expect(await idsAt(`/facilities/${facilityId}/cyber-systems?impactLevel=low`)).toEqual([two]);
  });

  it('a cyber system’s code is unique, and it is not deleted while it has assets', async () => {
    const made = await makeCyberSystem(client);
    const taken = await client.post('/cyber-systems', cyberSystemBody({ systemCode: made.systemCode }));
    expect(taken.body.message).toBe('systemCode is already used by another cyber system');
    const asset = await makeCyberAsset(client, { cyberSystemId: made.id });
    expect((await client.delete(`/cyber-systems/${made.id}`)).status).toBe(409);
    await client.must.delete(`/cyber-assets/${asset.id}`);
    expect((await client.delete(`/cyber-systems/${made.id}`)).status).toBe(200);
  });
});
