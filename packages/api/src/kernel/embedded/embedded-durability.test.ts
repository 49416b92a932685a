import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type PGlite, protocol } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leaveByPowerCut, seededRandom } from '../../../test/support/power-cut.ts';
import { type Recording, recordDisk } from '../../../test/support/recorded-disk.ts';
import { type Database, openEmbedded } from '../database/database.ts';
import { openDirectory, verifyDurable } from './embedded-directory.mjs';
import { DurableFiles } from './embedded-files.mjs';

const seed = Number(process.env.POWER_CUT_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** More of them, and a given seed, to look for something rare. */
const CUTS = Number(process.env.POWER_CUTS ?? 4);
const COMMITS = 80;
const PARTS = 5;

let directory: string;
let disk: Recording;
let database: PGlite;
/** How many events there were when the database could be used first, and when each commit was acknowledged. */
let ready: number;
const acknowledged: number[] = [];

/** The files that were synced since. */
const syncedSince = (event: number) =>
  disk.events.slice(event).flatMap((entry) => (entry.kind === 'sync' ? [entry.path] : []));

/** One transaction writes to everything there is to be half done: several rows, an index, a long value, a counter, a table. */
async function commit(n: number): Promise<void> {
  await database.exec(`
    begin;
    insert into parts select ${n}, part, repeat(md5(part::text), 20 * part) from generate_series(1, ${PARTS}) part;
    update counter set n = ${n};
    ${n % 9 === 4 ? `create table made_${n} as select part from generate_series(1, 700) part;` : ''}
    ${n % 9 === 8 ? `drop table made_${n - 4};` : ''}
    commit`);
  acknowledged.push(disk.events.length);
  if (n % 20 === 10) await database.exec('checkpoint');
  if (n % 30 === 15) await database.exec('select pg_switch_wal()');
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'raptor-comply-test-'));
  const recorded = path.join(directory, 'recorded');
  await mkdir(recorded);
  disk = recordDisk(recorded);
  database = await openDirectory(path.join(recorded, 'postgres'), () => {});
  ready = disk.events.length;
  await database.exec(`
    create table parts (n int, part int, content text, primary key (n, part));
    create table counter as select 0 as n`);
  for (let n = 0; n < COMMITS; n++) await commit(n);
});

afterAll(async () => {
  disk.stop();
  await rm(directory, { recursive: true, force: true });
});

/** The whole of what is in it, or an exception. */
async function read(restarted: Database) {
  const [counter] = await restarted.query<{ n: number }>({ text: 'select n from counter' });
  const parts = await restarted.query<{ n: number; parts: number; intact: boolean }>({
    text: `select n, count(*)::int as parts, bool_and(content = repeat(md5(part::text), 20 * part)) as intact
      from parts group by n order by n`,
  });
  const [indexed] = await restarted.query<{ rows: number }>({
    text: `select count(*)::int as rows from generate_series(0, ${COMMITS}) n join parts using (n)`,
  });
  const made = await restarted.query<{ name: string }>({
    text: "select relname as name from pg_class where relname like 'made%'",
  });
  for (const { name } of made) {
    expect(await restarted.query({ text: `select count(*)::int as rows from ${name}` })).toEqual([{ rows: 700 }]);
  }
  return { counter: counter?.n, parts, indexed: indexed?.rows, made: made.map(({ name }) => name).sort() };
}

/** What there is to read after the commits 0 to `last`. */
const expected = (last: number) => ({
  counter: last,
  parts: Array.from({ length: last + 1 }, (_, n) => ({ n, parts: PARTS, intact: true })),
  indexed: PARTS * (last + 1),
  made: Array.from({ length: last + 1 }, (_, n) => n)
    .filter((n) => n % 9 === 4 && n + 4 > last)
    .map((n) => `made_${n}`)
    .sort(),
});

