// The databases of the benchmark: created, filled once, copied, and removed.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { connectServer, openDatabase } from '@raptor-comply/api/kernel/database/database';
import { migrate } from '@raptor-comply/api/kernel/database/migrate';

/**
 * @typedef {object} Place
 * @property {'embedded' | 'server'} kind
 * @property {Record<string, string>} environment environment of a server that uses it
 * @property {() => Promise<import('@raptor-comply/api/kernel/database/database').Database>}
 * @property {() => Promise<Place>} copy creates another with the same contents
 * @property {() => Promise<number[]>} backends process ids of the database's backends, if visible
 * @property {() => Promise<void>} settle vacuums now, so that autovacuum does not run during a turn
 * @property {() => Promise<void>} remove
 */

let count = 0;
const BACKENDS = "select pid from pg_stat_activity where datname = $1 and backend_type = 'client backend'";

async function settle(database) {
  await database.query({ text: 'vacuum (analyze)' });
  await database.query({ text: 'checkpoint' });
}

/** @returns {Place} */
function onServer(serverUrl, name) {
  const target = new URL(serverUrl);
  target.pathname = `/${name}`;
  const url = target.href;
  /** Connects to the maintenance database: a database that is copied or dropped must have no connections. */
  const run = async (text, values) => {
    const server = connectServer(serverUrl);
    try {
      return await server.query({ text, values });
    } finally {
      await server.close();
    }
  };
  return {
    kind: 'server',
    environment: { DATABASE_URL: url },
    open: async () => connectServer(url),
    async copy() {
      const copied = `raptor_comply_bench_${process.pid}_${++count}`;
      await run(`create database ${copied} template ${name}`);
      return onServer(serverUrl, copied);
    },
    backends: async () => (await run(BACKENDS, [name])).map(({ pid }) => pid),
    async settle() {
      const database = connectServer(url);
      await settle(database);
      await database.close();
    },
    async remove() {
      await run(`drop database ${name} with (force)`);
    },
  };
}

/** @returns {Place} */
function inDirectory(directory) {
  const open = () => openDatabase({ databaseUrl: undefined, dataDir: directory }, 'command');
  return {
    kind: 'embedded',
    environment: { DATA_DIR: directory },
    open,
    async copy() {
      const copied = await mkdtemp(path.join(tmpdir(), 'raptor-comply-bench-'));
      // Keeps the owners of the files. No server may be running.
      await promisify(execFile)('cp', ['-a', `${directory}/.`, copied]);
      return inDirectory(copied);
    },
    async backends() {
      const database = await open();
      const found = await database.query({ text: BACKENDS, values: ['postgres'] });
      await database.close();
      return found.map(({ pid }) => pid);
    },
    async settle() {
      const database = await open();
      await settle(database);
      await database.close();
    },
    remove: () => rm(directory, { recursive: true }),
  };
}

/**
 * Creates and migrates a database, runs `fill`, and vacuums it.
 * @template T
 * @param {string | undefined} serverUrl undefined: embedded
 * @param {(database: import('@raptor-comply/api/kernel/database/database').Database) => Promise<T>} fill
 * @returns {Promise<{ place: Place, content: T }>}
 */
export async function makePlace(serverUrl, fill) {
  let place;
  if (serverUrl === undefined) place = inDirectory(await mkdtemp(path.join(tmpdir(), 'raptor-comply-bench-')));
  else {
    const name = `raptor_comply_bench_${process.pid}_${++count}`;
    const server = connectServer(serverUrl);
    await server.query({ text: `create database ${name}` });
    await server.close();
    place = onServer(serverUrl, name);
  }
  try {
    const database = await place.open();
    try {
      await migrate(database);
      const content = await fill(database);
      await settle(database);
      return { place, content };
    } finally {
      await database.close();
    }
  } catch (error) {
    await place.remove();
    throw error;
  }
}
