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
/** Stands for all functions among the applied migrations. */
const FUNCTIONS = 'functions';

interface SqlFile {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The SQL files below one folder of the sources that are in a folder of that kind, in the order of their names. */
async function readSql(below: string, kind: 'migrations' | 'functions'): Promise<SqlFile[]> {
  const files = (await readdir(path.join(SOURCES, below), { recursive: true }))
    .filter((file) => path.basename(path.dirname(file)) === kind && file.endsWith('.sql'))
    .sort((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1));
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(path.join(SOURCES, below, file), 'utf8');
      return { name: path.basename(file, '.sql'), sql, checksum: sha256(sql) };
    }),
  );
}

/** Checksum by name of each migration that has been applied. */
export async function appliedMigrations(client: pg.PoolClient): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migrations where name <> $1',
    [FUNCTIONS],
  );
  return Object.fromEntries(rows.map(({ name, checksum }) => [name, checksum]));
}

/** All migrations, or those that made an older schema. */
async function wantedMigrations(only: Readonly<Record<string, string>> | undefined): Promise<SqlFile[]> {
  const all = await readSql('.', 'migrations');
  if (only === undefined) return all;
  const wanted = all.filter(({ name, checksum }) => only[name] === checksum);
  const unknown = Object.keys(only).find((name) => wanted.every((migration) => migration.name !== name));
  if (unknown !== undefined) throw new Error(`This software does not know the migration ${unknown} as it was applied.`);
  return wanted;
}

async function pendingMigrations(client: pg.PoolClient, migrations: readonly SqlFile[]): Promise<SqlFile[]> {
  const applied = new Map(Object.entries(await appliedMigrations(client)));
  const pending = migrations.filter(({ name, checksum }) => {
    const before = applied.get(name);
    applied.delete(name);
    if (before !== undefined && before !== checksum) {
      throw new Error(`Migration ${name} was changed after it had been applied.`);
    }
    return before === undefined;
  });
  const [unknown] = applied.keys();
  if (unknown !== undefined) throw new Error(`The database is newer than this software: it has migration ${unknown}.`);
  return pending;
}

const record = (client: pg.PoolClient, name: string, checksum: string) =>
  client.query(
    `insert into schema_migrations (name, checksum) values ($1, $2)
         on conflict (name) do update set checksum = excluded.checksum, applied_at = now()`,
    [name, checksum],
  );

async function apply(client: pg.PoolClient, only: Readonly<Record<string, string>> | undefined): Promise<void> {
  const pending = await pendingMigrations(client, await wantedMigrations(only));
  const first = await readSql('kernel', 'functions');
  // Those of the resources may not fit the tables of an older schema.
  const last = only === undefined ? await readSql('resources', 'functions') : [];
  const functions = sha256([...first, ...last].map(({ checksum }) => checksum).join());
  const { rows } = await client.query('select from schema_migrations where (name, checksum) = ($1, $2)', [
    FUNCTIONS,
    functions,
  ]);
  if (pending.length === 0 && (only !== undefined || rows.length === 1)) return;
  for (const { sql } of [...first, ...pending, ...last]) await client.query(sql);
  // Whatever has changed: the log and the past of each table have the columns that the table has now.
  await client.query("select audit_tenant_table(tgrelid) from pg_trigger where tgname = 'activity_of_insert'");
  for (const { name, checksum } of pending) await record(client, name, checksum);
  if (only === undefined) await record(client, FUNCTIONS, functions);
}

async function checkRole(client: pg.PoolClient): Promise<void> {
  const { rows: roles } = await client.query<{ plain: boolean }>(
    "select not (rolsuper or rolbypassrls) as plain from pg_roles where rolname = 'raptor_comply_app'",
  );
  if (roles[0]?.plain === true) return;
  throw new Error(
    'The role raptor_comply_app must exist without SUPERUSER and BYPASSRLS: it keeps organizations apart.',
  );
}

/**
 * Brings the schema up to date, all or nothing; or, before a backup is restored into it, as far as `only` names the migrations.
 *
 * `migrations/*.sql` make tables; each is applied once, in the order of the file names, and never edited. `functions/*.sql` define
 * functions, triggers and views with `create or replace`; when any of them or the schema has changed, all are applied again. The kernel's
 * functions come before the migrations, as these call them, so they use tables only in PL/pgSQL; those of resources come afterwards.
 * @throws Error when an applied migration was edited or belongs to a newer version of the software.
 */
export async function migrate(database: Database, only?: Readonly<Record<string, string>>): Promise<void> {
  const client = await database.acquire();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz(3) not null default now())',
    );
    await apply(client, only);
    await checkRole(client);
    await client.query('commit');
    client.release();
  } catch (error) {
    // Closing the connection ends its transaction.
    client.release(true);
    throw error;
  }
}
