import { describe, expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { lastMoment, makeCyberAsset, makeCyberSystem, makeFacility } from '../../../test/support/fixtures.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();
const client = useClient(server);

const dayFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const today = dayFromNow(0);

interface Task {
  readonly id: string;
  readonly status: string;
  readonly state: string;
  readonly dueDate: string;
  readonly hardDue: string;
}
const make = async (over: object = {}, by: Client = client) =>
  (await by.must.post<Task>('/tasks', { title: 'Review', dueDate: dayFromNow(90), ...over })).body;
const makeUser = async (by: Client = client) =>
  (await by.must.post('/users', { firstName: 'Dana', lastName: 'Reyes', personType: 'employee', status: 'active' }))
    .body.id;
const occurrences = async (id: string) =>
  (await client.get<Record<string, unknown>[]>(`/tasks/${id}/occurrences`)).body;
const evidence = { notes: 'Done.', reference: 'DOC-7' };

describe('a new task', () => {
  it('has the dates of the clock, and how they were calculated', async () => {
    const { body } = await client.must.post('/tasks', {
      title: 'Review the policies',
      requirementPart: 'CIP-003-9:R1.2',
      triggerAt: '2026-01-10',
    });
    expect(body).toMatchObject({
      status: 'open',
      cadence: 'CM15',
      dueDate: '2027-04-30',
      hardDue: '2027-04-30',
      alertDue: '2027-04-10',
      evidenceRequired: true,
      priority: 'normal',
      dueReason:
        '15 calendar months after 2026-01-10: 2027-04-30; month-end reading (same day: 2027-04-10); CIP-003-9 R1.2',
    });
  });

  it('without a cadence is due on its date', async () => {
    expect(await make({ dueDate: '2027-01-31' })).toMatchObject({
      dueDate: '2027-01-31',
      hardDue: '2027-01-31',
      alertDue: '2027-01-17',
      state: 'open',
      evidenceRequired: false,
    });
    expect(await make({ dueDate: '2026-01-31' })).toMatchObject({ status: 'overdue', state: 'overdue' });
  });

  it.each([
    [{ dueDate: undefined }, 'dueDate'],
    [{ cadence: 'CM15', recurrence: 'yearly' }, 'recurrence'],
    [{ requirementPart: 'CIP-003-9:R1.2', cadence: 'CM12' }, 'cadence'],
    [{ requirementPart: 'CIP-003-9:R1.2', recurrence: 'yearly' }, 'recurrence'],
    [{ requirementPart: 'CIP-003-9:R99' }, 'requirementPart'],
    [{ cadence: 'GATE' }, 'cadence'],
    [{ cadence: 'AFTER30D' }, 'triggerAt'],
    [{ cadence: 'CM15', triggerAt: '2020-01-10', dueDate: '2021-05-01' }, 'dueDate'],
    [{ relatedResourceType: 'facility' }, 'relatedResourceId'],
    [{ relatedResourceId: '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16' }, 'relatedResourceType'],
    [
      { relatedResourceType: 'facility', relatedResourceId: '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16' },
      'relatedResourceId',
    ],
    [
      { relatedResourceType: 'spaceship', relatedResourceId: '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16' },
      'relatedResourceType',
    ],
    [{ assigneeId: '019d4259-6f8b-7c3e-9a41-5d0c8e2b7f16' }, 'assigneeId'],
    [{ assigneeId: '' }, 'assigneeId'],
    [{ relatedResourceType: 'facility', relatedResourceId: '' }, 'relatedResourceId'],
    [{ relatedResourceId: '' }, 'relatedResourceType'],
  ])('with %j is refused naming the field', async (over, field) => {
    const { status, body } = await client.post('/tasks', { title: 'Review', dueDate: dayFromNow(90), ...over });
    expect([status, body.field]).toEqual([422, field]);
  });

  it('takes the vendor’s sample, and the related kind in hyphens and plural', async () => {
    const cyberSystemId = (await makeCyberSystem(client)).id;
    const relatedResourceId = (await makeCyberAsset(client, { cyberSystemId })).id;
    const assigneeId = await makeUser();
    const sample = {
      title: 'Patch',
      assigneeId,
      dueDate: '2027-03-31',
      recurrence: null,
      relatedResourceId,
      notes: 'x',
    };
    const { body } = await client.must.post('/tasks', { ...sample, relatedResourceType: 'cyber-assets' });
    expect(body).toMatchObject({ ...sample, relatedResourceType: 'cyber_asset', status: 'open' });
  });
});

describe('POST /tasks/bulk', () => {
  it('creates 1,000 tasks in one statement, or none', async () => {
    const own = await server.newClient();
    const tasks = Array.from({ length: 1000 }, (_, index) => ({ title: `Task ${index}`, dueDate: '2027-01-31' }));
    const { body } = await own.must.post<{ created: number; tasks: { title: string }[] }>('/tasks/bulk', { tasks });
    expect([body.created, body.tasks.length, body.tasks[999]?.title]).toEqual([1000, 1000, 'Task 999']);
    const refused = await own.post('/tasks/bulk', { tasks: [...tasks.slice(0, 3), { title: 'Without a date' }] });
    expect([refused.status, refused.body.field]).toEqual([422, 'tasks[3].dueDate']);
    expect((await own.get<Task[]>('/tasks')).body.length).toBe(1000);
    expect((await own.post('/tasks/bulk', { tasks: [...tasks, tasks[0]] })).status).toBe(422);
  });
});

describe('a completion', () => {
  it('opens the next occurrence from the performance, and keeps the one that was performed', async () => {
    const { id } = await make({ requirementPart: 'CIP-007-6:R2.2', dueDate: dayFromNow(5) });
    const done = await client.must.put(`/tasks/${id}`, { status: 'complete', ...evidence });
    expect(done.body).toMatchObject({ status: 'open', dueDate: dayFromNow(35), performedOn: today, triggerAt: today });
    expect(await occurrences(id)).toMatchObject([
      { status: 'complete', dueDate: dayFromNow(5), performedOn: today, isLate: false, ...evidence },
    ]);
  });

  it('never overwrites another one', async () => {
    const { id, dueDate } = await make({ cadence: 'CM15' });
    await client.must.put(`/tasks/${id}/${dueDate}`, { status: 'complete' });
    for (const path of [`/tasks/${id}`, `/tasks/${id}/${dueDate}`]) {
      const again = await client.send('PUT', path, { body: { status: 'complete', notes: 'again' } });
      expect([again.status, again.body.message]).toEqual([409, expect.stringContaining('never overwritten')]);
    }
    const single = await make();
    await client.must.put(`/tasks/${single.id}`, { status: 'complete' });
    expect((await client.send('PUT', `/tasks/${single.id}`, { body: { status: 'open' } })).status).toBe(409);
    expect((await occurrences(id)).length).toBe(1);
  });

  it('of a part that asks for a record needs a note and a reference, or says that they follow', async () => {
    const { id } = await make({ requirementPart: 'CIP-007-6:R2.2' });
    const complete = (body: object) => client.send('PUT', `/tasks/${id}`, { body: { status: 'complete', ...body } });
    expect((await complete({})).body.field).toBe('notes');
    expect((await complete({ notes: 'Done.' })).body.field).toBe('reference');
    expect((await complete({ evidencePending: true })).status).toBe(200);
    expect(await occurrences(id)).toMatchObject([{ evidencePending: true, performedOn: today }]);
  });

  it('gets its evidence later, once, on the task or on its date', async () => {
    const { id } = await make({ dueDate: today });
    const add = (reference: string, more: object = {}) => client.put(`/tasks/${id}`, { reference, ...more });
    expect((await add('WO-1')).body).toMatchObject({
      field: 'reference',
      message: 'reference needs the status complete',
    });
    expect((await client.put(`/tasks/${id}`, { evidencePending: true })).body.field).toBe('evidencePending');
    await client.must.put(`/tasks/${id}`, { status: 'complete', evidencePending: true });
    for (let repeated = 0; repeated < 2; repeated++) expect((await add('WO-2')).status).toBe(200);
    expect(await occurrences(id)).toMatchObject([{ reference: 'WO-2', evidencePending: false }]);
    expect((await add('WO-3')).status).toBe(409);

    const weekly = await make({ recurrence: 'weekly', dueDate: today });
    await client.must.put(`/tasks/${weekly.id}`, { status: 'complete', evidencePending: true });
    const proven = await client.put(`/tasks/${weekly.id}/${today}`, { reference: 'WO-4' });
    expect([proven.status, proven.body]).toMatchObject([200, { reference: 'WO-4', evidencePending: false }]);
    expect((await client.put(`/tasks/${weekly.id}/${today}`, { reference: 'WO-5' })).status).toBe(409);
  });

  it('of an earlier day needs a reason, and drives the clock', async () => {
    const { id } = await make({ cadence: 'CM15', triggerAt: '2026-01-10', dueDate: undefined });
    const body = { status: 'complete', performedOn: '2026-09-15' };
    expect((await client.send('PUT', `/tasks/${id}`, { body })).body.field).toBe('backdatedReason');
    const done = await client.must.put(`/tasks/${id}`, { ...body, backdatedReason: 'The form was mislaid' });
    expect(done.body).toMatchObject({ dueDate: '2027-12-31', performedOn: '2026-09-15' });
    expect(String(done.body.completedAt).slice(0, 10)).toBe(today);
    const future = { status: 'complete', performedOn: dayFromNow(9) };
    expect((await client.send('PUT', `/tasks/${id}`, { body: future })).status).toBe(422);
  });

  it('after a missed quarter counts for its own quarter only', async () => {
    const { id } = await make({ cadence: 'CQ', triggerAt: '2026-02-01', dueDate: undefined });
    const done = await client.must.put(`/tasks/${id}`, {
      status: 'complete',
      performedOn: '2026-08-03',
      backdatedReason: 'Entered at the end of the year',
    });
    expect(done.body).toMatchObject({ dueDate: '2026-12-31', hardDue: '2026-12-31' });
    expect((await occurrences(id)).map(({ status, dueDate, isLate }) => [status, dueDate, isLate])).toEqual([
      ['missed', '2026-03-31', true],
      ['missed', '2026-06-30', true],
      ['complete', '2026-09-30', false],
    ]);
    const early = { status: 'complete', performedOn: '2026-09-01', backdatedReason: 'x' };
    expect((await client.send('PUT', `/tasks/${id}`, { body: early })).body.field).toBe('performedOn');
  });

  it('of a plain recurrence keeps the schedule', async () => {
    const { id } = await make({ recurrence: 'monthly', dueDate: '2027-01-31' });
    for (const dueDate of ['2027-02-28', '2027-03-31']) {
      const done = await client.must.put(`/tasks/${id}`, {
        status: 'complete',
        performedOn: dueDate === '2027-02-28' ? '2026-01-05' : '2026-01-06',
        backdatedReason: 'early',
      });
      expect(done.body.dueDate).toBe(dueDate);
    }
  });

  it('is named by its user, and survives the deletion of the task', async () => {
    const userId = await makeUser();
    const key = String((await client.must.post('/api-keys', { role: 'admin', userId })).body.key);
    const { id } = await make();
    await server.client(key).must.put(`/tasks/${id}`, { status: 'complete' });
    await client.must.delete(`/tasks/${id}`);
    expect((await client.get(`/tasks/${id}`)).status).toBe(404);
    expect(await occurrences(id)).toMatchObject([{ status: 'complete', completedBy: userId }]);
  });
});

describe('a task', () => {
  it('takes back what a GET returned, and nothing changes', async () => {
    const { id } = await make({ requirementPart: 'CIP-003-9:R1.2', triggerAt: '2026-01-10', dueDate: undefined });
    const { body, text } = await client.get(`/tasks/${id}`);
    expect((await client.must.put(`/tasks/${id}`, body)).text).toBe(text);
    const overdue = await make({ dueDate: '2026-01-31' });
    const late = await client.get(`/tasks/${overdue.id}`);
    expect((await client.must.put(`/tasks/${overdue.id}`, late.body)).text).toBe(late.text);
  });

  it('keeps its hard date when it is planned earlier, and is never planned later', async () => {
    const { id, dueDate } = await make({ cadence: 'CM15', triggerAt: '2026-01-10', dueDate: undefined });
    const earlier = await client.must.put(`/tasks/${id}/${dueDate}`, { dueDate: '2027-02-01', priority: 'high' });
    expect(earlier.body).toMatchObject({ dueDate: '2027-02-01', hardDue: '2027-04-30' });
    const later = await client.send('PUT', `/tasks/${id}`, { body: { dueDate: '2027-05-01' } });
    expect([later.status, later.body.field]).toEqual([422, 'dueDate']);
    const hard = await client.send('PUT', `/tasks/${id}`, { body: { hardDue: '2028-01-01' } });
    expect([hard.status, hard.body.field]).toEqual([422, 'hardDue']);
    expect((await client.send('PUT', `/tasks/${id}/2031-01-01`, { body: {} })).status).toBe(404);
  });

  it('has other dates when its cadence, part, or trigger changes', async () => {
    const { id } = await make({ cadence: 'CM15', triggerAt: '2026-01-10', dueDate: undefined });
    const other = await client.must.put(`/tasks/${id}`, { triggerAt: '2026-03-01' });
    expect(other.body).toMatchObject({ dueDate: '2027-06-30', hardDue: '2027-06-30' });
    const part = await client.must.put(`/tasks/${id}`, { requirementPart: 'CIP-009-6:R2.3' });
    expect(part.body).toMatchObject({ cadence: 'CM36', dueDate: '2029-03-31' });
  });

  it('is found by standard, person, site, dates, state, status, and words', async () => {
    const own = await server.newClient();
    const facilityId = (await makeFacility(own)).id;
    const cyberSystemId = (await makeCyberSystem(own, { facilityId })).id;
    const relatedResourceId = (await makeCyberAsset(own, { cyberSystemId })).id;
    const assigneeId = await makeUser(own);
    const { id } = await make(
      {
        ...{ title: 'Relay baselines', requirementPart: 'CIP-010-4:R2.1', dueDate: '2026-02-01', assigneeId },
        ...{ relatedResourceType: 'cyber_asset', relatedResourceId },
      },
      own,
    );
    await make({ title: 'Other' }, own);
    const found = async (query: string) => (await own.get<Task[]>(`/tasks?${query}`)).body.map((task) => task.id);
    for (const query of [
      'standard=CIP-010',
      'requirementPart=CIP-010-4:R2.1',
      `assigneeId=${assigneeId}`,
      `facilityId=${facilityId}`,
      `relatedResourceId=${relatedResourceId}`,
      'dueBefore=2026-02-02',
      'dueBefore=2026-02-02&dueAfter=2026-01-31',
      'status=overdue',
      'state=overdue',
      'q=BASELINES',
    ]) {
      expect([query, await found(query)]).toEqual([query, [id]]);
    }
    expect((await found('sort=-dueDate')).at(-1)).toBe(id);
    expect((await found('state=open')).length).toBe(1);
    const csv = await own.get('/tasks/export?standard=CIP-010');
    expect(csv.text).toContain('Relay baselines,overdue,overdue,2026-02-01');
    expect(csv.text).toContain('Dana Reyes');
    const xlsx = await own.get('/tasks/export?format=xlsx');
    expect([xlsx.status, xlsx.text.startsWith('PK')]).toEqual([200, true]);
  });

  it('has the state that it had at a moment of the past', async () => {
    const { id } = await make({ dueDate: '2026-01-31' });
    const moment = await lastMoment(client);
    await client.must.put(`/tasks/${id}`, {
      ...{ status: 'complete', performedOn: '2026-01-20', backdatedReason: 'late entry' },
    });
    expect((await client.get(`/tasks/${id}`)).body.state).toBe('met');
    expect((await client.get(`/tasks/${id}?asOf=${moment}`)).body.state).toBe('overdue');
  });
});

describe('POST /tasks/reassign-from-csm', () => {
  it('moves open and overdue tasks, and leaves what is done', async () => {
    const own = await server.newClient();
    const [fromUserId, toUserId] = [await makeUser(own), await makeUser(own)];
    const done = await make({ assigneeId: fromUserId }, own);
    await own.must.put(`/tasks/${done.id}`, { status: 'complete' });
    await make({ assigneeId: fromUserId }, own);
    await make({ assigneeId: fromUserId, dueDate: '2026-01-31' }, own);
    const { body } = await own.must.post('/tasks/reassign-from-csm', { fromUserId, toUserId });
    expect(body).toEqual({ reassigned: 2, fromUserId, toUserId });
    expect((await own.get(`/tasks/${done.id}`)).body.assigneeId).toBe(fromUserId);
  });
});
