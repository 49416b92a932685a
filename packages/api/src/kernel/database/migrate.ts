import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import type { Database } from './database.ts';

/** The SQL stays beside the sources; src/ and dist/ are equally deep. */
const SOURCES = fileURLToPath(new URL('../../../src/', import.meta.url));
/** Servers that start at the same time take turns: an arbitrary number, the same in all of them. */
export const MIGRATION_LOCK = 7_264_891;

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(SOURCES, { recursive: true }))
    .filter((file) => path.basename(path.dirname(file)) === 'migrations' && file.endsWith('.sql'))
    .sort((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1));
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(path.join(SOURCES, file), 'utf8');
      return { name: path.basename(file, '.sql'), sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Checksum by name of what has been applied. */
export async function appliedMigrations(client: pg.PoolClient): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migrations',
  );
  return Object.fromEntries(rows.map(({ name, checksum }) => [name, checksum]));
}

/** All migrations, or those that made a schema as it once was. */
async function wantedMigrations(only: Readonly<Record<string, string>> | undefined): Promise<Migration[]> {
  const all = await readMigrations();
  if (only === undefined) return all;
  const wanted = all.filter(({ name, checksum }) => only[name] === checksum);
  const unknown = Object.keys(only).find((name) => wanted.every((migration) => migration.name !== name));
  if (unknown !== undefined) throw new Error(`This software does not know the migration ${unknown} as it was applied.`);
  return wanted;
}

/**
 * Brings the schema up to date, each migration in a transaction of its own, in the order of their names; or, for what is to be restored
 * into it, as far as `only` names them.
 * @throws Error when an applied migration was edited or belongs to a newer version of the software.
 */
export async function migrate(database: Database, only?: Readonly<Record<string, string>>): Promise<void> {
  const migrations = await wantedMigrations(only);
  const client = await database.acquire();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz(3) not null default now())',
    );
    const applied = new Map(Object.entries(await appliedMigrations(client)));
    for (const { name, sql, checksum } of migrations) {
      const before = applied.get(name);
      applied.delete(name);
      if (before === checksum) continue;
      if (before !== undefined) throw new Error(`Migration ${name} was changed after it had been applied.`);
      await client.query('begin');
      await client.query(sql);
      await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [name, checksum]);
      await client.query('commit');
    }
    const [unknown] = applied.keys();
    if (unknown !== undefined)
      throw new Error(`The database is newer than this software: it has migration ${unknown}.`);
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    const { rows: roles } = await client.query<{ plain: boolean }>(
      "select not (rolsuper or rolbypassrls) as plain from pg_roles where rolname = 'raptor_comply_app'",
    );
    if (roles[0]?.plain !== true) {
      throw new Error(
        'The role raptor_comply_app must exist without SUPERUSER and BYPASSRLS: it is what keeps organizations apart.',
      );
    }
    client.release();
  } catch (error) {
    // Closing the connection ends its transaction and gives the lock back.
    client.release(true);
    throw error;
  }
}
