import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { connectServer, openInMemory } from '../../src/kernel/database/database.ts';
import { migrate } from '../../src/kernel/database/migrate.ts';

/** A migrated database that every test file starts from a copy of. */
export interface Origin {
  /** The PostgreSQL server and its template database, or undefined for the embedded database. */
  readonly server?: { readonly url: string; readonly template: string };
  /** The embedded database's snapshot. */
  readonly snapshot?: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    origin: Origin;
  }
}

async function embeddedOrigin(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(path.join(tmpdir(), 'raptor-comply-test-'));
  const { database, dump } = await openInMemory();
  await migrate(database);
  const snapshot = path.join(directory, 'migrated.tar');
  await writeFile(snapshot, await dump());
  await database.close();
  project.provide('origin', { snapshot });
  return () => rm(directory, { recursive: true });
}

async function serverOrigin(project: TestProject, url: string): Promise<() => Promise<void>> {
  const template = `raptor_comply_test_${randomUUID().replaceAll('-', '')}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await run(`create database ${template}`);
  const target = new URL(url);
  target.pathname = `/${template}`;
  const database = connectServer(target.href);
  await migrate(database);
  await database.close();
  project.provide('origin', { server: { url, template } });
  return () => run(`drop database ${template} with (force)`);
}

export function setup(project: TestProject): Promise<() => Promise<void>> {
  const { TEST_DATABASE_URL } = process.env;
  return TEST_DATABASE_URL ? serverOrigin(project, TEST_DATABASE_URL) : embeddedOrigin(project);
}
