import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import { type MailServer, startMailServer } from '../../../test/support/mail-server.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { openMail } from '../../kernel/jobs/mail.ts';
import { MAX_ATTEMPTS, runNextJob } from '../../kernel/jobs/worker.ts';
import { createLogger } from '../../kernel/ops/log.ts';
import { retryJobs } from '../../operator/jobs.ts';
import { createOrganization, setDisabled } from '../../operator/organizations.ts';
import { mailHandlers } from '../jobs.ts';
import { enqueueReminders } from './enqueue-reminders.ts';

const server = useTestServer();
let mailServer: MailServer;
let logged: string[];
let results: string[];
const log = createLogger('info', { write: (line: string) => logged.push(line) });

const DAY_MS = 86_400_000;
const FROM = { name: 'Compliance', address: 'compliance@example.com' };

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2027-03-01T12:00:00Z') });
  logged = [];
  results = [];
  mailServer = await startMailServer();
  // What other tests have left.
  await query('update tasks set deleted_at = now(), is_deleted = true where not is_deleted');
  await query('delete from outbox');
});
afterEach(async () => {
  vi.useRealTimers();
  await mailServer.close();
});

const query = <Row extends object>(text: string) => server.database.query<Row>({ text });
const setNow = (moment: string) => vi.setSystemTime(Date.parse(moment));

/** Does the jobs that are due, as one server would. */
async function work(url = mailServer.url): Promise<void> {
  const handlers = mailHandlers(
    server.database,
    openMail({ url, from: FROM }, (result) => void results.push(result)),
  );
  while (await runNextJob({ database: server.database, handlers, log }));
}
async function remind(): Promise<void> {
  await enqueueReminders(server.database);
  await work();
}
/** As if the time of the next attempt had come. */
const makeDue = () => query("update outbox set run_at = now() - interval '1 second'");
const subjects = () => mailServer.received.map(({ headers }) => headers.subject);

let people = 0;
async function makeUser(client: Client, over: Record<string, unknown> = {}) {
  const person = { firstName: 'Dana', lastName: 'Reyes', personType: 'employee', status: 'active' };
  const email = `person${++people}@example.com`;
  const { id } = (await client.must.post('/users', { ...person, email, ...over })).body;
  return { id, email };
}
async function makeTask(client: Client, assigneeId: string, over: Record<string, unknown> = {}) {
  const task = { title: 'Review patch sources', cadence: 'CD35', triggerAt: '2027-02-20', assigneeId };
  return (await client.must.post('/tasks', { ...task, ...over })).body;
}

/** A person with a task that is due on 2027-03-27, of which the person is reminded on 2027-03-13. */
async function makeDueTask() {
  const client = await server.newClient();
  const user = await makeUser(client);
  const task = await makeTask(client, user.id);
  setNow('2027-03-13T12:00:00Z');
  return { client, user, task };
}

