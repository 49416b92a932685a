import type { Logger } from 'pino';
import { repeat } from '../base/repeat.ts';
import type { Database } from '../database/database.ts';

const INTERVAL_MS = 60_000;
/** Deleted in one transaction, which must not be long. */
const ROWS_PER_STATEMENT = 5000;

/** Deletes the stored responses to Idempotency-Keys after a day. */
export async function deleteOldResponses(database: Database): Promise<void> {
  for (let deleted = ROWS_PER_STATEMENT; deleted === ROWS_PER_STATEMENT; ) {
    const rows = await database.query({
      text: `delete from idempotent_responses
              where ctid = any (array(
                select ctid from idempotent_responses where created_at <= now() - interval '24 hours'
                 order by created_at limit $1 for update skip locked))
             returning 1`,
      values: [ROWS_PER_STATEMENT],
    });
    deleted = rows.length;
  }
}

/** Starts periodic maintenance of a database. Returns a function that stops it. */
export const startMaintenance = (database: Database, log: Logger): (() => void) =>
  repeat({
    everyMs: INTERVAL_MS,
    work: () => deleteOldResponses(database),
    log,
    failed: 'the maintenance of the database failed and will be retried',
  });
