import { describe, expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { openMissedDeadlines } from '../../operator/missed-deadlines.ts';

const server = useTestServer();

const missed = async (client: Client) =>
  (await client.must.post('/tasks', { title: 'Patch', requirementPart: 'CIP-007-6:R2.2', dueDate: '2026-06-30' })).body
    .id;
const listed = async (client: Client) =>
  (await client.get<Record<string, unknown>[]>('/potential-noncompliances')).body;

describe('a potential noncompliance', () => {
  it('is opened once for a hard date that passed, and not for a plain task', async () => {
    const client = await server.newClient();
    const taskId = await missed(client);
    await client.must.post('/tasks', { title: 'Tidy up', dueDate: '2026-06-30' });
    for (let times = 0; times < 2; times++) await openMissedDeadlines(server.database);
    expect(await listed(client)).toMatchObject([
      { taskId, requirementPart: 'CIP-007-6:R2.2', hardDue: '2026-06-30', status: 'open', extent: null },
    ]);
  });

  it('is opened by a late performance, and is not closed by it', async () => {
    const client = await server.newClient();
    const taskId = await missed(client);
    await client.must.put(`/tasks/${taskId}`, { status: 'complete', evidencePending: true });
    expect(await listed(client)).toMatchObject([
      {
        taskId,
        status: 'open',
        dueReason: expect.stringMatching(/performed 20\d\d-\d\d-\d\d, \d+ days late; CIP-007/),
      },
    ]);
  });

  it('is closed with the reason by work that was in time and entered late', async () => {
    const client = await server.newClient();
    const taskId = await missed(client);
    await openMissedDeadlines(server.database);
    const inTime = { performedOn: '2026-06-29', backdatedReason: 'The form was mislaid', evidencePending: true };
    await client.must.put(`/tasks/${taskId}`, { status: 'complete', ...inTime });
    expect(await listed(client)).toMatchObject([
      { status: 'closed', disposition: 'Performed in time on 2026-06-29, and entered late: The form was mislaid' },
    ]);
  });

  it('is opened for each quarter that was missed', async () => {
    const client = await server.newClient();
    const quarterly = { title: 'Awareness', requirementPart: 'CIP-004-7:R1.1', triggerAt: '2026-02-01' };
    const { id } = (await client.must.post('/tasks', quarterly)).body;
    const third = { performedOn: '2026-08-03', backdatedReason: 'x', evidencePending: true };
    await client.must.put(`/tasks/${id}`, { status: 'complete', ...third });
    expect((await listed(client)).map(({ hardDue }) => hardDue)).toEqual(['2026-03-31', '2026-06-30']);
  });

  it('is closed with a disposition only, can be opened again, and is never deleted', async () => {
    const client = await server.newClient();
    await missed(client);
    await openMissedDeadlines(server.database);
    const path = `/potential-noncompliances/${(await listed(client))[0]?.id}`;
    await client.must.patch(path, { extent: 'One patch source', cause: 'Leave', mitigation: 'A second owner' });
    const silent = await client.patch(path, { status: 'closed' });
    expect([silent.status, silent.body.field]).toEqual([422, 'disposition']);
    const closed = await client.must.patch(path, { status: 'closed', disposition: 'Self-report 2026-117' });
    expect(closed.body).toMatchObject({ status: 'closed', closedAt: expect.any(String), extent: 'One patch source' });
    expect((await client.must.patch(path, { status: 'open' })).body).toMatchObject({ status: 'open', closedAt: null });
    expect((await client.send('DELETE', path)).status).toBe(405);
    await expect(
      server.database.query({ text: 'update potential_noncompliances set is_deleted = true, deleted_at = now()' }),
    ).rejects.toThrow(/never_deleted/);
  });
});
