import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type pg from 'pg';
import { textLines } from '../base/line-reader.ts';
import type { Database } from '../database/database.ts';
import { inExactTransaction } from '../database/exact-transaction.ts';
import { appliedMigrations, migrate } from '../database/migrate.ts';

/**
 * A backup is a gzipped text file: a header line, lines with rows as PostgreSQL writes them in JSON, and a last line with a hash of the
 * lines before it. It does not depend on its database, so it also moves an installation between the embedded database and a server.
 */

const FORMAT = 'raptor-comply-backup';
const VERSION = 1;
const ROWS_PER_LINE = 500;

interface Head {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly createdAt: string;
  /** The checksum of each migration of the rows' schema, by name. */
  readonly migrations: Readonly<Record<string, string>>;
}

/** The number of rows of each table. */
export type RowCounts = Readonly<Record<string, number>>;

export interface Backup {
  readonly head: Head;
  readonly rows: RowCounts;
}

/** A backup that cannot be used; the message is for the operator. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/** All tables with data; each follows the tables that it refers to, unless the foreign key is checked at the commit only. */
const TABLES = `
  with recursive tables as (
    select c.oid, c.relname as name from pg_class c
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_migrations'
  ), depths as (
    select oid, 0 as depth from tables
    union all
    select k.conrelid, d.depth + 1
      from depths d join pg_constraint k on k.confrelid = d.oid and k.contype = 'f' and not k.condeferred
  ) cycle oid set is_circular using path
  select t.name from tables t join depths d using (oid) group by t.name order by max(d.depth), t.name`;

async function tablesOf(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(TABLES);
  return rows.map(({ name }) => name);
}

/** The lines of a backup. Counts the rows of each table on the way. */
async function* backupLines(client: pg.PoolClient, counts: Record<string, number>): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const hashed = (line: string) => {
    hash.update(`${line}\n`);
    return `${line}\n`;
  };
  const migrations = await appliedMigrations(client);
  const head: Head = { format: FORMAT, version: VERSION, createdAt: new Date().toISOString(), migrations };
  yield hashed(JSON.stringify(head));
  for (const table of await tablesOf(client)) {
    counts[table] = 0;
    await client.query(`declare rows no scroll cursor for select row_to_json(t)::text as row from "${table}" t`);
    for (;;) {
      const { rows } = await client.query<{ row: string }>(`fetch ${ROWS_PER_LINE} from rows`);
      if (rows.length === 0) break;
      counts[table] += rows.length;
      yield hashed(`{"table":"${table}","rows":[${rows.map(({ row }) => row).join(',')}]}`);
    }
    await client.query('close rows');
  }
  yield `${JSON.stringify({ rows: counts, sha256: hash.digest('hex') })}\n`;
}

/** Writes everything as of one moment; the database stays in use. */
export const writeBackup = (database: Database, out: Writable): Promise<RowCounts> =>
  inExactTransaction(database, 'begin isolation level repeatable read, read only', async (client) => {
    const counts: Record<string, number> = {};
    await pipeline(backupLines(client, counts), createGzip(), out);
    return counts;
  });

async function* linesOf(file: string): AsyncGenerator<string> {
  const zipped = createReadStream(file);
  const text = zipped.pipe(createGunzip());
  // `pipe` does not forward errors.
  zipped.on('error', (error) => text.destroy(error));
  yield* textLines(text);
}

function readHead(file: string, line: string): Head {
  const head = JSON.parse(line) as Partial<Head>;
  if (head.format !== FORMAT) throw new BackupError(`The file ${file} is not a Raptor Comply backup.`);
  if (head.version !== VERSION) {
    throw new BackupError(
      `The file ${file} was written by a newer version of this software; restore it with that version.`,
    );
  }
  return head as Head;
}

/** Reads and verifies a whole backup. Throws BackupError when anything is missing or damaged. */
export async function checkBackup(file: string): Promise<Backup> {
  const hash = createHash('sha256');
  let head: Head | undefined;
  let end: { rows: RowCounts; sha256: string } | undefined;
  try {
    for await (const line of linesOf(file)) {
      if (end !== undefined) throw new BackupError(`The file ${file} is damaged: it has data after its end.`);
      head ??= readHead(file, line);
      if (line.startsWith('{"rows":')) end = JSON.parse(line);
      else hash.update(`${line}\n`);
    }
  } catch (error) {
    if (error instanceof BackupError || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    end = undefined;
  }
  if (head === undefined || end === undefined || end.sha256 !== hash.digest('hex')) {
    throw new BackupError(`The file ${file} is damaged, or not a backup; nothing was restored.`);
  }
  return { head, rows: end.rows };
}

/** Whether there is no organization yet, or not even a schema. */
async function isEmpty(database: Database): Promise<boolean> {
  const [schema] = await database.query<{ exists: boolean }>({
    text: "select to_regclass('public.organizations') is not null as exists",
  });
  if (schema?.exists !== true) return true;
  return (await database.query({ text: 'select from organizations limit 1' })).length === 0;
}

/**
 * Restores a backup into an empty database, completely or not at all.
 * @throws BackupError when the backup is damaged or the database is not empty; the database is then unchanged.
 */
export async function restoreBackup(database: Database, file: string): Promise<Backup> {
  const backup = await checkBackup(file);
  if (!(await isEmpty(database))) {
    throw new BackupError('The database is not empty; restore into a new one (another DATA_DIR or DATABASE_URL).');
  }
  await migrate(database, backup.head.migrations);
  await inExactTransaction(database, 'begin', async (client) => {
    const tables = await tablesOf(client);
    // The backup has what triggers have logged, numbered and computed.
    for (const table of tables) await client.query(`alter table "${table}" disable trigger user`);
    await client.query('delete from installation');
    for await (const text of linesOf(file)) {
      const [, table, rows] = /^\{"table":"(\w+)","rows":(.*)\}$/s.exec(text) ?? [];
      if (table === undefined) continue;
      await client.query(`insert into "${table}" select * from json_populate_recordset(null::"${table}", $1)`, [rows]);
    }
    // The ETags and cursors of the former installation end here, as its versions may repeat. It keeps its id and its public keys, so that
    // a log that is older than its published checkpoints is noticed.
    await client.query('update installation set cursor_secret = default');
    // Without a use, a session has ended: one that was signed out since the backup, or a link that was used, must not work again.
    await client.query('delete from session_uses; delete from sign_in_links');
    // A table with deferred checks cannot be altered.
    await client.query('set constraints all immediate');
    for (const table of tables) await client.query(`alter table "${table}" enable trigger user`);
  });
  await migrate(database);
  await database.query({ text: 'analyze' });
  return backup;
}
