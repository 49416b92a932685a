import type { Logger } from 'pino';
import { repeat } from '../base/repeat.ts';
import type { Database } from '../database/database.ts';

const INTERVAL_MS = 60_000;
/** Deleted in one transaction, which must not be long. */
const ROWS_PER_STATEMENT = 5000;

/** Responses to an Idempotency-Key, after a day. */
const OLD_RESPONSES = `
  delete from idempotent_responses
   where ctid = any (array(
     select ctid from idempotent_responses where created_at <= now() - interval '24 hours'
      order by created_at limit $1 for update skip locked))
  returning 1`;

/**
 * When a session was last used, 30 days after it ended. The session itself stays: it is a record with its history in the activity log, and so
 * are reminders, which say who was told of a deadline.
 */
const OLD_USES = `
  delete from session_uses
   where ctid = any (array(
     select u.ctid from session_uses u join sessions s on s.organization_id = u.organization_id and s.id = u.session_id
      where s.expires_at <= now() - interval '30 days' limit $1 for update of u skip locked))
  returning 1`;

/** Deletes what no request needs any more, in short transactions. */
export async function deleteOldRows(database: Database): Promise<void> {
  for (const text of [OLD_RESPONSES, OLD_USES]) {
    for (let deleted = ROWS_PER_STATEMENT; deleted === ROWS_PER_STATEMENT; ) {
      deleted = (await database.query({ text, values: [ROWS_PER_STATEMENT] })).length;
    }
  }
}

/** Starts periodic maintenance of a database. Returns a function that stops it. */
export const startMaintenance = (database: Database, log: Logger): (() => void) =>
  repeat({
    everyMs: INTERVAL_MS,
    work: () => deleteOldRows(database),
    log,
    failed: 'the maintenance of the database failed and will be retried',
  });
