import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { openTestDatabase } from '../../../test/support/test-server.ts';
import { asOperator, createOrganization, type Organization } from '../../operator/organizations.ts';
import type { Database } from '../database/database.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { createLogger } from '../ops/log.ts';
import { enqueue, type Job } from './outbox.ts';
import { type JobHandler, type JobHandlers, MAX_ATTEMPTS, RENEW_MS, runNextJob, startWorker } from './worker.ts';

let database: Database;
let organization: Organization;
let logged: string[];
const log = createLogger('info', { write: (line: string) => logged.push(line) });

beforeAll(async () => {
  database = await openTestDatabase();
  organization = await createOrganization(database, { slug: 'jobs', name: 'Jobs', isTest: false });
});
afterAll(() => database.close());
beforeEach(async () => {
  logged = [];
  await run('delete from outbox');
});

interface OutboxRow {
  id: string;
  attempts: number;
  last_error: string | null;
  failed: boolean;
  delay: number;
}

const run = (text: string) => database.query({ text });
const outbox = () =>
  database.query<OutboxRow>({
    text: `select id, attempts, last_error, failed_at is not null as failed, extract(epoch from run_at - now())::float as delay
             from outbox order by created_at`,
  });
/** As if the time of the next attempt had come, or a claim had run out. */
const makeDue = () => run("update outbox set run_at = now() - interval '1 second'");
const inTransaction = <T>(work: (tx: TenantTransaction) => Promise<T>) =>
  asOperator(database, organization, 'test', work);
const add = (payload: unknown = {}) => inTransaction((tx) => enqueue(tx, 'mail', { payload }));
const next = (handlers: JobHandlers) => runNextJob({ database, handlers, log });
const inTenant = (text: string, ...values: unknown[]) => inTransaction((tx) => tx.many({ text, values }));

/** A handler that does not end before it is told to. */
function heldHandler() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let start = (_: Job) => {};
  const started = new Promise<Job>((resolve) => {
    start = resolve;
  });
  const mail: JobHandler = (job) => {
    start(job);
    return ended;
  };
  return { handlers: { mail }, started, end };
}

it('a job is done once, with what was enqueued, and is gone then', async () => {
  const done: Job[] = [];
  const handlers = { mail: async (job: Job) => void done.push(job) };
  const id = await add({ to: 'someone@example.com' });
  expect(await next(handlers)).toBe(true);
  expect(await next(handlers)).toBe(false);
  expect(done).toEqual([
    { id, organizationId: organization.id, kind: 'mail', payload: { to: 'someone@example.com' }, attempt: 1 },
  ]);
  expect(await outbox()).toEqual([]);
});

