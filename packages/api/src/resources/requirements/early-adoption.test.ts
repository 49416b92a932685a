import { expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { makeCyberSystem, makeFacility } from '../../../test/support/fixtures.ts';
import { useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();

interface Task {
  readonly id: string;
  readonly dueReason: string;
}
interface Row {
  readonly requirementPart: string;
  readonly version: string | null;
  readonly applies: string;
  readonly reason: string;
}

const makeTask = async (client: Client, triggerAt: string) =>
  (await client.must.post<Task>('/tasks', { title: 'Policies', requirementPart: 'CIP-003-9:R1.2', triggerAt })).body;
const reasonOf = async (client: Client, { id }: Task) => (await client.must.get<Task>(`/tasks/${id}`)).body.dueReason;
const adopt = (client: Client, adoptedOn: object | null) => client.must.patch('/organization', { adoptedOn });
const judged = async (client: Client, part: string) =>
  (await client.get<Row[]>('/requirements/applicable')).body.find((row) => row.requirementPart === part);
const horizon = async (client: Client) =>
  (
    await client.must.get<{ changes: { version: { id: string }; startsOn: string; isAdopted: boolean }[] }>(
      '/requirements/horizon?on=2028-07-01',
    )
  ).body.changes;

it('the text of a version that is adopted early decides what is due from then on, and a successor goes on from the last performance', async () => {
  const client = await server.newClient();
  const [before, after, later] = await Promise.all(
    ['2025-09-10', '2026-09-10', '2027-09-10'].map((day) => makeTask(client, day)),
  );
  expect(await reasonOf(client, after as Task)).toMatch(/: 2027-12-31; .*; CIP-003-9 R1.2$/);
  await adopt(client, { 'CIP-003-10': '2027-07-01' });
  expect(await reasonOf(client, before as Task)).toMatch(/: 2026-12-31; .*; CIP-003-9 R1.2$/);
  expect(await reasonOf(client, after as Task)).toMatch(/: 2027-12-31; .*; CIP-003-10 R1.2, adopted on 2027-07-01$/);
  expect(await reasonOf(client, later as Task)).toMatch(/: 2028-12-31; .*; CIP-003-10 R1.2$/);
  await adopt(client, null);
  expect(await reasonOf(client, after as Task)).toMatch(/; CIP-003-9 R1.2$/);
});

it('what applies names the version that decides today, and a standard that is not in force does not apply before it is adopted', async () => {
  const client = await server.newClient();
  const facilityId = (await makeFacility(client, { impactLevel: 'medium' })).id;
  await makeCyberSystem(client, { facilityId, impactLevel: 'medium', externalRoutableConnectivity: true });
  expect(await judged(client, 'CIP-007-6:R2.2')).toMatchObject({ applies: 'yes', version: 'CIP-007-6' });
  expect(await judged(client, 'CIP-015-1:R1.1-1.3')).toMatchObject({
    ...{ applies: 'no', version: null },
    reason: expect.stringContaining('CIP-015-1 is not in force in US before 2028-10-01'),
  });
  const { body: plan } = await client.must.post<{ notScheduled: Row[] }>('/requirements/apply', {});
  expect(plan.notScheduled.filter(({ requirementPart }) => requirementPart.startsWith('CIP-015'))).toEqual([]);
  await adopt(client, { 'CIP-007-7.1': '2026-11-01', 'CIP-015-1': '2026-11-01' });
  expect(await judged(client, 'CIP-007-6:R2.2')).toMatchObject({ applies: 'yes', version: 'CIP-007-7.1' });
  expect(await judged(client, 'CIP-015-1:R1.1-1.3')).toMatchObject({ applies: 'yes', version: 'CIP-015-1' });
});

it('the horizon has the day on which a version starts for the organization', async () => {
  const client = await server.newClient();
  const of = async (id: string) => (await horizon(client)).find(({ version }) => version.id === id);
  expect(await of('CIP-003-10')).toMatchObject({ startsOn: '2028-07-01', isAdopted: false });
  await adopt(client, { 'CIP-003-10': '2027-07-01', 'CIP-007-7.1': '2026-11-01' });
  expect(await of('CIP-003-10')).toMatchObject({ startsOn: '2027-07-01', isAdopted: true });
  // It has started already.
  expect(await of('CIP-007-7.1')).toBeUndefined();
});

it.each([
  [{ 'CIP-003-99': '2027-07-01' }, 'CIP-003-99 is not one'],
  [{ 'CIP-003-10': '2028-07-01' }, 'in force from 2028-07-01'],
  [{ 'CIP-003-10': '2027-02-30' }, 'that of CIP-003-10 must be'],
])('an early adoption %j is refused', async (adoptedOn, words) => {
  const { status, body } = await (await server.newClient()).patch('/organization', { adoptedOn });
  expect([status, body.field, body.message]).toEqual([422, 'adoptedOn', expect.stringContaining(words)]);
});
