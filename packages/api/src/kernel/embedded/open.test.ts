import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openEmbedded } from './open.ts';
import { readPostmaster } from './postmaster.ts';
import type { Embedded } from './server.ts';

/** Made once, and then opened again by each test. */
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'raptor-comply-test-'));
});
afterAll(() => rm(directory, { recursive: true }));

const opened: Embedded[] = [];
/** What a test leaves open is closed after it, so that no other fails for it. */
async function open(...parameters: Parameters<typeof openEmbedded>): Promise<Embedded> {
  const database = await openEmbedded(...parameters);
  opened.push(database);
  return database;
}
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});

const cluster = (data = directory) => path.join(data, 'cluster');

async function query(url: string, text: string): Promise<object[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Until it works; a test that waits in vain ends by its own time limit. */
async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await wait(20);
    }
  }
}

describe('the embedded database', () => {
  it('keeps what was written over a close and an open, and leaves nothing running', async () => {
    const database = await open(directory, 'server');
    const before = await readPostmaster(cluster());
    await query(database.url, 'create table kept as select 7 as n');
    await database.close();
    expect(() => process.kill(before?.pid ?? 0, 0)).toThrow('ESRCH');
    await expect(stat(before?.host ?? '')).rejects.toThrow('ENOENT');
    const again = await open(directory, 'server');
    expect(await query(again.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await again.close();
    expect((await readdir(directory)).sort()).toEqual(['cluster', 'cluster.log']);
  });

  it('writes every commit through to the disk before it is acknowledged', async () => {
    const database = await open(directory, 'server');
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows: settings } = await client.query(
      `select name from pg_settings where setting <> 'on' and name in ('fsync', 'synchronous_commit', 'full_page_writes')`,
    );
    expect(settings).toEqual([]);
    const syncs = async () => {
      await client.query('select pg_stat_force_next_flush()');
      const { rows } = await client.query("select sum(fsyncs)::int as syncs from pg_stat_io where object = 'wal'");
      return (rows[0] as { syncs: number }).syncs;
    };
    await client.query('create table written (n int)');
    const before = await syncs();
    for (let n = 0; n < 10; n++) await client.query('insert into written values ($1)', [n]);
    expect((await syncs()) - before).toBeGreaterThanOrEqual(10);
    await client.end();
    await database.close();
  });

  it('sorts and folds text the same on every system', async () => {
    const database = await open(directory, 'server');
    const text = `select array(select unnest(array['b', 'a', 'B', 'é', 'z']) order by 1) as sorted, lower('É') as folded`;
    expect(await query(database.url, text)).toEqual([{ sorted: ['B', 'a', 'b', 'z', 'é'], folded: 'é' }]);
    await database.close();
  });

  it('lets nobody in without the password that is in the private directory', async () => {
    const database = await open(directory, 'server');
    const url = new URL(database.url);
    expect((await stat(decodeURIComponent(url.hostname))).mode & 0o777).toBe(0o700);
    url.password = 'guessed';
    await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed');
    await database.close();
  });

  it('is used by a command while a server has it, and not stopped by it; a second server is refused', async () => {
    const server = await open(directory, 'server');
    const command = await open(directory, 'command');
    expect(await query(command.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await command.close();
    expect(await query(server.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await expect(open(directory, 'server')).rejects.toThrow(
      `The data directory ${directory} is in use by process ${process.pid}, a server.`,
    );
    await server.close();
  });

  it('goes from one command to the next when several are run at once', async () => {
    const steps: string[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const database = await open(directory, 'command');
        steps.push(`${name} in`);
        await query(database.url, `create table of_${name} ()`);
        steps.push(`${name} out`);
        await database.close();
      }),
    );
    // Never two at a time.
    expect(steps.map((step) => step.slice(2))).toEqual(['in', 'out', 'in', 'out', 'in', 'out']);
  });

  it.each(['postgres', 'its keeper', 'both'])(
    'is started again when %s is killed, with all that was committed',
    async (victim) => {
      const database = await open(directory, 'server');
      await query(database.url, 'create table if not exists kept as select 7 as n');
      const { pid = 0, text } = (await readPostmaster(cluster())) ?? {};
      const keeper = Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
      if (victim !== 'postgres') process.kill(keeper, 'SIGKILL');
      if (victim !== 'its keeper') process.kill(pid, 'SIGKILL');
      await eventually(async () => expect((await readPostmaster(cluster()))?.text).not.toBe(text));
      expect(await eventually(() => query(database.url, 'select n from kept'))).toEqual([{ n: 7 }]);
      await database.close();
    },
  );

  it('is created again if its creation was interrupted, and never over something else', async () => {
    const own = await mkdtemp(path.join(directory, 'cut-off-'));
    await mkdir(`${cluster(own)}.unfinished`);
    await writeFile(path.join(`${cluster(own)}.unfinished`, 'PG_VERSION'), '18\n');
    const database = await open(own, 'server');
    expect(await query(database.url, 'select 1 as n')).toEqual([{ n: 1 }]);
    await database.close();
    await rm(cluster(own), { recursive: true });
    await mkdir(cluster(own));
    await writeFile(path.join(cluster(own), 'letter.txt'), 'Dear');
    await expect(open(own, 'server')).rejects.toThrow(`${cluster(own)} is not a database; move its contents`);
    expect(await readFile(path.join(cluster(own), 'letter.txt'), 'utf8')).toBe('Dear');
  });

  it('refuses the data of an earlier version and of another PostgreSQL, says how to move, and leaves the directory free', async () => {
    const own = await mkdtemp(path.join(directory, 'refused-'));
    await mkdir(path.join(own, 'postgres'));
    await expect(open(own, 'server')).rejects.toThrow(
      /holds data of an earlier version .* write a backup .* restore the backup/,
    );
    await mkdir(cluster(own));
    await writeFile(path.join(cluster(own), 'PG_VERSION'), '11\n');
    await expect(open(own, 'server')).rejects.toThrow(
      /was created by PostgreSQL 11, and this is PostgreSQL 18.*restore it into a new DATA_DIR/,
    );
    expect((await readdir(own)).sort()).toEqual(['cluster', 'postgres']);
  });

  it('says PostgreSQL’s own reason when it does not start', async () => {
    const database = await open(directory, 'server');
    await database.close();
    await expect(open(directory, 'server', { max_connections: 'many' })).rejects.toThrow(
      `The embedded database in ${cluster()} does not start: invalid value for parameter "max_connections": "many".`,
    );
  });

  it('logs what happens to the database, and no statement and no value of a client’s', async () => {
    const database = await open(directory, 'server');
    await query(database.url, "create table once (name text unique); insert into once values ('confidential')");
    await expect(query(database.url, "insert into once values ('confidential')")).rejects.toThrow('duplicate key');
    await database.close();
    const log = await readFile(path.join(directory, 'cluster.log'), 'utf8');
    expect(log).toContain('database system is ready to accept connections');
    expect(log).not.toContain('confidential');
  });
});
