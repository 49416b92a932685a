import { expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { openMissedDeadlines } from '../../operator/missed-deadlines.ts';
import { enqueueReminders } from '../reminders/enqueue-reminders.ts';

const server = useTestServer();

interface Task {
  readonly id: string;
  readonly dueDate: string;
  readonly hardDue: string;
  readonly alertDue: string;
  readonly dueReason: string;
  readonly state: string;
}

const make = async (client: Client, body: object) =>
  (await client.must.post<Task>('/tasks', { title: 'Review', ...body })).body;
const read = async (client: Client, { id }: Task) => (await client.must.get<Task>(`/tasks/${id}`)).body;
const changes = async (client: Client, { id }: Task) =>
  (await client.get<{ action: string; after: object | null }[]>(`/activity/by-resource-type/tasks/${id}`)).body.filter(
    ({ action }) => action === 'updated',
  );

/** The dates that a new task with the same trigger has: what somebody who calculates them again gets. */
async function expectRecomputable(client: Client, task: Task, body: object) {
  const { hardDue, alertDue, dueReason } = await make(client, body);
  expect(await read(client, task)).toMatchObject({ hardDue, alertDue, dueReason });
}

const BODIES = [
  { cadence: 'CD35', triggerAt: '2026-11-01T03:00:00Z' },
  { cadence: 'EONCD', triggerAt: '2026-11-01T03:00:00Z' },
  { cadence: 'AFTER24H', triggerAt: '2026-11-01T03:00:00Z' },
  { cadence: 'CM15', triggerAt: '2026-01-10' },
  { requirementPart: 'CIP-007-6:R2.2', dueDate: '2031-03-31' },
  { recurrence: 'weekly', dueDate: '2031-03-31' },
];

it('a new time zone computes the dates of open tasks again, in the log, and leaves those that stay', async () => {
  const client = await server.newClient();
  const tasks = await Promise.all(BODIES.map((body) => make(client, body)));
  const done = await make(client, { cadence: 'AFTER30D', triggerAt: '2026-11-01T03:00:00Z' });
  await client.must.put(`/tasks/${done.id}`, { status: 'complete' });
  const before = (await client.get(`/tasks/${done.id}`)).text;
  await client.must.patch('/organization', { timeZone: 'America/Chicago' });
  for (const [index, task] of tasks.entries()) await expectRecomputable(client, task, BODIES[index] ?? {});
  expect(await read(client, tasks[0] as Task)).toMatchObject({
    dueDate: '2026-12-05',
    dueReason: '35 calendar days after 2026-10-31 in America/Chicago: 2026-12-05',
  });
  expect(await read(client, tasks[1] as Task)).toMatchObject({ hardDue: '2026-11-01T23:59:59-06:00' });
  expect((await client.get(`/tasks/${done.id}`)).text).toBe(before);
  const [moved] = await changes(client, tasks[0] as Task);
  expect(moved).toMatchObject({ operationId: 'updateOrganization', after: { hardDue: '2026-12-05' } });
  // Its days end at another moment.
  expect(Object.keys((await changes(client, tasks[4] as Task))[0]?.after ?? {})).toEqual(
    expect.arrayContaining(['alertsAt', 'lateFrom']),
  );
});

it('another reading of months, or other alert days, compute them again; what follows from neither leaves them', async () => {
  const client = await server.newClient();
  const body = { cadence: 'CM15', triggerAt: '2026-01-10' };
  const task = await make(client, body);
  await client.must.patch('/organization', { functions: ['GO'], timeZone: 'UTC' });
  expect(await changes(client, task)).toEqual([]);
  await client.must.patch('/organization', { calendarMonthReading: 'same_day', alertDays: 30 });
  expect(await read(client, task)).toMatchObject({ dueDate: '2027-04-10', alertDue: '2027-03-11' });
  await expectRecomputable(client, task, body);
});

it('a date that was planned earlier stays, unless the hard date is now before it', async () => {
  const client = await server.newClient();
  const [early, late] = await Promise.all([1, 2].map(() => make(client, { cadence: 'CM15', triggerAt: '2026-01-10' })));
  await client.must.put(`/tasks/${early?.id}`, { dueDate: '2027-03-01' });
  await client.must.put(`/tasks/${late?.id}`, { dueDate: '2027-04-20' });
  await client.must.patch('/organization', { calendarMonthReading: 'same_day' });
  expect((await read(client, early as Task)).dueDate).toBe('2027-03-01');
  expect((await read(client, late as Task)).dueDate).toBe('2027-04-10');
});

it('an occurrence keeps its potential noncompliance and its reminders', async () => {
  const client = await server.newClient();
  const person = { firstName: 'Dana', lastName: 'Reyes', personType: 'employee', status: 'active' };
  const { id: assigneeId } = (await client.must.post('/users', { ...person, email: 'a@example.com' })).body;
  const event = { requirementPart: 'CIP-004-7:R5.1', triggerAt: '2026-11-01T03:00:00Z', assigneeId };
  await client.must.post('/events', event);
  await openMissedDeadlines(server.database);
  expect(await enqueueReminders(server.database)).toBe(1);
  for (const timeZone of ['America/Chicago', 'Pacific/Auckland', 'UTC', 'America/Chicago'])
    await client.must.patch('/organization', { timeZone });
  await openMissedDeadlines(server.database);
  expect(await enqueueReminders(server.database)).toBe(0);
  const { body } = await client.get<{ hardDue: string }[]>('/potential-noncompliances');
  expect(body.map(({ hardDue }) => hardDue)).toEqual(['2026-11-01T21:00:00-06:00']);
});

it('a task that is created at the same time has dates of the new time zone', async () => {
  const client = await server.newClient();
  const body = { cadence: 'EONCD', triggerAt: '2026-11-01T03:00:00Z' };
  const [, ...tasks] = await Promise.all([
    client.must.patch('/organization', { timeZone: 'America/Chicago' }),
    ...Array.from({ length: 12 }, () => make(client, body)),
  ]);
  for (const task of tasks) expect((await read(client, task)).hardDue).toBe('2026-11-01T23:59:59-06:00');
});