describe('a reminder', () => {
  it('says in plain text what is due, until when, and why, to the assignee', async () => {
    const client = await server.newClient();
    const { id, email } = await makeUser(client, { firstName: 'Zoë' });
    await makeTask(client, id, { cadence: undefined, requirementPart: 'CIP-007-6:R2.2' });
    setNow('2027-03-13T12:00:00Z');
    await remind();
    const [mail] = mailServer.received;
    expect(mailServer.received).toHaveLength(1);
    expect(mail).toMatchObject({ from: FROM.address, to: [email] });
    expect(mail?.headers).toMatchObject({
      from: 'Compliance <compliance@example.com>',
      subject: 'Due 2027-03-27: Review patch sources',
      'content-type': 'text/plain; charset=utf-8',
      'auto-submitted': 'auto-generated',
      'message-id': expect.stringMatching(/^<[0-9a-f-]{36}@example\.com>$/),
    });
    expect(mail?.text).toBe(
      [
        'Zoë Reyes,',
        'Your tasks:',
        'Review patch sources\n  Due 2027-03-27\n  Requirement: CIP-007-6:R2.2\n' +
          '  Why: 35 calendar days after 2027-02-20: 2027-03-27; CIP-007-6 R2.2',
        'Days end in the time zone UTC. This mail was sent by Raptor Comply for Test organization.\n',
      ].join('\n\n'),
    );
    expect(results).toEqual(['sent']);
  });

  it('goes out at the alert date, a week before the hard date, on the day, and each overdue week; then to the manager', async () => {
    const client = await server.newClient();
    const manager = await makeUser(client, { lastName: 'Okafor' });
    const { id, email } = await makeUser(client, { managerId: manager.id });
    await makeTask(client, id);
    const sent: (readonly [string, string | undefined, string | undefined])[] = [];
    for (let day = Date.parse('2027-03-01T06:59:00Z'); day < Date.parse('2027-04-20'); day += DAY_MS / 2) {
      vi.setSystemTime(day + 60_000);
      await remind();
      for (const { to, headers } of mailServer.received.splice(0))
        sent.push([new Date().toISOString().slice(0, 13), to[0], headers.subject]);
    }
    const due = 'Due 2027-03-27: Review patch sources';
    const overdue = 'Overdue since 2027-03-27: Review patch sources';
    expect(sent).toEqual([
      ['2027-03-13T07', email, due],
      ['2027-03-20T07', email, due],
      ['2027-03-27T07', email, due],
      ['2027-04-03T07', email, overdue],
      ['2027-04-04T07', manager.email, overdue],
      ['2027-04-10T07', email, overdue],
      ['2027-04-17T07', email, overdue],
    ]);
  });

  it('goes out on the planned date too, and starts again with the next occurrence', async () => {
    const { client, task } = await makeDueTask();
    await client.must.put(`/tasks/${task.id}`, { dueDate: '2027-03-16' });
    await remind();
    setNow('2027-03-16T12:00:00Z');
    await remind();
    expect(mailServer.received[1]?.text).toContain('Due 2027-03-27 (planned for 2027-03-16)');
    await client.must.put(`/tasks/${task.id}`, { status: 'complete' });
    setNow('2027-04-05T12:00:00Z');
    await remind();
    setNow('2027-04-06T12:00:00Z');
    await remind();
    expect(subjects().slice(2)).toEqual(['Due 2027-04-20: Review patch sources']);
  });

  it('of a clock in hours goes out at once, at half, and an hour before', async () => {
    const client = await server.newClient();
    const { id } = await makeUser(client);
    const event = { requirementPart: 'CIP-004-7:R5.1', triggerAt: '2027-03-01T23:00:00Z', assigneeId: id };
    setNow('2027-03-01T23:00:00Z');
    await client.must.post('/events', { ...event, title: 'Remove access' });
    const hours = [];
    for (let hour = 0; hour <= 30; hour++) {
      setNow('2027-03-01T23:00:00Z');
      vi.setSystemTime(Date.now() + (hour * DAY_MS) / 24);
      await remind();
      if (mailServer.received.length > 0) hours.push([hour, mailServer.received.splice(0)[0]?.headers.subject]);
    }
    const subject = 'Due 2027-03-02 23:00 +00:00: Remove access';
    expect(hours).toEqual([
      [0, subject],
      [12, subject],
      [23, subject],
    ]);
  });

  it('of a task that recurs is not sent for the days before its last performance', async () => {
    const client = await server.newClient();
    const { id } = await makeUser(client);
    const task = await makeTask(client, id, {
      ...{ cadence: undefined, triggerAt: undefined, recurrence: 'weekly', dueDate: '2027-03-01' },
    });
    await remind();
    await client.must.put(`/tasks/${task.id}`, { status: 'complete' });
    await remind();
    expect(subjects()).toEqual(['Due 2027-03-01: Review patch sources']);
  });

  it('counts days in the time zone of the organization', async () => {
    const zones = ['Pacific/Auckland', 'America/Los_Angeles'];
    const [east, west] = await Promise.all(
      zones.map(async (timeZone) => {
        const client = await server.newClient();
        await client.must.patch('/organization', { timeZone });
        const user = await makeUser(client);
        await makeTask(client, user.id);
        return user.email;
      }),
    );
    const recipients = () => mailServer.received.map(({ to }) => to[0]);
    setNow('2027-03-12T17:30:00Z');
    await remind();
    expect(recipients()).toEqual([]);
    setNow('2027-03-12T18:30:00Z');
    await remind();
    expect(recipients()).toEqual([east]);
    setNow('2027-03-13T14:30:00Z');
    await remind();
    expect(recipients()).toEqual([east]);
    setNow('2027-03-13T15:30:00Z');
    await remind();
    expect(recipients()).toEqual([east, west]);
    expect(mailServer.received[1]?.text).toContain('time zone America/Los_Angeles');
  });

  it('of many tasks is one mail', async () => {
    const { client, user } = await makeDueTask();
    await makeTask(client, user.id, { title: 'Compare baselines', triggerAt: '2027-01-01' });
    await remind();
    expect(subjects()).toEqual(['Tasks: 1 overdue, 1 due']);
    expect(mailServer.received[0]?.text).toContain('Compare baselines\n  Overdue since 2027-02-05');
  });
});

