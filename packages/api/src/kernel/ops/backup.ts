import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import { textLines } from '../base/line-reader.ts';
import type { Database } from '../database/database.ts';
import { appliedMigrations, MIGRATION_LOCK, migrate } from '../database/migrate.ts';

/**
 * A backup is a gzipped text: a line that says what it is, lines with rows as PostgreSQL writes them in JSON, and a last line with a
 * hash of all before it. It says nothing of the database it came from, so it also moves an installation from the embedded database to
 * a server, or back.
 */

const FORMAT = 'raptor-comply-backup';
const VERSION = 1;
const ROWS_PER_LINE = 500;

interface Head {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly createdAt: string;
  /** Checksum by name of each migration of the schema that the rows fit. */
  readonly migrations: Readonly<Record<string, string>>;
}

/** How many rows of each table. */
export type Rows = Readonly<Record<string, number>>;

export interface Backup {
  readonly head: Head;
  readonly rows: Rows;
}

/** A backup that cannot be used; the message is a sentence for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** All tables that hold something, each behind those that it refers to. */
const TABLES = `
  with recursive tables as (
    select c.oid, c.relname as name from pg_class c
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migrations'
  ), depths as (
    select oid, 0 as depth from tables
    union
    select k.conrelid, d.depth + 1
      from depths d join pg_constraint k on k.confrelid = d.oid and k.contype = 'f' and k.conrelid <> k.confrelid
  )
  select t.name from tables t join depths d using (oid) group by t.name order by max(d.depth), t.name`;

/** How rows are written, whatever the settings of the server. */
const SETTINGS = `set local timezone = 'UTC'; set local bytea_output = 'hex'; set local extra_float_digits = 1;
                  set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;
                  set local row_security = off; set local search_path = public`;

async function tablesOf(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(TABLES);
  return rows.map(({ name }) => name);
}

/** Runs `work` in a transaction of the owner's; the connection is given up when it fails. */
async function inTransaction<T>(
  database: Database,
  begin: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await database.acquire();
  try {
    // Before the moment that is read: a migration that rewrote a table later would leave it empty to this transaction.
    await client.query('select pg_advisory_lock_shared($1)', [MIGRATION_LOCK]);
    await client.query(begin);
    await client.query(SETTINGS);
    const result = await work(client);
    await client.query('commit');
    await client.query('select pg_advisory_unlock_shared($1)', [MIGRATION_LOCK]);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Writes all there is, as of one moment, while others go on. */
export function writeBackup(database: Database, out: Writable): Promise<Rows> {
  return inTransaction(database, 'begin isolation level repeatable read, read only', async (client) => {
    const hash = createHash('sha256');
    const zipped = createGzip();
    const written = new Promise<void>((resolve, reject) => {
      zipped.on('error', reject);
      out.on('error', reject).on('finish', resolve);
    });
    // Looked at when it is awaited; a failure before that must not count as forgotten.
    written.catch(() => {});
    zipped.pipe(out);
    const line = async (text: string) => {
      const bytes = `${text}\n`;
      hash.update(bytes);
      if (!zipped.write(bytes)) await Promise.race([once(zipped, 'drain'), written]);
    };
    const head: Head = {
      format: FORMAT,
      version: VERSION,
      createdAt: new Date().toISOString(),
      migrations: await appliedMigrations(client),
    };
    await line(JSON.stringify(head));
    const counts: Record<string, number> = {};
    for (const table of await tablesOf(client)) {
      counts[table] = 0;
      await client.query(`declare rows no scroll cursor for select row_to_json(t)::text as row from "${table}" t`);
      for (;;) {
        const { rows } = await client.query<{ row: string }>(`fetch ${ROWS_PER_LINE} from rows`);
        if (rows.length === 0) break;
        counts[table] += rows.length;
        await line(`{"table":"${table}","rows":[${rows.map(({ row }) => row).join(',')}]}`);
      }
      await client.query('close rows');
    }
    zipped.end(`${JSON.stringify({ rows: counts, sha256: hash.digest('hex') })}\n`);
    await written;
    return counts;
  });
}

type Line = Partial<Head> & { readonly table?: string; readonly rows?: unknown; readonly sha256?: string };

async function* linesOf(file: string): AsyncGenerator<string> {
  const zipped = createReadStream(file);
  const text = zipped.pipe(createGunzip());
  zipped.on('error', (error) => text.destroy(error));
  yield* textLines(text);
}

/** Reads a backup through, and throws BackupError when anything is missing or damaged. Nothing is restored yet. */
export async function checkBackup(file: string): Promise<Backup> {
  const hash = createHash('sha256');
  const counts: Record<string, number> = {};
  let head: Head | undefined;
  let end: Line | undefined;
  try {
    for await (const text of linesOf(file)) {
      if (end !== undefined) throw new BackupError(`The file ${file} goes on behind its end: it is damaged.`);
      const line = JSON.parse(text) as Line;
      if (head === undefined) head = readHead(file, line);
      else if (line.sha256 !== undefined) end = line;
      else if (line.table !== undefined && Array.isArray(line.rows)) {
        counts[line.table] = (counts[line.table] ?? 0) + line.rows.length;
      }
      if (end === undefined) hash.update(`${text}\n`);
    }
  } catch (error) {
    if (error instanceof BackupError || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw new BackupError(`The file ${file} is damaged, or no backup: nothing was restored.`);
  }
  if (head === undefined || end === undefined || end.sha256 !== hash.digest('hex')) {
    throw new BackupError(`The file ${file} is damaged, or no backup: nothing was restored.`);
  }
  return { head, rows: { ...(end.rows as Rows), ...counts } };
}

function readHead(file: string, line: Line): Head {
  if (line.format !== FORMAT) throw new BackupError(`The file ${file} is no backup of Raptor Comply, open.`);
  if (line.version !== VERSION) throw new BackupError(`The file ${file} was made by a newer version of this software.`);
  return line as Head;
}

async function insertRows(client: pg.PoolClient, table: string, rows: string): Promise<void> {
  await client.query(`insert into "${table}" select * from json_populate_recordset(null::"${table}", $1)`, [rows]);
}

/** Whether there is no organization yet, or not even the schema. */
async function isEmpty(database: Database): Promise<boolean> {
  const [schema] = await database.query<{ is_there: boolean }>({
    text: "select to_regclass('public.organizations') is not null as is_there",
  });
  if (schema?.is_there !== true) return true;
  return (await database.query({ text: 'select from organizations limit 1' })).length === 0;
}

/**
 * Restores a backup into an empty database, all of it or nothing.
 * @throws BackupError when it is damaged, of another schema, or when the database is not empty; then nothing was touched.
 */
export async function restoreBackup(database: Database, file: string): Promise<Backup> {
  const backup = await checkBackup(file);
  if (!(await isEmpty(database))) {
    throw new BackupError('The database is not empty; restore into a new one (another DATA_DIR or DATABASE_URL).');
  }
  await migrate(database, backup.head.migrations);
  await inTransaction(database, 'begin', async (client) => {
    const tables = await tablesOf(client);
    // What was logged, numbered and determined then is in the backup: it does not happen again.
    for (const table of tables) await client.query(`alter table "${table}" disable trigger user`);
    await client.query('delete from installation');
    for await (const text of linesOf(file)) {
      const [, table, rows] = /^\{"table":"(\w+)","rows":(.*)\}$/s.exec(text) ?? [];
      if (table !== undefined && rows !== undefined) await insertRows(client, table, rows);
    }
    for (const table of tables) await client.query(`alter table "${table}" enable trigger user`);
  });
  await migrate(database);
  await database.query({ text: 'analyze' });
  return backup;
}
