import { describe, expect, it } from 'vitest';
import { controlCentersOf } from '../../../test/support/control-centers.ts';
import { makeControlCenter, makeFacility } from '../../../test/support/fixtures.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();
const client = useClient(server);
const { plants, assign, level, determinations } = controlCentersOf(client);

describe('a preview', () => {
  const preview = (id: string, body: unknown) => client.post(`/control-centers/${id}/preview-impact`, body);

  it('a preview computes megawatts now and after, the deciding interconnection, the outcome and a reason, and changes nothing', async () => {
    const { id } = await makeControlCenter(client);
    const [here = '', added = '', other = ''] = await plants(
      800,
      { capacityMw: 700, regionalEntity: 'MRO' },
      { capacityMw: 2000, interconnection: 'eastern', regionalEntity: 'SERC' },
    );
    await assign(id, [here]);
    const { body } = await preview(id, { facilityIds: [added] });
    expect(body).toEqual({
      currentImpactLevel: 'low',
      newImpactLevel: 'medium',
      willChange: true,
      reason:
        '1500 MW of generation in the Western Interconnection is at or above 1500 MW, so CIP-002-5.1a Attachment 1 criterion 2.11 applies: medium impact.',
      thresholdInterconnection: 'western',
      thresholdCapacityMw: 1500,
      capacityBreakdown: {
        eastern: { currentMw: 0, afterMw: 0, status: 'low', regionalEntityBreakdown: {} },
        western: { currentMw: 800, afterMw: 1500, status: 'medium', regionalEntityBreakdown: { WECC: 800, MRO: 700 } },
        ercot: { currentMw: 0, afterMw: 0, status: 'low', regionalEntityBreakdown: {} },
        québec: { currentMw: 0, afterMw: 0, status: 'low', regionalEntityBreakdown: {} },
      },
      facilitiesBeingAdded: [{ id: added, title: 'Wind River', capacityMw: 700, interconnection: 'western' }],
    });
    expect((await preview(id, { addFacilityId: other })).body.thresholdInterconnection).toBe('eastern');
    expect(await level(id)).toBe('low');
    expect(await determinations(id)).toHaveLength(1);
  });

  it('a preview without a change describes the present', async () => {
    const { id } = await makeControlCenter(client);
    await assign(id, await plants(1600));
    for (const body of [undefined, {}]) {
      expect((await preview(id, body)).body).toMatchObject({
        currentImpactLevel: 'medium',
        newImpactLevel: 'medium',
        willChange: false,
        facilitiesBeingAdded: [],
      });
    }
  });

  it('a preview removes and resizes facilities', async () => {
    const { id } = await makeControlCenter(client);
    const [one = '', two = ''] = await plants(1000, 600);
    await assign(id, [one, two]);
    expect((await preview(id, { removeFacilityId: two })).body).toMatchObject({
      newImpactLevel: 'low',
      willChange: true,
    });
    expect((await preview(id, { removeFacilityIds: [one, two] })).body.reason).toContain('No generation');
    const updateFacility = { facilityId: two, capacityMw: 499.99, interconnection: 'western' };
    expect((await preview(id, { updateFacility })).body.newImpactLevel).toBe('low');
    expect((await preview(id, { updateFacility: { ...updateFacility, capacityMw: '500' } })).body.newImpactLevel).toBe(
      'medium',
    );
    const moved = (
      await preview(id, { updateFacility: { ...updateFacility, capacityMw: 600, interconnection: 'québec' } })
    ).body;
    expect(moved.newImpactLevel).toBe('low');
    expect(moved.capacityBreakdown).toMatchObject({
      western: { currentMw: 1600, afterMw: 1000 },
      québec: { currentMw: 0, afterMw: 600 },
    });
  });

  it('a preview is exact to the last digit', async () => {
    const { id } = await makeControlCenter(client);
    const tenths = await plants(...Array<number>(10).fill(149.9));
    await assign(id, [...tenths, ...(await plants(0.9))]);
    expect((await preview(id, {})).body).toMatchObject({
      newImpactLevel: 'low',
      capacityBreakdown: { western: { currentMw: 1499.9 } },
    });
  });

  it('a preview refuses facilities of others by name', async () => {
    const { id } = await makeControlCenter(client);
    const foreign = (await makeFacility(await server.newClient())).id;
    const unknown = await preview(id, {
      updateFacility: { facilityId: foreign, capacityMw: 1, interconnection: 'western' },
    });
    expect([unknown.status, unknown.body.field]).toEqual([422, 'updateFacility.facilityId']);
    expect((await preview(id, { facilityIds: ['nonsense'] })).body.field).toBe('facilityIds[0]');
  });
});
