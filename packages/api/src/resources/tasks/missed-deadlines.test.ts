import { describe, expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { openMissedDeadlines } from '../../operator/missed-deadlines.ts';

const server = useTestServer();

type Row = Readonly<Record<string, unknown>>;

const DAY = /\d{4}-\d\d-\d\d/.source;
const done = { status: 'complete', backdatedReason: 'Entered after the outage', evidencePending: true };
const rows = async (client: Client, path: string) => (await client.must.get<Row[]>(path)).body;
const noncompliances = (client: Client) => rows(client, '/potential-noncompliances');

/** A task of a part whose hard date, 2026-02-06, has passed. */
async function missed(client: Client): Promise<string> {
  const task = { title: 'Compare baselines', requirementPart: 'CIP-010-4:R2.1', triggerAt: '2026-01-02' };
  return String((await client.must.post('/tasks', task)).body.id);
}
const put = (client: Client, id: string, body: object, reason?: string) =>
  client.send('PUT', `/tasks/${id}`, { body, headers: reason === undefined ? {} : { 'x-change-reason': reason } });

describe('a missed deadline', () => {
  it('that is met late gives its potential noncompliance the day, which stays open', async () => {
    const client = await server.newClient();
    const id = await missed(client);
    await openMissedDeadlines(server.database);
    expect(await noncompliances(client)).toMatchObject([{ hardDue: '2026-02-06', performedOn: null, status: 'open' }]);
    await client.must.put(`/tasks/${id}`, { ...done, performedOn: '2026-02-20' });
    const [found, ...others] = await noncompliances(client);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ hardDue: '2026-02-06', performedOn: '2026-02-20', status: 'open' });
    expect(found?.dueReason).toContain('performed 2026-02-20, 14 days late');
    const edited = await client.patch(`/potential-noncompliances/${found?.id}`, { performedOn: '2026-02-06' });
    expect([edited.status, edited.body.field]).toEqual([422, 'performedOn']);
  });

  it.each([
    [{ triggerAt: '2026-11-01' }, 'triggerAt', 'trigger'],
    [{ requirementPart: 'CIP-009-6:R2.3' }, 'requirementPart', 'requirement part'],
    [{ requirementPart: null, dueDate: '2026-12-31' }, 'requirementPart', 'requirement part'],
  ])('is not moved by %j without a reason, which its due reason then has', async (change, field, word) => {
    const client = await server.newClient();
    const id = await missed(client);
    const silent = await put(client, id, change);
    expect([silent.status, silent.body.field]).toEqual([422, field]);
    expect(silent.body.message).toContain('X-Change-Reason is required: the hard date 2026-02-06 has passed');
    const moved = await put(client, id, change, 'Typed wrongly');
    const before = field === 'triggerAt' ? '2026-01-02' : 'CIP-010-4:R2.1';
    const trace = `${word} corrected on ${DAY} from ${before}, whose hard date 2026-02-06 had passed: Typed wrongly`;
    expect(moved.body.dueReason).toMatch(new RegExp(`; ${trace}$`));
    expect(await noncompliances(client)).toMatchObject([{ taskId: id, hardDue: '2026-02-06', status: 'open' }]);
  });

  it('that was moved says so when it is performed, and when the clocks of the organization change', async () => {
    const client = await server.newClient();
    const id = await missed(client);
    await put(client, id, { triggerAt: '2026-10-30' }, 'Typed wrongly');
    await client.must.patch('/organization', { timeZone: 'America/Denver', alertDays: 3 });
    const { body } = await client.must.get(`/tasks/${id}`);
    expect(body).toMatchObject({ hardDue: '2026-12-04', alertDue: '2026-12-01' });
    expect(body.dueReason).toMatch(/from 2026-01-02, whose hard date 2026-02-06 had passed: Typed wrongly$/);
    const next = await client.must.put(`/tasks/${id}`, { ...done, performedOn: '2026-11-20' });
    expect(next.body.dueReason).not.toContain('corrected');
    const [closed] = await rows(client, `/tasks/${id}/occurrences`);
    expect(closed?.dueReason).toMatch(
      /performed 2026-11-20, in time;.* from 2026-01-02, whose hard date 2026-02-06 had passed/,
    );
    expect(await noncompliances(client)).toMatchObject([{ hardDue: '2026-02-06', status: 'open' }]);
  });

  it('can be planned for another day of its span, and a deadline ahead can be moved, without a reason', async () => {
    const client = await server.newClient();
    const id = await missed(client);
    expect((await put(client, id, { dueDate: '2026-02-01' })).status).toBe(200);
    const ahead = { title: 'Compare', requirementPart: 'CIP-010-4:R2.1', triggerAt: new Date().toISOString() };
    const { body } = await client.must.post('/tasks', ahead);
    expect((await put(client, String(body.id), { triggerAt: '2026-11-20' })).status).toBe(200);
  });

  it.each([
    [
      'cancelled',
      (client: Client, id: string, headers: Record<string, string>) =>
        client.send('PUT', `/tasks/${id}`, { body: { status: 'cancelled' }, headers }),
    ],
    [
      'deleted',
      (client: Client, id: string, headers: Record<string, string>) =>
        client.send('DELETE', `/tasks/${id}`, { headers }),
    ],
  ] as const)('is %s with a reason only, and stays in the history and the report', async (word, end) => {
    const client = await server.newClient();
    const id = await missed(client);
    const silent = await end(client, id, {});
    expect([silent.status, silent.body.message]).toEqual([422, expect.stringContaining(`why the task is ${word}`)]);
    expect((await client.must.get(`/tasks/${id}`)).body.status).toBe('overdue');
    expect((await end(client, id, { 'x-change-reason': 'The relays were retired' })).status).toBe(200);
    const kept = { status: 'cancelled', dueDate: '2026-02-06', isLate: true, performedOn: null };
    const [found] = await rows(client, `/tasks/${id}/occurrences`);
    expect(found).toMatchObject(kept);
    expect(found?.dueReason).toMatch(new RegExp(`; ${word}: The relays were retired$`));
    const [noncompliance] = await noncompliances(client);
    expect(noncompliance).toMatchObject({ taskId: id, hardDue: '2026-02-06', status: 'open' });
    expect(await rows(client, '/tasks/report?from=2026-02-01&to=2026-02-28')).toMatchObject([
      { ...kept, taskId: id, state: 'cancelled', potentialNoncomplianceId: noncompliance?.id },
    ]);
  });

  it('that was cancelled keeps that in its history when the task is opened again', async () => {
    const client = await server.newClient();
    const id = await missed(client);
    await put(client, id, { status: 'cancelled' }, 'By mistake');
    await put(client, id, { status: 'open' });
    await client.must.put(`/tasks/${id}`, { ...done, performedOn: '2026-02-20' });
    const history = await rows(client, `/tasks/${id}/occurrences`);
    expect(history.map(({ status }) => status)).toEqual(['cancelled', 'complete']);
    expect(await noncompliances(client)).toMatchObject([{ hardDue: '2026-02-06', performedOn: '2026-02-20' }]);
  });
});
