import { describe, expect, it } from 'vitest';
import { lastMoment } from '../../../test/support/fixtures.ts';
import { startTestServer } from '../../../test/support/test-server.ts';
import { useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();

describe('the settings of an organization', () => {
  it('have defaults, change one at a time, and are in the activity log', async () => {
    const organization = await server.newOrganization('Prairie Cooperative');
    const client = server.client(await server.newKey(organization));
    const { body: before } = await client.get('/organization');
    expect(before).toMatchObject({
      id: organization.id,
      slug: organization.slug,
      name: 'Prairie Cooperative',
      timeZone: 'UTC',
      jurisdiction: 'US',
      calendarMonthReading: 'end_of_month',
      alertDays: 14,
      escalationDays: 7,
      remindersEnabled: true,
      functions: null,
    });
    const { body: changed } = await client.must.patch('/organization', { timeZone: 'America/Chicago' });
    expect(changed).toEqual({ ...before, timeZone: 'America/Chicago', updatedAt: changed.updatedAt });
    const occurredAt = await lastMoment(client);
    const { body: again } = await client.must.patch('/organization', { functions: ['GO'], alertDays: 30 });
    expect(again).toMatchObject({ timeZone: 'America/Chicago', functions: ['GO'], alertDays: 30 });
    const { body: log } = await client.get<Record<string, unknown>[]>('/activity?resourceType=organization-settings');
    expect(log.map(({ action, after }) => [action, after])).toEqual([
      ['updated', { functions: ['GO'], alertDays: 30, updatedAt: expect.any(String) }],
      ['created', expect.objectContaining({ timeZone: 'America/Chicago' })],
    ]);
    const { body: past } = await client.get(`/organization?asOf=${occurredAt}`);
    expect([past.timeZone, past.functions]).toEqual(['America/Chicago', null]);
  });

  it('say which address the server sends mail from, or that it sends none', async () => {
    const client = await server.newClient();
    expect((await client.get('/organization')).body.mailFrom).toBeNull();
    const { database } = server;
    const mailing = await startTestServer({ database, mailFrom: 'compliance@example.com' });
    try {
      const other = mailing.client(client.key);
      const { body } = await other.must.get('/organization');
      expect(body.mailFrom).toBe('compliance@example.com');
      expect((await other.must.patch('/organization', body)).body.mailFrom).toBe('compliance@example.com');
      expect((await other.patch('/organization', { mailFrom: null })).status).toBe(422);
    } finally {
      await mailing.close();
    }
  });

  it('stay as they are when what was read is sent back', async () => {
    const client = await server.newClient();
    const { text, body } = await client.get('/organization');
    expect((await client.patch('/organization', body)).text).toBe(text);
    expect((await client.get<unknown[]>('/activity?resourceType=organization-settings')).body).toEqual([]);
  });

  it('change once for two callers who read the same version', async () => {
    const client = await server.newClient();
    const etag = (await client.get('/organization')).headers.get('etag') ?? '';
    const responses = await Promise.all(
      [1, 2].map((alertDays) =>
        client.send('PATCH', '/organization', { body: { alertDays }, headers: { 'if-match': etag } }),
      ),
    );
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it.each([
    [{ timeZone: 'Chicago' }, 'timeZone'],
    [{ timeZone: '+01:00' }, 'timeZone'],
    [{ timeZone: null }, 'timeZone'],
    [{ functions: ['XX'] }, 'functions[0]'],
    [{ alertDays: -1 }, 'alertDays'],
    [{ alertDays: 1.5 }, 'alertDays'],
    [{ slug: 'other' }, 'slug'],
  ])('are not changed to %j', async (body, field) => {
    const response = await (await server.newClient()).patch('/organization', body);
    expect([response.status, response.body.field]).toEqual([422, field]);
  });
});
