import { describe, expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { lastMoment } from '../../../test/support/fixtures.ts';
import { useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();
const PATH = '/cip-senior-manager-assignments';

const makeUser = async (client: Client) =>
  (
    await client.must.post('/users', {
      firstName: 'Dana',
      lastName: 'Reyes',
      personType: 'employee',
      status: 'active',
    })
  ).body.id;

async function prepared() {
  const client = await server.newClient();
  const userId = await makeUser(client);
  const assign = async (effectiveDate: string, more: object = {}) =>
    (await client.must.post(PATH, { userId, effectiveDate, ...more })).body;
  const spans = async () =>
    (await client.get<{ effectiveDate: string; endDate: string | null }[]>(PATH)).body.map((one) => [
      one.effectiveDate,
      one.endDate,
    ]);
  return { client, userId, assign, spans };
}

describe('the CIP Senior Manager', () => {
  it('is nobody before the first assignment, and then one person at a time', async () => {
    const { client, assign, spans } = await prepared();
    expect((await client.get(`${PATH}/current`)).status).toBe(404);
    await assign('2025-01-10');
    const { id } = await assign('2025-07-01');
    expect((await client.get(`${PATH}/current`)).body.id).toBe(id);
    expect(await spans()).toEqual([
      ['2025-01-10', '2025-06-30'],
      ['2025-07-01', null],
    ]);
  });

  it('is not the one of a future assignment yet', async () => {
    const { client, assign } = await prepared();
    const { id } = await assign('2025-01-10');
    await assign('2999-01-01');
    expect((await client.get(`${PATH}/current`)).body.id).toBe(id);
  });

  it('is shown as it was at a moment', async () => {
    const { client, assign } = await prepared();
    const { id } = await assign('2025-01-10');
    const occurredAt = await lastMoment(client);
    await assign('2025-07-01');
    expect((await client.get(`${PATH}/current?asOf=${occurredAt}`)).body.id).toBe(id);
  });

  it('is nobody again after an assignment that ended', async () => {
    const { client, assign } = await prepared();
    const { id } = await assign('2025-01-10');
    await client.must.patch(`${PATH}/${id}`, { endDate: '2025-02-01' });
    expect((await client.get(`${PATH}/current`)).status).toBe(404);
  });

  it('a change is in time through the 30th calendar day in the time zone of the organization, and marked late after it', async () => {
    const { client, assign } = await prepared();
    await client.must.patch('/organization', { timeZone: 'America/Chicago' });
    const inTime = await assign('2025-01-10', { documentedAt: '2025-02-10T05:59:59Z' });
    expect([inTime.documentBy, inTime.isDocumentedLate]).toEqual(['2025-02-09', false]);
    const { body: late } = await client.must.patch(`${PATH}/${inTime.id}`, { documentedAt: '2025-02-10T06:00:00Z' });
    expect(late.isDocumentedLate).toBe(true);
  });

  it('a corrected first day moves the end of the assignment before it, and assignments never overlap', async () => {
    const { client, assign, spans } = await prepared();
    await assign('2025-01-10');
    const { id } = await assign('2025-07-01');
    await assign('2025-10-01');
    await client.must.patch(`${PATH}/${id}`, { effectiveDate: '2025-08-01' });
    expect(await spans()).toEqual([
      ['2025-01-10', '2025-07-31'],
      ['2025-08-01', '2025-09-30'],
      ['2025-10-01', null],
    ]);
    const refusals = [
      [{ effectiveDate: '2025-01-10' }, 'effectiveDate'],
      [{ effectiveDate: '2025-10-01' }, 'endDate'],
      [{ endDate: '2025-10-01' }, 'endDate'],
      [{ endDate: null }, 'endDate'],
      [{ documentedAt: '2999-01-01T00:00:00Z' }, 'documentedAt'],
    ] as const;
    for (const [body, field] of refusals) {
      const response = await client.patch(`${PATH}/${id}`, body);
      expect([body, response.status, response.body.field]).toEqual([body, 422, field]);
    }
  });

  it('a new assignment starts after the last one', async () => {
    const { client, userId, assign } = await prepared();
    await assign('2025-01-10');
    const { status, body } = await client.post(PATH, { userId, effectiveDate: '2025-01-10' });
    expect([status, body.field]).toEqual([422, 'effectiveDate']);
  });

  it('is one of two people who are assigned at the same time', async () => {
    const { client, userId, spans } = await prepared();
    const days = ['2025-01-10', '2025-01-11', '2025-01-12'];
    await Promise.all(days.map((effectiveDate) => client.post(PATH, { userId, effectiveDate })));
    expect((await spans()).filter(([, endDate]) => endDate === null)).toHaveLength(1);
  });
});
