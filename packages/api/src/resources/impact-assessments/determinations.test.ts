import { expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { makeControlCenter, makeCyberSystem, makeFacility } from '../../../test/support/fixtures.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { determineImpact } from '../../operator/impact-determinations.ts';

const server = useTestServer();

interface Determination {
  readonly criterion: string | null;
  readonly impactLevel: string;
  readonly previousImpactLevel: string | null;
  readonly reason: string;
  readonly missing: readonly string[];
  readonly cyberSystemId: string | null;
  readonly findings: readonly { readonly criterion: string; readonly isMet: boolean | null; readonly inputs: object }[];
}

const PATH = '/impact-assessments/determinations';
const record = async (client: Client) => (await client.must.post<{ recorded: number }>(PATH)).body.recorded;
const history = async (client: Client, query: string) =>
  (await client.must.get<Determination[]>(`${PATH}?${query}`)).body;

it('a site and its systems have a determination whenever an input changes, with every criterion and its inputs', async () => {
  const client = await server.newClient();
  const plant = { bes: true, facilityType: 'generation', capacityMw: 1400, title: 'Cedar Ridge' };
  const { id: facilityId } = await makeFacility(client, plant);
  const { id: cyberSystemId } = await makeCyberSystem(client, { facilityId });
  expect(await record(client)).toBe(2);
  expect(await record(client)).toBe(0);
  await client.must.patch(`/facilities/${facilityId}`, { capacityMw: 1600 });
  expect(await record(client)).toBe(2);
  await client.must.patch(`/cyber-systems/${cyberSystemId}`, { sharedGenerationMw: 1550 });
  expect(await record(client)).toBe(1);
  const all = await history(client, `facilityId=${facilityId}`);
  expect(all.filter((one) => one.cyberSystemId === null)).toMatchObject([
    { previousImpactLevel: null, impactLevel: 'low', criterion: '3.3' },
    { previousImpactLevel: 'low', impactLevel: 'medium', criterion: '2.1', title: 'Cedar Ridge' },
  ]);
  const system = await history(client, `cyberSystemId=${cyberSystemId}`);
  expect(system.map(({ criterion, missing }) => [criterion, missing.includes('sharedGenerationMw')])).toEqual([
    ['3.3', false],
    ['3.3', true],
    ['2.1', false],
  ]);
  expect(system.at(-1)?.findings.find(({ criterion }) => criterion === '2.1')).toMatchObject({
    isMet: true,
    inputs: { capacityMw: 1600, sharedGenerationMw: 1550 },
  });
});

it('the highest criterion of a control center decides, and the others stay in its determination', async () => {
  const client = await server.newClient();
  const { id: controlCenterId } = await makeControlCenter(client, { functions: ['TOP', 'RC'] });
  await record(client);
  const [found] = await history(client, `controlCenterId=${controlCenterId}`);
  expect(found).toMatchObject({ criterion: '1.1', impactLevel: 'high', reason: expect.stringContaining('1.1') });
  const met = found?.findings.filter(({ isMet }) => isMet === true).map(({ criterion }) => criterion);
  expect(met).toEqual(['1.1', '2.12', '3.1']);
});

it('the server records those of sites that changed, and leaves other organizations', async () => {
  const client = await server.newClient();
  const since = new Date();
  const { id: facilityId } = await makeFacility(client);
  await determineImpact(server.database, since);
  await determineImpact(server.database, since);
  expect(await history(client, `facilityId=${facilityId}`)).toHaveLength(1);
});

it.each(['facilityId', 'controlCenterId', 'cyberSystemId'])('an unknown %s is refused', async (field) => {
  const { status, body } = await (await server.newClient()).get(`${PATH}?${field}=x`);
  expect([status, body.field]).toEqual([422, field]);
});
