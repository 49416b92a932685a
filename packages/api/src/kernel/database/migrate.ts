import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { type Database, withOwner } from './database.ts';

/** SQL files are read from src/, which is as deep as dist/. */
const SOURCES = fileURLToPath(new URL('../../../src/', import.meta.url));
/** An arbitrary key, the same in all servers: those that start at the same time migrate one after another. */
export const MIGRATION_LOCK = 7_264_891;
/** The entry in schema_migrations for all functions together. */
const FUNCTIONS = 'functions';

interface SqlFile {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Checksums of applied migrations by name. */
type Checksums = Readonly<Record<string, string>>;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Reads the SQL files in all folders of a kind, in the order of their names. */
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

export async function appliedMigrations(client: pg.PoolClient): Promise<Checksums> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migrations where name <> $1',
    [FUNCTIONS],
  );
  return Object.fromEntries(rows.map(({ name, checksum }) => [name, checksum]));
}

/** Returns all migrations, or only those of an older schema. */
async function wantedMigrations(only: Checksums | undefined): Promise<SqlFile[]> {
  const all = await readSql('.', 'migrations');
  if (only === undefined) return all;
  const wanted = all.filter(({ name, checksum }) => only[name] === checksum);
  const unknown = Object.keys(only).find((name) => wanted.every((migration) => migration.name !== name));
  if (unknown !== undefined) throw new Error(`This software does not have the migration ${unknown} in that form.`);
  return wanted;
}

async function pendingMigrations(client: pg.PoolClient, migrations: readonly SqlFile[]): Promise<SqlFile[]> {
  const applied = await appliedMigrations(client);
  const edited = migrations.find(({ name, checksum }) => (applied[name] ?? checksum) !== checksum);
  if (edited !== undefined) throw new Error(`Migration ${edited.name} was changed after it had been applied.`);
  const unknown = Object.keys(applied).find((name) => migrations.every((migration) => migration.name !== name));
  if (unknown !== undefined) throw new Error(`The database is newer than this software: it has migration ${unknown}.`);
  return migrations.filter(({ name }) => applied[name] === undefined);
}

async function apply(client: pg.PoolClient, only: Checksums | undefined): Promise<void> {
  const pending = await pendingMigrations(client, await wantedMigrations(only));
  const first = await readSql('kernel', 'functions');
  // The functions of resources may not fit the tables of an older schema.
  const last = only === undefined ? await readSql('resources', 'functions') : [];
  const functions = { name: FUNCTIONS, checksum: sha256([...first, ...last].map(({ checksum }) => checksum).join()) };
  const { rows } = await client.query('select from schema_migrations where (name, checksum) = ($1, $2)', [
    FUNCTIONS,
    functions.checksum,
  ]);
  if (pending.length === 0 && (only !== undefined || rows.length === 1)) return;
  for (const { sql } of [...first, ...pending, ...last]) await client.query(sql);
  // The log's triggers and the view of the past must have the table's current columns.
  await client.query("select audit_tenant_table(tgrelid) from pg_trigger where tgname = 'activity_of_insert'");
  for (const { name, checksum } of only === undefined ? [...pending, functions] : pending) {
    await client.query(
      `insert into schema_migrations (name, checksum) values ($1, $2)
           on conflict (name) do update set checksum = excluded.checksum, applied_at = now()`,
      [name, checksum],
    );
  }
}

async function checkRole(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query(
    "select from pg_roles where rolname = 'raptor_comply_app' and not rolsuper and not rolbypassrls",
  );
  if (rows.length === 1) return;
  throw new Error('The role raptor_comply_app must not have SUPERUSER or BYPASSRLS, as it isolates organizations.');
}

/**
 * Updates the schema in one transaction. Before a backup is restored, it applies only the migrations that `only` names.
 *
 * `migrations/*.sql` create tables; each is applied once, in the order of the file names, and never edited. `functions/*.sql` define
 * functions, triggers and views with `create or replace`; when any of them or the schema has changed, all are applied again. The kernel's
 * functions are applied before the migrations, which call them, so they use tables only in PL/pgSQL; those of resources are applied last.
 * @throws Error when an applied migration was edited or belongs to a newer version of the software.
 */
export const migrate = (database: Database, only?: Checksums): Promise<void> =>
  withOwner(database, async (client) => {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz(3) not null default now())',
    );
    await apply(client, only);
    await checkRole(client);
    await client.query('commit');
  });