describe('nobody is reminded', () => {
  it.each([
    [
      'whose task was completed',
      (client: Client, { id }: { id: string }) => client.must.put(`/tasks/${id}`, { status: 'complete' }),
    ],
    [
      'whose task was cancelled',
      (client: Client, { id }: { id: string }) => client.must.put(`/tasks/${id}`, { status: 'cancelled' }),
    ],
    ['whose task was deleted', (client: Client, { id }: { id: string }) => client.must.delete(`/tasks/${id}`)],
    [
      'whose task has other dates',
      (client: Client, { id }: { id: string }) => client.must.put(`/tasks/${id}`, { triggerAt: '2027-03-10' }),
    ],
    [
      'who was deactivated',
      (client: Client, { assigneeId }: Record<string, unknown>) =>
        client.must.patch(`/users/${assigneeId}`, { status: 'inactive' }),
    ],
    [
      'who was deleted',
      (client: Client, { assigneeId }: Record<string, unknown>) => client.must.delete(`/users/${assigneeId}`),
    ],
    [
      'who has no e-mail address any more',
      (client: Client, { assigneeId }: Record<string, unknown>) =>
        client.must.patch(`/users/${assigneeId}`, { email: null }),
    ],
    [
      'whose organization has switched reminders off',
      (client: Client) => client.must.patch('/organization', { remindersEnabled: false }),
    ],
  ])('%s, before or after the mail was queued', async (_, change) => {
    const before = await makeDueTask();
    await change(before.client, before.task);
    expect(await enqueueReminders(server.database)).toBe(0);
    setNow('2027-03-01T12:00:00Z');
    const { client, task } = await makeDueTask();
    expect(await enqueueReminders(server.database)).toBe(1);
    await change(client, task);
    await work();
    expect(subjects()).toEqual([]);
    expect(await query('select from outbox')).toEqual([]);
  });

  it('of an organization that is disabled', async () => {
    const organization = await createOrganization(server.database, { slug: 'off', name: 'Off', isTest: false });
    const client = server.client(await server.newKey(organization));
    await makeTask(client, (await makeUser(client)).id);
    setNow('2027-03-13T12:00:00Z');
    await enqueueReminders(server.database);
    await setDisabled(server.database, organization, true);
    await work();
    setNow('2027-03-20T12:00:00Z');
    expect(await enqueueReminders(server.database)).toBe(0);
    expect(subjects()).toEqual([]);
  });

  it('who has no manager that gets mail, or is assigned nothing', async () => {
    const client = await server.newClient();
    const manager = await makeUser(client, { email: undefined });
    const { id } = await makeUser(client, { email: undefined, managerId: manager.id });
    await makeTask(client, id, { triggerAt: '2027-01-01' });
    await client.must.post('/tasks', { title: 'Nobody’s', dueDate: '2027-01-01' });
    expect(await enqueueReminders(server.database)).toBe(0);
  });

  it('but the one who a task was reassigned to', async () => {
    const { client, task } = await makeDueTask();
    await enqueueReminders(server.database);
    const other = await makeUser(client);
    await client.must.put(`/tasks/${task.id}`, { assigneeId: other.id });
    await remind();
    expect(mailServer.received.map(({ to }) => to)).toEqual([[other.email]]);
  });
});

