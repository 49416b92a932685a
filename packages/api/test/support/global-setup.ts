import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { connectServer } from '../../src/kernel/database/database.ts';
import { migrate } from '../../src/kernel/database/migrate.ts';
import { openEmbedded } from '../../src/kernel/embedded/open.ts';

/** A PostgreSQL server, and a migrated database on it that every test file starts from a copy of. */
export interface Origin {
  readonly url: string;
  readonly template: string;
  /** A folder for what lives as long as the suite. */
  readonly folder: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    origin: Origin;
  }
}

/** The server that the suite is given, or an embedded one of the suite's own. */
async function openServer(): Promise<{ url: string; close(): Promise<void> }> {
  const { TEST_DATABASE_URL } = process.env;
  if (TEST_DATABASE_URL) return { url: TEST_DATABASE_URL, close: async () => {} };
  const directory = await mkdtemp(path.join(tmpdir(), 'raptor-comply-test-'));
  // Nothing of a test run has to survive a crash; what has is tested on clusters of its own.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };
  const { url, close } = await openEmbedded(directory, 'server', settings);
  return {
    url,
    async close() {
      await close();
      await rm(directory, { recursive: true });
    },
  };
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, close } = await openServer();
  const template = `raptor_comply_test_${randomUUID().replaceAll('-', '')}`;
  const run = async (sql: string): Promise<{ name: string }[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query(sql);
    await client.end();
    return rows;
  };
  await run(`create database ${template}`);
  const target = new URL(url);
  target.pathname = `/${template}`;
  const database = connectServer(target.href);
  await migrate(database);
  await database.close();
  const folder = await mkdtemp(path.join(tmpdir(), 'raptor-comply-suite-'));
  project.provide('origin', { url, template, folder });
  return async () => {
    // Also the databases of the servers that the files of a worker share.
    await rm(folder, { recursive: true, force: true });
    const names = await run(`select datname as name from pg_database where starts_with(datname, '${template}')`);
    for (const { name } of names) await run(`drop database ${name} with (force)`);
    await close();
  };
}
