import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbedded, openInMemory } from '../database/database.ts';
import { maintain } from '../ops/maintenance.ts';
import { DirectoryInUse, lockDirectory, processSpace } from './directory-lock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'raptor-comply-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const lockFile = () => path.join(directory, 'server.lock');

describe('the embedded database', () => {
  it('keeps what was written, over a close and an open; a second opener is refused and told who has it', async () => {
    const database = await openEmbedded(directory);
    await database.announce('http://127.0.0.1:1234');
    await database.query({ text: 'create table kept (n int)' });
    await database.query({ text: 'insert into kept values (7)' });
    await expect(openEmbedded(directory)).rejects.toThrow(
      `The data directory ${directory} is in use by process ${process.pid}, a server at http://127.0.0.1:1234.`,
    );
    await database.close();
    const again = await openEmbedded(directory);
    expect(await again.query({ text: 'select n from kept' })).toEqual([{ n: 7 }]);
    await again.close();
  });

  it('keeps the process free to answer while a long statement runs', async () => {
    const { database } = await openInMemory();
    let turns = 0;
    const clock = setInterval(() => turns++, 5);
    await database.query({ text: 'select count(*) from generate_series(1, 2000000)' });
    clearInterval(clock);
    expect(turns).toBeGreaterThan(10);
    await database.close();
  });

  it('starts every connection clean: no transaction, role or setting of the one before', async () => {
    const { database } = await openInMemory();
    const client = await database.acquire();
    await client.query('create role plain');
    await client.query('begin');
    await client.query("select set_config('app.organization_id', 'x', false)");
    await client.query('set role plain');
    client.release(true);
    const [row] = await database.query<{ role: string; organization: string | null }>({
      text: "select current_user as role, nullif(current_setting('app.organization_id', true), '') as organization",
    });
    expect(row).toEqual({ role: 'postgres', organization: null });
    await database.close();
  });
});

describe('maintenance', () => {
  it('gives the planner statistics once enough was written, and then rests', async () => {
    const { database } = await openInMemory();
    await database.query({ text: 'create table grown as select n, md5(n::text) from generate_series(1, 20000) n' });
    const known = async () => {
      const [row] = await database.query<{ rows: number }>({
        text: "select reltuples::int as rows from pg_class where relname = 'grown'",
      });
      return row?.rows;
    };
    expect(await known()).toBe(-1);
    const since = await maintain(database, '0/0');
    expect(await known()).toBe(20_000);
    expect(await maintain(database, since)).toBe(since);
    await database.close();
  });

  it('begins the log anew, so that a start after a crash does not read all that was ever written', async () => {
    const { database } = await openInMemory();
    await database.query({ text: 'create table grown as select n, md5(n::text) from generate_series(1, 20000) n' });
    const toRead = async () => {
      const [row] = await database.query<{ bytes: string }>({
        text: 'select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn) as bytes from pg_control_checkpoint()',
      });
      return Number(row?.bytes);
    };
    expect(await toRead()).toBeGreaterThan(1_000_000);
    await maintain(database, '0/0');
    expect(await toRead()).toBeLessThan(10_000);
    await database.close();
  });
});

describe('a data directory', () => {
  it('is free again when its owner was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1000)']);
    await once(child.stdout, 'data');
    const startedAt = (await readFile(`/proc/${child.pid}/stat`, 'latin1')).split(') ')[1]?.split(' ')[19];
    await writeFile(
      lockFile(),
      JSON.stringify({ pid: child.pid, host: hostname(), space: await processSpace(), startedAt, token: 'x' }),
    );
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUse);
    await expect(lockDirectory(directory)).rejects.toThrow(`in use by process ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await lockDirectory(directory);
    await lock.release();
  });

  it('is free when its owner’s process id belongs to another process by now', async () => {
    await writeFile(
      lockFile(),
      JSON.stringify({ pid: process.pid, host: hostname(), space: await processSpace(), startedAt: '1', token: 'x' }),
    );
    const lock = await lockDirectory(directory);
    await lock.release();
  });

  it('is free when its lock is damaged', async () => {
    await writeFile(lockFile(), '{"pid":');
    const lock = await lockDirectory(directory);
    await lock.release();
  });

  it('of a living owner on another host, seen by its heartbeat, is not free; of a dead one it is', async () => {
    const owner = { pid: 1, host: 'another-container', startedAt: '1', token: 'x' };
    await writeFile(lockFile(), JSON.stringify(owner));
    const beating = setInterval(() => void writeFile(lockFile(), JSON.stringify(owner)), 500);
    await expect(lockDirectory(directory)).rejects.toThrow('in use by process 1 on another-container');
    clearInterval(beating);
    const lock = await lockDirectory(directory);
    await lock.release();
  });

  it('is taken by one of many that try at once', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(directory)));
    const taken = tries.filter((attempt) => attempt.status === 'fulfilled');
    expect(taken).toHaveLength(1);
    await taken[0]?.value.release();
  });
});