describe('an escalation', () => {
  it('goes to the manager after the days of the setting, once, with the name of the assignee', async () => {
    const client = await server.newClient();
    await client.must.patch('/organization', { escalationDays: 2 });
    const manager = await makeUser(client, { firstName: 'Ada' });
    const { id } = await makeUser(client, { email: undefined, managerId: manager.id });
    await makeTask(client, id);
    for (const day of ['2027-03-29', '2027-03-30', '2027-03-31', '2027-04-20']) {
      setNow(`${day}T12:00:00Z`);
      await remind();
      expect([day, mailServer.received.length]).toEqual([day, day === '2027-03-29' ? 0 : 1]);
    }
    expect(mailServer.received[0]?.to).toEqual([manager.email]);
    expect(mailServer.received[0]?.text).toContain('Overdue tasks of people you manage:');
    expect(mailServer.received[0]?.text).toContain('Assigned to: Dana Reyes');
  });

  it('that waits is not sent when the task was done, or the assignee has another manager', async () => {
    const client = await server.newClient();
    const [first, second] = [await makeUser(client), await makeUser(client)];
    const { id } = await makeUser(client, { email: undefined, managerId: first.id });
    await makeTask(client, id, { triggerAt: '2027-01-01' });
    await enqueueReminders(server.database);
    await client.must.patch(`/users/${id}`, { managerId: second.id });
    await remind();
    expect(mailServer.received.map(({ to }) => to)).toEqual([[second.email]]);
  });
});

describe('a mail is sent exactly once', () => {
  it('however many servers look for what is due, and work', async () => {
    const emails = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const client = await server.newClient();
        const { id, email } = await makeUser(client);
        await makeTask(client, id);
        return email;
      }),
    );
    setNow('2027-03-13T12:00:00Z');
    const queued = await Promise.all([1, 2, 3, 4].map(() => enqueueReminders(server.database)));
    expect(queued.reduce((sum, count) => sum + count)).toBe(6);
    await Promise.all([1, 2, 3].map(() => work()));
    await remind();
    expect(mailServer.received.flatMap(({ to }) => to).toSorted()).toEqual(emails.toSorted());
  });

  it('if the server crashes after the mail server took it, and before the job is done', async () => {
    await makeDueTask();
    await enqueueReminders(server.database);
    const [job] = await query<{ organization_id: string; id: string }>('select organization_id, id from outbox');
    await work();
    await server.database.query({
      text: "insert into outbox (organization_id, id, kind, payload) values ($1, $2, 'send-reminders', '{}')",
      values: [job?.organization_id, job?.id],
    });
    await work();
    expect(subjects()).toHaveLength(1);
    expect(await query('select from outbox')).toEqual([]);
  });

  it('if the mail server takes it and does not say so, by its Message-ID', async () => {
    await makeDueTask();
    const ids: (string | undefined)[] = [];
    const mute = await startMailServer({
      onData(stream, _session, done) {
        stream.on('data', (data: Buffer) => ids.push(/^Message-ID: (.*)\r$/m.exec(data.toString())?.[1]));
        stream.on('end', () => done(new Error('lost')));
      },
    });
    await enqueueReminders(server.database);
    await work(mute.url);
    await mute.close();
    await makeDue();
    await work();
    expect(mailServer.received.map(({ headers }) => headers['message-id'])).toEqual(ids);
    expect(ids).toEqual([expect.stringContaining('@example.com>')]);
  });

  it('if the mail server is down for a day, and then only the latest reminder', async () => {
    await makeDueTask();
    const { url } = mailServer;
    await mailServer.close();
    await enqueueReminders(server.database);
    // With the shortest delays, a day has fewer attempts than this.
    for (let attempt = 0; attempt < 60; attempt++) {
      await work(url);
      await makeDue();
    }
    expect(await query('select from outbox where failed_at is null')).toHaveLength(1);
    expect(60).toBeLessThan(MAX_ATTEMPTS);
    setNow('2027-03-20T12:00:00Z');
    await enqueueReminders(server.database);
    mailServer = await startMailServer({}, Number(new URL(url).port));
    await work();
    expect(subjects()).toEqual(['Due 2027-03-27: Review patch sources']);
    expect(await query('select from outbox')).toEqual([]);
    expect(results).toEqual([...Array(60).fill('failed'), 'sent']);
  });

  it('after about three days is given up, in the metrics and the log, until an operator has it tried again', async () => {
    await makeDueTask();
    const { url } = mailServer;
    await mailServer.close();
    await enqueueReminders(server.database);
    await query(`update outbox set attempts = ${MAX_ATTEMPTS - 1}`);
    const givenUp = async () =>
      /^raptor_comply_jobs_given_up (\d+)$/m.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1];
    expect(await givenUp()).toBe('0');
    await work(url);
    expect(await givenUp()).toBe('1');
    expect(logged.join()).toContain('will not be retried');
    mailServer = await startMailServer();
    await work();
    expect(subjects()).toEqual([]);
    expect(await retryJobs(server.database)).toBe(1);
    await work();
    expect(subjects()).toEqual(['Due 2027-03-27: Review patch sources']);
    expect(await givenUp()).toBe('0');
  });
});

