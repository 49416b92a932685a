import { describe, expect, it } from 'vitest';
import { controlCentersOf } from '../../../test/support/control-centers.ts';
import {
  addressBody,
  makeControlCenter,
  makeCyberAsset,
  makeCyberSystem,
  makeFacility,
} from '../../../test/support/fixtures.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();
const client = useClient(server);
const { plants, assign, unassign, level, determinations } = controlCentersOf(client);

describe('a control center', () => {
  it('a control center has an address of its own, with the same id in both places', async () => {
    const made = await makeControlCenter(client);
    expect(made.address).toMatchObject(addressBody);
    expect((made.address as { id: string }).id).toBe(made.addressId);
    const moved = await client.put(`/control-centers/${made.id}`, {
      address: { city: 'Lander' },
      recoveryPointObjective: 0.5,
    });
    expect(moved.body).toMatchObject({
      addressId: made.addressId,
      address: { city: 'Lander' },
      recoveryPointObjective: 0.5,
    });
  });

  it('a control center is listed with its counts', async () => {
    const own = await server.newClient();
    const { id } = await makeControlCenter(own);
    const system = await makeCyberSystem(own, { controlCenterId: id });
    await makeCyberAsset(own, { cyberSystemId: system.id });
    await makeCyberAsset(own, { cyberSystemId: system.id });
    const gone = await makeCyberAsset(own, { cyberSystemId: system.id });
    await own.must.delete(`/cyber-assets/${gone.id}`);
    await own.must.post(`/control-centers/${id}/assign-facilities`, { facilityIds: [(await makeFacility(own)).id] });
    const [listed] = (await own.get<Record<string, unknown>[]>('/control-centers')).body;
    expect(listed).toMatchObject({ id, managedFacilitiesCount: 1, cyberSystemsCount: 1, cyberAssetsCount: 2 });
  });

  it('a control center is not deleted while it runs facilities', async () => {
    const { id } = await makeControlCenter(client);
    const facilityIds = await plants(10);
    await assign(id, facilityIds);
    expect((await client.delete(`/control-centers/${id}`)).status).toBe(409);
    await unassign(id, facilityIds);
    expect((await client.delete(`/control-centers/${id}`)).status).toBe(200);
  });
});

