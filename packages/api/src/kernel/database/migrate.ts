import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { lazy } from '../base/lazy.ts';
import { sha256 } from '../base/sha256.ts';
import { type Database, withOwner } from './database.ts';
import { explainPrivileges } from './privileges.ts';

/** SQL files are read from src/, which is as deep as dist/. */
const SOURCES = fileURLToPath(new URL('../../../src/', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../../package.json', import.meta.url));
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

const checksumOf = (text: string): string => sha256(text).toString('hex');

/** Reads the SQL files in all folders of a kind, in the order of their names. */
async function readSql(below: string, kind: 'migrations' | 'functions'): Promise<SqlFile[]> {
  const files = (await readdir(path.join(SOURCES, below), { recursive: true }))
    .filter((file) => path.basename(path.dirname(file)) === kind && file.endsWith('.sql'))
    .sort((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1));
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(path.join(SOURCES, below, file), 'utf8');
      return { name: path.basename(file, '.sql'), sql, checksum: checksumOf(sql) };
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

/** @throws Error when a schema has a migration that this software does not have in the same form. */
function checkKnown(known: readonly SqlFile[], used: Checksums): void {
  for (const [name, checksum] of Object.entries(used)) {
    const own = known.find((migration) => migration.name === name);
    if (own === undefined) throw new Error(`The data is newer than this software: it has migration ${name}.`);
    if (own.checksum !== checksum) throw new Error(`Migration ${name} was changed after it had been applied.`);
  }
}

/** Returns the migrations to apply: all that were not applied yet, or only those of an older schema. */
async function pendingMigrations(client: pg.PoolClient, only: Checksums | undefined): Promise<SqlFile[]> {
  const all = await readSql('.', 'migrations');
  const applied = await appliedMigrations(client);
  checkKnown(all, { ...applied, ...only });
  return all.filter(({ name }) => applied[name] === undefined && (only === undefined || only[name] !== undefined));
}

/** What the activity log keeps as the context of a migration's changes. */
async function contextOfMigration(): Promise<string> {
  const { version } = JSON.parse(await readFile(PACKAGE, 'utf8')) as { version: string };
  const actor = { id: null, label: version, type: 'software' };
  return JSON.stringify({ actor, changeReason: null, operationId: 'migrate', requestId: null });
}

/** All functions of this software, and their checksum. */
async function readFunctions(): Promise<{ first: SqlFile[]; last: SqlFile[]; checksum: string }> {
  const [first, last] = [await readSql('kernel', 'functions'), await readSql('resources', 'functions')];
  return { first, last, checksum: checksumOf([...first, ...last].map(({ checksum }) => checksum).join()) };
}

const allChecksums = lazy(async () => [
  ...(await readSql('.', 'migrations')),
  { name: FUNCTIONS, checksum: (await readFunctions()).checksum },
]);

/** Whether the schema is the one that this software migrates to, and not that of a newer or older version. */
export async function isMigrated(client: pg.PoolClient): Promise<boolean> {
  const all = await allChecksums();
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migrations',
  );
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  return applied.size === all.length && all.every(({ name, checksum }) => applied.get(name) === checksum);
}

async function apply(client: pg.PoolClient, only: Checksums | undefined): Promise<void> {
  const pending = await pendingMigrations(client, only);
  const functions = { name: FUNCTIONS, ...(await readFunctions()) };
  const { rows } = await client.query('select from schema_migrations where (name, checksum) = ($1, $2)', [
    FUNCTIONS,
    functions.checksum,
  ]);
  if (pending.length === 0 && (only !== undefined || rows.length === 1)) return;
  await client.query("select set_config('app.context', $1, true)", [await contextOfMigration()]);
  // Changes are logged at once, as a table with pending triggers cannot be altered.
  await client.query('set constraints all immediate');
  // The functions of resources may not fit the tables of an older schema.
  const { first, last } = only === undefined ? functions : { ...functions, last: [] };
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
  if (rows.length === 0) {
    throw new Error('The role raptor_comply_app must not have SUPERUSER or BYPASSRLS, as it isolates organizations.');
  }
  // Fails if this user may not become it. The setting ends with the transaction.
  await client.query('set local role raptor_comply_app; set local role none');
}

/**
 * Updates the schema in one transaction. Before a backup is restored, it applies only the migrations that `only` names.
 *
 * `migrations/*.sql` create tables; each is applied once, in the order of the file names, and never edited. `functions/*.sql` define
 * functions, triggers and views with `create or replace`; when any of them or the schema has changed, all are applied again. The kernel's
 * functions are applied before the migrations, which call them, so they use tables only in PL/pgSQL; those of resources are applied last.
 * @throws Error when an applied migration was edited or belongs to a newer version of the software, or the user lacks a privilege.
 */
export async function migrate(database: Database, only?: Checksums): Promise<void> {
  try {
    await withOwner(database, (client) => migrateOn(client, only));
  } catch (error) {
    throw await explainPrivileges(database, error);
  }
}

async function migrateOn(client: pg.PoolClient, only: Checksums | undefined): Promise<void> {
  await client.query('begin');
  await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  await client.query(
    'create table if not exists schema_migrations (name text primary key, checksum text not null, applied_at timestamptz(3) not null default now())',
  );
  await apply(client, only);
  await checkRole(client);
  await client.query('commit');
}
