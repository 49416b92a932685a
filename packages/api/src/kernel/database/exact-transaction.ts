import type pg from 'pg';
import { type Database, withOwner } from './database.ts';
import { MIGRATION_LOCK } from './migrate.ts';

/** Rows are written the same under any settings of the server. */
const SETTINGS = `set local timezone = 'UTC'; set local bytea_output = 'hex'; set local extra_float_digits = 1;
                  set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;
                  set local row_security = off; set local search_path = public`;

/** Runs `work` as the owner, on all rows of all organizations, in a transaction during which nobody migrates the database. */
export const inExactTransaction = <T>(
  database: Database,
  begin: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> =>
  withOwner(database, async (client) => {
    // Before the snapshot is taken: a migration that rewrote a table after it would make the table appear empty.
    await client.query('select pg_advisory_lock_shared($1)', [MIGRATION_LOCK]);
    await client.query(begin);
    await client.query(SETTINGS);
    const result = await work(client);
    await client.query('commit');
    await client.query('select pg_advisory_unlock_shared($1)', [MIGRATION_LOCK]);
    return result;
  });
