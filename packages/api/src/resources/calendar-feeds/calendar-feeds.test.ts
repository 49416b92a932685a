import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { startTestServer } from '../../../test/support/test-server.ts';
import { useClient, useTestServer } from '../../../test/support/use-test-server.ts';
import { setDisabled } from '../../operator/organizations.ts';
import { calendarText } from './calendar-text.ts';

const server = useTestServer();
const client = useClient(server);

const get = (path: string, headers: Record<string, string> = {}) => fetch(server.url + path, { headers });

async function makeUser(of: Client = client) {
  const person = { firstName: 'Dana', lastName: 'Reyes', personType: 'employee', status: 'active' };
  return (await of.must.post('/users', person)).body.id;
}
const makeFeed = async (userId: string, of: Client = client) =>
  String((await of.must.post(`/users/${userId}/calendar-feed`)).body.path);
const makeTask = async (assigneeId: string, over: Record<string, unknown> = {}) =>
  (await client.must.post('/tasks', { title: 'Review', dueDate: '2031-02-28', assigneeId, ...over })).body;

/** The events, as another implementation reads them. */
function eventsOf(content: string) {
  const calendar = new ICAL.Component(ICAL.parse(content));
  return calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
}
const eventsAt = async (path: string) => eventsOf(await (await get(path)).text());

describe('a calendar', () => {
  it('has the open tasks of its user: whole days for dates, and moments in UTC for hours', async () => {
    const userId = await makeUser();
    const path = await makeFeed(userId);
    await client.must.patch('/organization', { timeZone: 'America/Chicago' });
    const title = 'Check; the, "vendor" \\ portals – Zoë';
    const task = await makeTask(userId, { title, requirementPart: 'CIP-007-6:R2.2' });
    const event = { requirementPart: 'CIP-004-7:R5.1', triggerAt: '2031-02-28T20:00:00-06:00', assigneeId: userId };
    await client.must.post('/events', { ...event, title: 'Remove access' });
    const done = await makeTask(userId);
    await client.must.put(`/tasks/${done.id}`, { status: 'complete' });
    await makeTask(await makeUser());
    const response = await get(path);
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      200,
      'text/calendar; charset=utf-8',
      'private, no-cache',
    ]);
    const content = await response.text();
    const [day, moment, ...rest] = eventsOf(content);
    expect(rest).toEqual([]);
    expect([day?.uid, day?.summary, day?.startDate.isDate]).toEqual([`${task.id}@raptor-comply`, title, true]);
    expect([day?.startDate.toString(), day?.endDate.toString()]).toEqual(['2031-02-28', '2031-03-01']);
    expect(day?.description).toBe(
      'Requirement: CIP-007-6:R2.2\nHard date: 2031-02-28\nWhy: no performance is recorded; the first is planned for 2031-02-28; CIP-007-7.1 R2.2',
    );
    expect([moment?.summary, moment?.startDate.toString()]).toEqual(['Remove access', '2031-03-02T02:00:00Z']);
    expect(content).toMatch(/^DTSTAMP:\d{8}T\d{6}Z\r$/m);
    expect(content).toContain('X-WR-CALNAME:Tasks at Test organization\r\n');
  });

  it('keeps the id of an event that moves, and marks what is overdue', async () => {
    const userId = await makeUser();
    const path = await makeFeed(userId);
    const { id } = await makeTask(userId);
    const [before] = await eventsAt(path);
    await client.must.put(`/tasks/${id}`, { dueDate: '2026-01-31' });
    const [after] = await eventsAt(path);
    expect([after?.uid, after?.startDate.toString(), after?.summary]).toEqual([
      before?.uid,
      '2026-01-31',
      'Overdue: Review',
    ]);
  });

  it('is not sent again to a program that has it', async () => {
    const userId = await makeUser();
    const path = await makeFeed(userId);
    await makeTask(userId, { notes: 'x'.repeat(2000), title: 'y'.repeat(250) });
    const first = await get(path, { 'accept-encoding': 'gzip' });
    const etag = first.headers.get('etag') ?? '';
    expect((await first.text()).length).toBeGreaterThan(500);
    const again = await get(path, { 'if-none-match': etag });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    await makeTask(userId);
    expect((await get(path, { 'if-none-match': etag })).status).toBe(200);
    expect((await fetch(server.url + path, { method: 'HEAD' })).status).toBe(200);
  });

  it('has lines of at most 75 octets that end in CRLF, and no text of a task is a line of its own', () => {
    const title = `${'é–😀,;\\'.repeat(60)}\r\nEND:VEVENT\u2028BEGIN:VALARM\u0007`;
    const task = { id: 'a', title, requirementPart: null, cadence: null, dueDate: '2028-02-29', hardDue: '2028-02-29' };
    const content = calendarText(title, [
      { ...task, dueReason: title, isOverdue: false, updatedAt: '2026-11-26T07:00:00.123Z' },
    ]);
    expect(content.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\u2028]/u);
    const lines = content.split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBe(75);
    expect(content).not.toContain('\uFFFD');
    expect(lines.filter((line) => /^(?:BEGIN|END):/.test(line))).toEqual([
      ...['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'END:VEVENT', 'END:VCALENDAR'],
    ]);
    const [event] = eventsOf(content);
    expect(event?.summary).toBe(title.replace(/\r\n|\u2028/g, '\n').replace('\u0007', ''));
    expect(event?.endDate.toString()).toBe('2028-03-01');
  });

  it.each([66, 67, 68, 140, 141, 142, 300])('folds a line with an ASCII title of %i characters', (length) => {
    const title = 'x'.repeat(length);
    const dates = { dueDate: '2028-02-29', hardDue: '2028-02-29', updatedAt: '2026-11-26T07:00:00Z' };
    const task = { id: 'a', title, requirementPart: null, cadence: null, dueReason: 'as set', isOverdue: false };
    const content = calendarText('Tasks', [{ ...task, ...dates }]);
    expect(Math.max(...content.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(75);
    expect(eventsOf(content)[0]?.summary).toBe(title);
  });
});

