import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';

const INTERVAL_MS = 60_000;

/** Answers that are forgotten at a time: each time is a transaction, and nobody should wait for a long one. */
const FORGOTTEN_AT_A_TIME = 5000;

/** Forgets what was answered under an Idempotency-Key more than a day ago. */
export async function forgetResponses(database: Database): Promise<void> {
  for (let forgotten = FORGOTTEN_AT_A_TIME; forgotten === FORGOTTEN_AT_A_TIME; ) {
    const rows = await database.query({
      text: `delete from idempotent_responses
              where ctid = any (array(
                select ctid from idempotent_responses where created_at <= now() - interval '24 hours'
                 order by created_at limit $1 for update skip locked))
             returning 1`,
      values: [FORGOTTEN_AT_A_TIME],
    });
    forgotten = rows.length;
  }
}

/** Maintains a database; returns a function that ends it. */
export function startMaintenance(database: Database, log: Logger): () => void {
  const timer = setInterval(async () => {
    try {
      await forgetResponses(database);
    } catch (err) {
      log.warn({ err }, 'the database could not be maintained; it will be tried again');
    }
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
