import { expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { lastMoment } from '../../../test/support/fixtures.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { openMissedDeadlines } from '../../operator/missed-deadlines.ts';

const server = useTestServer();

type Row = Readonly<Record<string, unknown>>;

const evidence = { notes: 'All twelve relays.', reference: 'DOC-7', backdatedReason: 'Entered after the outage' };
const report = async (client: Client, query: string) => (await client.must.get<Row[]>(`/tasks/report?${query}`)).body;
const FIRST_QUARTER = 'from=2026-01-01&to=2026-03-31';

/** A series that was performed on 31 January and on 20 March, which was late, and is due next on 24 April. */
async function makeSeries(client: Client) {
  const person = { firstName: 'Dana', lastName: 'Reyes', personType: 'employee', status: 'active' };
  const userId = (await client.must.post('/users', person)).body.id;
  const key = String((await client.must.post('/api-keys', { role: 'admin', userId })).body.key);
  const by = server.client(key);
  const series = { title: 'Evaluate patches', requirementPart: 'CIP-010-4:R2.1', triggerAt: '2026-01-02' };
  const { id } = (await by.must.post('/tasks', { ...series, assigneeId: userId })).body;
  for (const performedOn of ['2026-01-31', '2026-03-20'])
    await by.must.put(`/tasks/${id}`, { status: 'complete', performedOn, ...evidence });
  return { id: String(id), userId: String(userId) };
}

it('The report of a past period has each performance in it, by whom, with which evidence, and what was late', async () => {
  const client = await server.newClient();
  const { id, userId } = await makeSeries(client);
  const [noncompliance] = (await client.must.get<Row[]>('/potential-noncompliances')).body;
  const by = { assigneeId: userId, assignee: 'Dana Reyes', completedBy: userId, completedByName: 'Dana Reyes' };
  const shared = { taskId: id, title: 'Evaluate patches', requirementPart: 'CIP-010-4:R2.1', status: 'complete' };
  expect(await report(client, FIRST_QUARTER)).toMatchObject([
    {
      ...{ ...shared, ...by, ...evidence, dueDate: '2026-02-06', hardDue: '2026-02-06', performedOn: '2026-01-31' },
      ...{ isLate: false, state: 'met', evidencePending: false, potentialNoncomplianceId: null },
    },
    {
      ...{ ...shared, ...by, dueDate: '2026-03-07', performedOn: '2026-03-20', isLate: true, state: 'met_late' },
      potentialNoncomplianceId: noncompliance?.id,
    },
  ]);
});

it('What is not performed yet is in the report of its period, and what is due outside is not', async () => {
  const client = await server.newClient();
  const { id } = await makeSeries(client);
  await openMissedDeadlines(server.database);
  expect(await report(client, 'from=2026-04-01&to=2026-06-30')).toMatchObject([
    {
      ...{
        id,
        taskId: id,
        dueDate: '2026-04-24',
        status: 'overdue',
        state: 'overdue',
        isLate: true,
        performedOn: null,
      },
      potentialNoncomplianceId: expect.any(String),
    },
  ]);
  expect(await report(client, 'from=2026-04-25&to=2026-12-31')).toEqual([]);
});

it('A missed quarter is in the report, and what is deleted leaves its history there', async () => {
  const client = await server.newClient();
  const quarterly = { title: 'Awareness', requirementPart: 'CIP-004-7:R1.1', triggerAt: '2026-02-01' };
  const { id } = (await client.must.post('/tasks', quarterly)).body;
  await client.must.put(`/tasks/${id}`, { status: 'complete', performedOn: '2026-08-03', ...evidence });
  const year = () => report(client, 'from=2026-01-01&to=2026-12-31&standard=CIP-004&sort=dueDate');
  const missed = { status: 'missed', state: 'overdue', isLate: true, performedOn: null };
  const closed = [
    { ...missed, dueDate: '2026-03-31' },
    { ...missed, dueDate: '2026-06-30' },
    { dueDate: '2026-09-30' },
  ];
  expect(await year()).toMatchObject([...closed, { dueDate: '2026-12-31', performedOn: null }]);
  await client.must.delete(`/tasks/${id}`);
  expect((await year()).slice(0, 3)).toMatchObject(closed);
});

it('The report is filtered like tasks, comes in pages, and is that of a moment of the past', async () => {
  const client = await server.newClient();
  const { id, userId } = await makeSeries(client);
  const moment = await lastMoment(client);
  await client.must.put(`/tasks/${id}`, { status: 'complete', performedOn: '2026-04-24', ...evidence });
  const other = { title: 'Tidy up', dueDate: '2026-02-15' };
  await client.must.post('/tasks', other);
  const count = async (query: string) => (await report(client, `${FIRST_QUARTER}&${query}`)).length;
  expect(await count('')).toBe(3);
  for (const [query, rows] of [
    ...[
      ['requirementPart=CIP-010-4:R2.1', 2],
      ['standard=CIP-010', 2],
      ['standard=CIP-007', 0],
      ['state=met_late', 1],
    ],
    ...[
      ['status=complete', 2],
      ['status=missed', 0],
      [`assigneeId=${userId}`, 2],
      ['q=tidy', 1],
    ],
  ] as const)
    expect([query, await count(String(query))]).toEqual([query, rows]);
  const first = await client.get<Row[]>(`/tasks/report?${FIRST_QUARTER}&sort=-dueDate&limit=2`);
  const next = /<(\?[^>]+)>/.exec(first.headers.get('link') ?? '')?.[1];
  const second = await client.must.get<Row[]>(`/tasks/report${next}`);
  expect([...first.body, ...second.body].map(({ dueDate }) => dueDate)).toEqual([
    '2026-03-07',
    '2026-02-15',
    '2026-02-06',
  ]);
  const past = await report(client, `from=2026-01-01&to=2026-04-30&asOf=${moment}&sort=dueDate`);
  expect(past.map(({ status }) => status)).toEqual(['complete', 'complete', 'overdue']);
  const backward = await client.get('/tasks/report?from=2026-03-31&to=2026-01-01');
  expect([backward.status, backward.body.field]).toEqual([422, 'to']);
});

it('The report is a CSV file and a workbook', async () => {
  const client = await server.newClient();
  await makeSeries(client);
  const csv = await client.get(`/tasks/report/export?${FIRST_QUARTER}`);
  expect(csv.text.split('\r\n')[0]).toMatch(/^title,requirementPart,dueDate,hardDue,alertDue,status/);
  expect(csv.text).toContain('Evaluate patches,CIP-010-4:R2.1,2026-02-06,2026-02-06,');
  expect(csv.headers.get('content-disposition')).toContain('task-report-2026-01-01-2026-03-31');
  const xlsx = await client.get(`/tasks/report/export?${FIRST_QUARTER}&format=xlsx`);
  expect([xlsx.status, xlsx.text.startsWith('PK')]).toEqual([200, true]);
});
