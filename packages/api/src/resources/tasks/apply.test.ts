import { describe, expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { makeControlCenter, makeCyberAsset, makeCyberSystem, makeFacility } from '../../../test/support/fixtures.ts';
import { useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();

interface Planned {
  readonly requirementPart: string;
  readonly reason: string;
  readonly title: string;
}
interface Plan {
  readonly applied: boolean;
  readonly create: readonly Planned[];
  readonly change: readonly Planned[];
  readonly end: readonly Planned[];
  readonly notScheduled: readonly Planned[];
  readonly unknown: readonly Planned[];
}

const plan = async (client: Client, body: object = {}) =>
  (await client.must.post<Plan>('/requirements/apply', body)).body;
const partsOf = (planned: readonly Planned[]) => planned.map(({ requirementPart }) => requirementPart);

async function highSystem(client: Client) {
  const controlCenterId = (await makeControlCenter(client, { impactLevel: 'high' })).id;
  const cyberSystemId = (await makeCyberSystem(client, { controlCenterId, systemTitle: 'EMS' })).id;
  const assetId = (await makeCyberAsset(client, { cyberSystemId, impactLevel: 'high' })).id;
  return { cyberSystemId, assetId };
}

describe('POST /requirements/apply', () => {
  it('shows what a low impact owner has to do, and changes nothing before it is asked to', async () => {
    const client = await server.newClient();
    await makeFacility(client, { impactLevel: 'low', title: 'Mesa Wind' });
    const proposed = await plan(client, { firstDue: '2030-01-31' });
    expect(proposed.applied).toBe(false);
    expect(partsOf(proposed.create)).toEqual([
      'CIP-002-5.1a:R2.1',
      'CIP-002-5.1a:R2.2',
      'CIP-003-9:R1.2',
      'CIP-003-9:R2 Att1 S1',
      'CIP-003-9:R2 Att1 S4.5',
    ]);
    expect(proposed.create[2]).toMatchObject({
      dueDate: '2030-01-31',
      dueReason: expect.stringContaining('no performance is recorded; the first is planned for 2030-01-31'),
      reason: 'low impact; BES Cyber System',
    });
    expect(proposed.notScheduled).toContainEqual(
      expect.objectContaining({
        requirementPart: 'CIP-003-9:R2 Att1 S4.6',
        reason: expect.stringContaining('/events'),
      }),
    );
    expect(partsOf(proposed.unknown)).toContain('CIP-014-3:R1.1a');
    expect((await client.get('/tasks')).text).toBe('[]');
  });

  it('creates one task for each part and what it is about, once', async () => {
    const client = await server.newClient();
    const { cyberSystemId, assetId } = await highSystem(client);
    const applied = await plan(client, { apply: true });
    expect(applied.applied).toBe(true);
    const { body: tasks } = await client.get<Record<string, unknown>[]>('/tasks');
    expect(tasks.length).toBe(applied.create.length);
    const of = (part: string) => tasks.filter(({ requirementPart }) => requirementPart === part);
    expect(of('CIP-007-6:R4.4')).toMatchObject([
      { relatedResourceType: 'cyber_system', relatedResourceId: cyberSystemId, cadence: 'CD15' },
    ]);
    expect(of('CIP-010-4:R2.1')).toMatchObject([{ relatedResourceType: 'cyber_asset', relatedResourceId: assetId }]);
    expect(of('CIP-007-6:R2.2')).toMatchObject([{ relatedResourceId: null }]);
    expect((await plan(client, { apply: true })).create).toEqual([]);
  });

  it('says why there are no tasks for each person, and how to create them until then', async () => {
    const client = await server.newClient();
    await highSystem(client);
    const { notScheduled } = await plan(client, { parts: ['CIP-004-7:R3.5'] });
    expect(notScheduled).toMatchObject([{ reason: expect.stringContaining('who has access is not recorded yet') }]);
    const person = { firstName: 'Dana', lastName: 'Reyes', personType: 'employee', status: 'active' };
    const relatedResourceId = (await client.must.post('/users', person)).body.id;
    const about = { relatedResourceType: 'user', relatedResourceId, requirementPart: 'CIP-004-7:R3.5' };
    const own = await client.must.post('/tasks', { title: 'Renew the PRA', triggerAt: '2026-01-10', ...about });
    expect(own.body.dueDate).toBe('2033-01-10');
  });

  it('ends what does not apply any more with the reason, and leaves what somebody created', async () => {
    const client = await server.newClient();
    const { assetId } = await highSystem(client);
    await plan(client, { apply: true, parts: ['CIP-010-4:R2.1', 'CIP-007-6:R4.4'] });
    const own = { title: 'Own', requirementPart: 'CIP-010-4:R2.1', dueDate: '2030-01-31' };
    const { id } = (await client.must.post('/tasks', own)).body;
    await client.must.patch(`/cyber-assets/${assetId}`, { impactLevel: 'low' });
    const proposed = await plan(client, { parts: ['CIP-010-4:R2.1', 'CIP-007-6:R4.4'] });
    expect(proposed.end.map(({ requirementPart, reason }) => [requirementPart, reason])).toEqual([
      ['CIP-007-6:R4.4', 'not high impact'],
      ['CIP-010-4:R2.1', 'not high impact'],
    ]);
    await plan(client, { apply: true });
    const { body: cancelled } = await client.get<unknown[]>('/tasks?status=cancelled');
    expect(cancelled.length).toBe(2);
    expect((await client.get(`/tasks/${id}`)).body.status).toBe('open');
  });

  it('changes tasks to the cadence of their part', async () => {
    const client = await server.newClient();
    await plan(client, { apply: true, parts: ['CIP-002-5.1a:R2.1'], firstDue: '2030-01-31' });
    const [task] = (await client.get<{ id: string }[]>('/tasks')).body;
    await server.database.query({ text: "update tasks set cadence = 'CM12' where id = $1", values: [task?.id] });
    const { change } = await plan(client, { apply: true });
    expect(change).toMatchObject([
      { taskId: task?.id, reason: 'the cadence of CIP-002-5.1a:R2.1 is CM15, and not CM12' },
    ]);
    expect((await client.get(`/tasks/${task?.id}`)).body).toMatchObject({ cadence: 'CM15', dueDate: '2030-01-31' });
  });
});

describe('POST /events', () => {
  it('opens one task that is due as long after the event as the part says', async () => {
    const client = await server.newClient();
    const { assetId } = await highSystem(client);
    const { body } = await client.must.post('/events', {
      requirementPart: 'CIP-010-4:R1.3',
      triggerAt: '2026-11-01',
      resource: { type: 'cyber-assets', id: assetId },
    });
    expect(body).toMatchObject({
      hardDue: '2026-12-01',
      relatedResourceType: 'cyber_asset',
      relatedResourceId: assetId,
      dueReason: '30 calendar days after 2026-11-01 (change completes): 2026-12-01; CIP-010-4 R1.3',
    });
    const hours = { requirementPart: 'CIP-004-7:R5.1', triggerAt: '2026-11-01T10:00:00-05:00' };
    expect((await client.must.post('/events', hours)).body.hardDue).toBe('2026-11-02T15:00:00+00:00');
  });

  it('counts from the other event of the part if that is what happened', async () => {
    const client = await server.newClient();
    const event = { requirementPart: 'CIP-004-7:R5.4', triggerAt: '2026-11-01' };
    const reasonOf = async (over: object) => (await client.must.post('/events', { ...event, ...over })).body.dueReason;
    expect(await reasonOf({})).toBe(
      '30 calendar days after 2026-11-01 (termination or transfer action): 2026-12-01; CIP-004-7 R5.4',
    );
    expect(await reasonOf({ alternative: true })).toBe(
      '10 calendar days after 2026-11-01 (end of the documented extenuating circumstances): 2026-11-11; CIP-004-7 R5.4',
    );
    await client.must.patch('/organization', { timeZone: 'America/Denver' });
    const { body } = await client.get<{ hardDue: string }[]>('/tasks?sort=dueDate');
    expect(body.map(({ hardDue }) => hardDue)).toEqual(['2026-11-11', '2026-12-01']);
  });

  it.each([
    [{ requirementPart: 'CIP-010-4:R1.3', triggerAt: '2026-11-01', alternative: true }, 'alternative'],
    [{ requirementPart: 'CIP-003-9:R1.2', triggerAt: '2026-11-01' }, 'requirementPart'],
    [{ requirementPart: 'CIP-004-7:R5.1', triggerAt: '2026-11-01' }, undefined],
    [{ requirementPart: 'CIP-010-4:R1.3', triggerAt: '2026-11-31' }, 'triggerAt'],
    [
      { requirementPart: 'CIP-010-4:R1.3', triggerAt: '2026-11-01', resource: { type: 'facility', id: 'x' } },
      'resource.id',
    ],
  ])('refuses %j', async (body, field) => {
    const response = await (await server.newClient()).post('/events', body);
    expect([response.status, response.body.field]).toEqual([422, field]);
  });
});