describe('a power cut', () => {
  const random = seededRandom(seed);
  const between = (from: number, to: number) => from + Math.floor(random() * (to - from));

  it('leaves a database with every commit that was acknowledged, and no commit by half', async () => {
    for (let cut = 0; cut < CUTS; cut++) {
      // Half of them right after an acknowledgement, when nothing but the commit’s own fsync can have saved it.
      const first = acknowledged[0] ?? 0;
      const moment =
        cut % 2 === 0 ? (acknowledged[between(0, COMMITS)] ?? first) : between(first, disk.events.length + 1);
      const place = path.join(directory, `cut-${cut}`);
      leaveByPowerCut(disk, moment, random, place);
      const restarted = await openEmbedded(place);
      const found = await read(restarted);
      const last = acknowledged.filter((event) => event <= moment).length - 1;
      const context = `POWER_CUT_SEED=${seed}, cut ${cut} after event ${moment}, commit ${last} acknowledged`;
      expect(found.counter, context).toBeGreaterThanOrEqual(last);
      // The one that was on its way may have arrived.
      expect(found.counter, context).toBeLessThanOrEqual(last + 1);
      expect(found, context).toEqual(expected(found.counter ?? -1));
      await restarted.close();
      await rm(place, { recursive: true });
    }
  }, 600_000);

  it('or a kill while the database is being made leaves a directory that starts', async () => {
    // A kill loses nothing of what was written.
    for (const chance of [random, () => 0.999]) {
      const moment = between(0, ready);
      const place = await mkdtemp(path.join(directory, 'making-'));
      leaveByPowerCut(disk, moment, chance, place);
      const restarted = await openEmbedded(place);
      const context = `POWER_CUT_SEED=${seed}, after event ${moment}`;
      expect(await restarted.query({ text: 'select 1 as n' }), context).toEqual([{ n: 1 }]);
      await restarted.close();
    }
  }, 120_000);
});

describe('the embedded database on a disk', () => {
  it('syncs once for a commit, not at all for a read, and the tables’ files at a checkpoint', async () => {
    await database.exec('create table counted (n int)');
    await database.exec('checkpoint');
    const beforeCommits = disk.events.length;
    for (let n = 0; n < 50; n++) await database.query('insert into counted values ($1)', [n]);
    const commits = syncedSince(beforeCommits);
    expect(commits.length).toBeGreaterThanOrEqual(50);
    expect(commits.length).toBeLessThanOrEqual(55);
    const beforeReads = disk.events.length;
    for (let n = 0; n < 50; n++) await database.query('select * from counted where n = $1', [n]);
    expect(syncedSince(beforeReads)).toEqual([]);
    const { rows } = await database.query<{ file: string }>("select pg_relation_filepath('counted') as file");
    const beforeCheckpoint = disk.events.length;
    await database.exec('checkpoint');
    expect(syncedSince(beforeCheckpoint)).toContain(path.join(directory, 'recorded', 'postgres', rows[0]?.file ?? ''));
  });

  it('makes the name of a new table’s file durable with the file', async () => {
    const before = disk.events.length;
    await database.exec('create table named as select 1 as n');
    const { rows } = await database.query<{ file: string }>("select pg_relation_filepath('named') as file");
    const file = path.join(directory, 'recorded', 'postgres', rows[0]?.file ?? '');
    await database.exec('checkpoint');
    const synced = syncedSince(before);
    expect(synced).toContain(file);
    expect(synced).toContain(path.dirname(file));
  });

  it('does not start when what it is built on does not sync any more', async () => {
    const unused = new DurableFiles(path.join(directory, 'unused'), () => {});
    await expect(verifyDurable(database, unused)).rejects.toThrow('a power cut would lose them');
  });

  it('does not acknowledge what it could not sync, and stops instead of going on', async () => {
    const place = path.join(directory, 'breaking');
    leaveByPowerCut(disk, disk.events.length, seededRandom(seed), place);
    const worker = new Worker(new URL('../../../test/support/breaking-disk-worker.mjs', import.meta.url), {
      workerData: { dataDir: path.join(place, 'postgres') },
    });
    const messages: { kind: string; reason?: string }[] = [];
    worker.on('message', (message) => messages.push(message));
    const exited = once(worker, 'exit');
    await once(worker, 'message');
    worker.postMessage({ kind: 'break' });
    const bytes = protocol.serialize.query('update counter set n = -1');
    worker.postMessage({ kind: 'bytes', session: 1, bytes });
    await exited;
    expect(messages).toEqual([
      { kind: 'ready' },
      { kind: 'panic', reason: expect.stringMatching(/^could not fsync file .*: I\/O error$/) },
    ]);
  });
});