describe('the address of a calendar', () => {
  it('is shown once, stored as a hash, and in no log', async () => {
    const userId = await makeUser();
    const path = await makeFeed(userId);
    expect(path).toMatch(/^\/calendar\/rc_cal_[0-9A-Za-z]{58}\.ics$/);
    await get(path);
    await get(path.replace('.ics', 'x.ics'));
    await get(path.replace('.ics', ''));
    await get(`${path}/`);
    const token = path.slice('/calendar/'.length, -'.ics'.length);
    const { text } = await client.get('/activity?resourceType=calendar-feeds');
    expect(text).toContain(userId);
    const rows = await server.database.query({ text: 'select f::text from calendar_feeds f' });
    for (const where of [text, JSON.stringify(rows), server.logged.join()]) expect(where).not.toContain(token);
    expect(server.logged.join()).toContain('"path":"/calendar/:token.ics"');
  });

  it('stops working when it is replaced, revoked, or its user has no access any more', async () => {
    const userId = await makeUser();
    const first = await makeFeed(userId);
    const second = await makeFeed(userId);
    expect([(await get(first)).status, (await get(second)).status]).toEqual([404, 200]);
    await client.must.delete(`/users/${userId}/calendar-feed`);
    await client.must.delete(`/users/${userId}/calendar-feed`);
    expect((await get(second)).status).toBe(404);
    const third = await makeFeed(userId);
    await client.must.patch(`/users/${userId}`, { status: 'inactive' });
    expect((await get(third)).status).toBe(404);
    expect((await client.post(`/users/${userId}/calendar-feed`)).status).toBe(409);
    await client.must.patch(`/users/${userId}`, { status: 'active' });
    expect((await get(third)).status).toBe(404);
    const fourth = await makeFeed(userId);
    await client.must.delete(`/users/${userId}`);
    expect((await get(fourth)).status).toBe(404);
  });

  it('of a disabled organization, an unknown one, and one that is none give the same 404', async () => {
    const organization = await server.newOrganization();
    const other = server.client(await server.newKey(organization));
    const path = await makeFeed(await makeUser(other), other);
    await setDisabled(server.database, organization, true);
    const unknown = path.replace(/.{5}\.ics$/, 'AAAAA.ics');
    for (const each of [path, unknown, '/calendar/x.ics', '/calendar/%00.ics']) {
      const response = await get(each);
      expect([each, response.status, await response.json()]).toEqual([
        each,
        404,
        { error: 'Not Found', message: 'Calendar not found' },
      ]);
    }
  });

  it('is not made by a key that may not read tasks', async () => {
    const organization = await server.newOrganization();
    const userId = await makeUser(server.client(await server.newKey(organization)));
    const make = async (...permissions: ('calendar-feeds:write' | 'tasks:read')[]) =>
      (
        await server
          .client(await server.newKey(organization, { grant: { permissions } }))
          .post(`/users/${userId}/calendar-feed`)
      ).status;
    expect([await make('calendar-feeds:write'), await make('tasks:read')]).toEqual([403, 403]);
    expect(await make('calendar-feeds:write', 'tasks:read')).toBe(201);
  });

  it('shows nothing of another organization', async () => {
    const other = await server.newClient();
    const userId = await makeUser(other);
    const path = await makeFeed(userId, other);
    await makeTask(await makeUser());
    expect(await eventsAt(path)).toEqual([]);
  });

  it('is limited: guesses by address, requests by organization', async () => {
    const clock = { wallMs: Date.now, monotonicMs: () => 0 };
    const limited = await startTestServer({ rateLimit: 4, database: server.database, clock });
    try {
      const path = await makeFeed(await makeUser());
      const statusOf = async (of: string) => (await fetch(limited.url + of)).status;
      const statuses = [];
      for (let attempt = 0; attempt < 6; attempt++) statuses.push(await statusOf(path));
      expect(statuses).toEqual([200, 200, 200, 200, 429, 429]);
      const guesses = await Promise.all(Array.from({ length: 310 }, () => statusOf('/calendar/rc_cal_x.ics')));
      expect([404, 429].map((status) => guesses.filter((guess) => guess === status).length)).toEqual([300, 10]);
    } finally {
      await limited.close();
    }
  });

  it('takes from the connections to the database only the share of its organization', async () => {
    const paths = await Promise.all(Array.from({ length: 12 }, async () => makeFeed(await makeUser())));
    const other = await server.newClient();
    const holder = await server.database.acquire();
    await holder.query('begin; lock table tasks in access exclusive mode');
    const calendars = paths.map((path) => get(path));
    const waiting = async () =>
      (await holder.query(`select from pg_locks where relation = 'tasks'::regclass and not granted`)).rowCount;
    try {
      await expect.poll(waiting, { timeout: 10_000 }).toBeGreaterThan(5);
      expect((await other.get('/facilities')).status).toBe(200);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect(new Set((await Promise.all(calendars)).map(({ status }) => status))).toEqual(new Set([200]));
  });
});