describe('criterion 2.11', () => {
  it('a control center is medium at 1500 MW in one interconnection, low again below, and the reason is recorded', async () => {
    const { id } = await makeControlCenter(client);
    const [one = '', two = '', three = ''] = await plants(900, 599.9, 0.1);
    expect((await assign(id, [one, two])).body.impactLevel).toBe('low');
    expect((await assign(id, [three])).body.impactLevel).toBe('medium');
    expect((await client.patch(`/facilities/${three}`, { capacityMw: '0.0999' })).status).toBe(200);
    expect(await level(id)).toBe('low');
    await client.must.patch(`/facilities/${three}`, { capacityMw: 5 });
    expect(await level(id)).toBe('medium');
    expect((await unassign(id, [one])).body.impactLevel).toBe('low');
    const history = await determinations(id);
    expect(
      history.map(({ previousImpactLevel, impactLevel, criterion, capacityMw, operationId }) => [
        previousImpactLevel,
        impactLevel,
        criterion,
        capacityMw,
        operationId,
      ]),
    ).toEqual([
      ['low', 'low', '3.1', '1499.9', 'assignFacilitiesToControlCenter'],
      ['low', 'medium', '2.11', '1500.0', 'assignFacilitiesToControlCenter'],
      ['medium', 'low', '3.1', '1499.9999', 'updateFacility'],
      ['low', 'medium', '2.11', '1504.9', 'updateFacility'],
      ['medium', 'low', '3.1', '604.9', 'unassignFacilitiesFromControlCenter'],
    ]);
    expect(history[1]?.reason).toBe(
      '1500 MW of generation in the Western Interconnection is at or above 1500 MW, so CIP-002-5.1a Attachment 1 criterion 2.11 applies: medium impact.',
    );
    expect(history[4]?.reason).toBe(
      '604.9 MW of generation in the Western Interconnection, the most in one interconnection, is below 1500 MW, so CIP-002-5.1a Attachment 1 criterion 2.11 does not apply; criterion 3.1 remains: low impact.',
    );
  });

  it('interconnections are not added up, and generation counts, BES or not, unless it is said with a reason not to', async () => {
    const { id } = await makeControlCenter(client);
    const facilityIds = await plants(
      1400,
      { capacityMw: 1400, interconnection: 'eastern' },
      { capacityMw: 5000, bes: false, countsTowardControlCenter: false, notCountedReason: 'Monitored only.' },
      { capacityMw: 5000, facilityType: 'transmission' },
    );
    expect((await assign(id, facilityIds)).body.impactLevel).toBe('low');
    const monitored = `/facilities/${facilityIds[2]}`;
    await client.must.patch(monitored, { countsTowardControlCenter: null });
    expect(await level(id)).toBe('medium');
    const unexplained = { countsTowardControlCenter: false, notCountedReason: null };
    expect((await client.patch(monitored, unexplained)).body.message).toBe(
      'A facility that does not count toward its control center needs notCountedReason',
    );
  });

  it('a recorded high is never lowered', async () => {
    const { id } = await makeControlCenter(client, { impactLevel: 'high' });
    expect((await assign(id, await plants(10))).body.impactLevel).toBe('high');
    expect((await determinations(id))[0]).toMatchObject({ impactLevel: 'high', criterion: null });
  });

  it('both control centers are assessed when a facility moves, whichever way it moves', async () => {
    const [from, to] = await Promise.all([makeControlCenter(client), makeControlCenter(client)]);
    const [plant = ''] = await plants(2000);
    await assign(from.id, [plant]);
    await assign(to.id, [plant]);
    expect([await level(from.id), await level(to.id)]).toEqual(['low', 'medium']);
    await client.must.patch(`/facilities/${plant}`, { controlCenterId: from.id });
    expect([await level(from.id), await level(to.id)]).toEqual(['medium', 'low']);
    await client.must.patch(`/facilities/${plant}`, { controlCenterId: null });
    expect(await level(from.id)).toBe('low');
    const made = await makeFacility(client, { capacityMw: 1600, controlCenterId: to.id });
    expect(made.assignedDate).toBe(new Date().toISOString().slice(0, 10));
    expect(await level(to.id)).toBe('medium');
    await client.must.delete(`/facilities/${made.id}`);
    expect(await level(to.id)).toBe('low');
  });

  it('the level is right when many assign at once', async () => {
    const { id } = await makeControlCenter(client);
    const facilityIds = await plants(300, 300, 300, 300, 300, 300);
    const responses = await Promise.all(facilityIds.map((facilityId) => assign(id, [facilityId])));
    expect(responses.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(await level(id)).toBe('medium');
    const swapped = await Promise.all([
      unassign(id, facilityIds.slice(0, 3)),
      unassign(id, facilityIds.slice(3).reverse()),
      ...facilityIds.map((facilityId) => client.patch(`/facilities/${facilityId}`, { title: 'Busy' })),
    ]);
    expect(swapped.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(await level(id)).toBe('low');
  });
});

describe('facilities made and moved at once', () => {
  it('facilities that are made for one control center at once all count', async () => {
    const { id } = await makeControlCenter(client);
    const made = await Promise.all(
      Array.from({ length: 15 }, () => makeFacility(client, { capacityMw: 99, controlCenterId: id })),
    );
    expect(await level(id)).toBe('low');
    const more = await plants(...Array<number>(10).fill(5));
    const moved = await Promise.all(
      more.map((facility) => client.patch(`/facilities/${facility}`, { controlCenterId: id })),
    );
    expect(moved.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(await level(id)).toBe('medium');
    expect(made).toHaveLength(15);
  });

  it('a facility that stays keeps its date, however the id is written', async () => {
    const { id } = await makeControlCenter(client);
    const made = await makeFacility(client, { controlCenterId: id, assignedDate: '2020-02-02' });
    const same = await client.patch(`/facilities/${made.id}`, { controlCenterId: id.toUpperCase() });
    expect(same.body).toEqual(made);
  });

  it('a level that was set by hand is settled', async () => {
    const { id } = await makeControlCenter(client);
    const facilityIds = await plants(2000);
    await assign(id, facilityIds);
    await client.must.put(`/control-centers/${id}`, { impactLevel: 'low' });
    expect((await assign(id, facilityIds)).body.impactLevel).toBe('medium');
  });
});

describe('assigning', () => {
  it('an assignment is all or nothing, and its refusal names the unknown id', async () => {
    const { id } = await makeControlCenter(client);
    const [plant = ''] = await plants(2000);
    const foreign = (await makeFacility(await server.newClient())).id;
    const response = await assign(id, [plant, foreign]);
    expect([response.status, response.body.field]).toEqual([422, 'facilityIds[1]']);
    expect((await client.get(`/facilities/${plant}`)).body.controlCenterId).toBeNull();
    expect((await assign(id, [])).body.field).toBe('facilityIds');
  });

  it('a repeated assignment changes nothing', async () => {
    const { id } = await makeControlCenter(client);
    const [plant = ''] = await plants(10);
    await assign(id, [plant, plant]);
    const before = (await client.get(`/facilities/${plant}`)).body;
    await assign(id, [plant]);
    expect((await client.get(`/facilities/${plant}`)).body).toEqual(before);
    expect(await determinations(id)).toHaveLength(1);
    expect((await client.get<unknown[]>(`/control-centers/${id}/facilities`)).body).toHaveLength(1);
  });

  it('unassigning a facility that is not assigned here is refused by name', async () => {
    const { id } = await makeControlCenter(client);
    const response = await unassign(id, await plants(10));
    expect([response.status, response.body.field]).toEqual([422, 'facilityIds[0]']);
  });
});