describe('a mail reveals nothing', () => {
  it('of another organization, and adds no header or recipient', async () => {
    const { client, user, task } = await makeDueTask();
    const stranger = await server.newClient();
    await makeTask(stranger, (await makeUser(stranger)).id, { title: 'Foreign' });
    const evil = 'x\r\nBcc: evil@example.com\r\n\r\n<b>body</b>\u2028';
    for (const title of [
      evil,
      '=?utf-8?Q?x=0D=0ABcc:_evil@example.com?=',
      `a,b <evil@example.com>;${'é'.repeat(120)}`,
    ]) {
      await server.database.query({ text: 'update tasks set title = $1 where id = $2', values: [title, task.id] });
      await server.database.query({
        text: 'update users set first_name = $1, last_name = $2 where id = $3',
        values: [title, '"<evil@example.com>,', user.id],
      });
      await query('delete from reminders; delete from outbox');
      await remind();
    }
    const mine = mailServer.received.filter(({ to }) => to.includes(user.email));
    expect(mine).toHaveLength(3);
    for (const { to, headers, text } of mine) {
      expect(to).toEqual([user.email]);
      expect(Object.keys(headers).toSorted()).toEqual([
        ...['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from', 'message-id'],
        ...['mime-version', 'subject', 'to'],
      ]);
      expect(text).not.toContain('Foreign');
    }
    expect(await client.get('/tasks')).toMatchObject({ status: 200 });
  });

  it('in a log, also when it is refused', async () => {
    const { user } = await makeDueTask();
    await mailServer.close();
    mailServer = await startMailServer({
      onRcptTo: ({ address }, _session, done) => done(Object.assign(new Error(`no ${address}`), { responseCode: 550 })),
    });
    await remind();
    expect(results).toEqual(['failed']);
    const [line = ''] = logged;
    expect(JSON.parse(line)).toMatchObject({ msg: 'a job failed and will be retried', err: { code: 'EENVELOPE 550' } });
    expect(logged.join()).not.toMatch(new RegExp(`${user.email}|example\\.com|Review patch`));
    expect(await query('select last_error from outbox')).toEqual([{ last_error: 'EENVELOPE 550' }]);
  });

  it('to a mail server that takes a password without encryption', async () => {
    await makeDueTask();
    let attempts = 0;
    await mailServer.close();
    mailServer = await startMailServer({
      allowInsecureAuth: true,
      onAuth(_auth, _session, done) {
        attempts++;
        done(null, { user: 'raptor' });
      },
    });
    await enqueueReminders(server.database);
    await work(mailServer.url.replace('//', '//raptor:secret@'));
    expect([attempts, subjects(), results]).toEqual([0, [], ['failed']]);
    expect(logged.join()).not.toContain('secret');
  });
});