it('a job of a transaction that is rolled back is none', async () => {
  const failing = inTransaction(async (tx) => {
    await enqueue(tx, 'mail', { payload: {} });
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  expect(await outbox()).toEqual([]);
});

it('a job waits for its time, and for a worker that knows its kind', async () => {
  await add();
  await run("update outbox set run_at = now() + interval '1 hour'");
  expect(await next({ mail: async () => {} })).toBe(false);
  await makeDue();
  expect(await next({ webhook: async () => {} })).toBe(false);
  expect(await next({ mail: async () => {} })).toBe(true);
});

it('a job that fails is retried after delays that grow, and says only a code about its failure', async () => {
  const attempts: number[] = [];
  const handlers = {
    async mail({ attempt }: Job) {
      attempts.push(attempt);
      if (attempt < 4) throw Object.assign(new Error('550 someone@example.com is unknown'), { code: 'EENVELOPE' });
    },
  };
  await add();
  for (const longest of [5, 10, 20]) {
    await next(handlers);
    const [row] = await outbox();
    expect(row?.last_error).toBe('EENVELOPE');
    const { delaySeconds } = JSON.parse(logged.at(-1) ?? '') as { delaySeconds: number };
    expect(delaySeconds).toBeGreaterThanOrEqual(longest / 2);
    expect(delaySeconds).toBeLessThanOrEqual(longest);
    expect(await next(handlers)).toBe(false);
    await makeDue();
  }
  await next(handlers);
  expect(attempts).toEqual([1, 2, 3, 4]);
  expect(await outbox()).toEqual([]);
});

it('a job that fails at its last attempt stays, is logged as an error, and does not run again', async () => {
  const handlers = { mail: () => Promise.reject(new TypeError('broken')) };
  await add();
  await run(`update outbox set attempts = ${MAX_ATTEMPTS - 1}`);
  await next(handlers);
  await makeDue();
  expect(await next(handlers)).toBe(false);
  expect(await outbox()).toMatchObject([{ attempts: MAX_ATTEMPTS, last_error: 'TypeError', failed: true }]);
  expect(logged.join()).toContain('a job failed and will not be retried');
});

it('a job that ends its process at every attempt is given up', async () => {
  await add();
  await run(`update outbox set attempts = ${MAX_ATTEMPTS}`);
  let ran = false;
  await next({
    async mail() {
      ran = true;
    },
  });
  expect(ran).toBe(false);
  expect(await outbox()).toMatchObject([{ last_error: 'crashed', failed: true }]);
});

it('a job is due as soon as it is committed', async () => {
  for (let count = 0; count < 100; count++) {
    await add();
    expect(await next({ mail: async () => {} })).toBe(true);
  }
});

it('two workers never have the same job', async () => {
  const held = heldHandler();
  await add();
  const first = next(held.handlers);
  await held.started;
  expect(await next({ mail: async () => {} })).toBe(false);
  held.end();
  expect(await first).toBe(true);

  const seen: string[] = [];
  const handlers = { mail: async ({ id }: Job) => void seen.push(id) };
  const ids = await Promise.all(Array.from({ length: 20 }, () => add()));
  await Promise.all(
    [1, 2, 3, 4].map(async () => {
      while (await next(handlers));
    }),
  );
  expect(seen.toSorted()).toEqual(ids.toSorted());
});

it('a job whose worker crashed runs again, and the worker decides nothing should it come back', async () => {
  await add();
  const crashed = heldHandler();
  const lost = next(crashed.handlers);
  const { id } = await crashed.started;
  await makeDue();
  const second = heldHandler();
  const running = next(second.handlers);
  expect(await second.started).toMatchObject({ id, attempt: 2 });
  crashed.end();
  await lost;
  expect(await outbox()).toMatchObject([{ id, attempts: 2, failed: false }]);
  second.end();
  await running;
  expect(await outbox()).toEqual([]);
});

it('a long job stays with its worker, which is told when another one has it', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const held = heldHandler();
  let signal: AbortSignal | undefined;
  const mail: JobHandler = (job, given) => {
    signal = given;
    return held.handlers.mail(job, given);
  };
  await add();
  const running = next({ mail });
  await held.started;
  await makeDue();
  vi.advanceTimersByTime(RENEW_MS);
  await vi.waitFor(async () => expect((await outbox())[0]?.delay).toBeGreaterThan(0));
  expect(signal?.aborted).toBe(false);
  await run('update outbox set attempts = attempts + 1');
  vi.advanceTimersByTime(RENEW_MS);
  await vi.waitFor(() => expect(signal?.aborted).toBe(true));
  vi.useRealTimers();
  held.end();
  await running;
});

it('a job that cannot be noted as done runs again', async () => {
  await add();
  const attempts: number[] = [];
  const handlers = { mail: async ({ attempt }: Job) => void attempts.push(attempt) };
  await run(`create function refuse() returns trigger language plpgsql as $$ begin raise 'no' using errcode = '57P01'; end $$;
             create trigger refuse before delete on outbox for each statement execute function refuse()`);
  await next(handlers);
  await run('drop trigger refuse on outbox; drop function refuse');
  expect(await outbox()).toMatchObject([{ attempts: 1, failed: false }]);
  await makeDue();
  await next(handlers);
  expect(attempts).toEqual([1, 2]);
  expect(await outbox()).toEqual([]);
});

it('a job whose connections are cut while it runs is done all the same', async () => {
  await add();
  let done = 0;
  const handlers = {
    async mail() {
      const client = await database.acquire();
      await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
                           where datname = current_database() and pid <> pg_backend_pid()`);
      client.release(true);
      done++;
    },
  };
  // That a connection was cut may show only at its next use.
  const again = <T>(attempt: () => Promise<T>): Promise<T> => attempt().catch(() => again(attempt));
  await next(handlers).catch(() => {});
  while ((await again(outbox)).length > 0) {
    await again(makeDue);
    await next(handlers).catch(() => {});
  }
  expect(done).toBeGreaterThanOrEqual(1);
});

it('an organization cannot read jobs, or add or change one of another organization', async () => {
  const other = await createOrganization(database, { slug: 'others', name: 'Others', isTest: false });
  await add();
  for (const text of [
    'select from outbox',
    'delete from outbox',
    'update outbox set run_at = now()',
    `insert into outbox (organization_id, id, kind, payload) values ('${other.id}', gen_random_uuid(), 'mail', '{}')`,
  ]) {
    await expect(inTenant(text), text).rejects.toThrow(/permission denied/);
  }
  const jobs = await database.query({ text: 'select organization_id from outbox' });
  expect(jobs).toEqual([{ organization_id: organization.id }]);
});

it('a started worker takes what is enqueued, and stops when its running job is done', async () => {
  const held = heldHandler();
  const stop = startWorker({ database, handlers: held.handlers, log });
  await add();
  await held.started;
  const waiting = await add();
  const stopped = stop();
  held.end();
  await stopped;
  expect(await outbox()).toMatchObject([{ id: waiting, attempts: 0 }]);
});
