import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';

/** Milliseconds after which what was written is worth a look. */
const INTERVAL_MS = 60_000;
/** Bytes of write-ahead log since the last time: an import of a few hundred assets. */
const WORTH_BYTES = 1_000_000;

/**
 * Does for the embedded database what a server does in the background and it does not: statistics for the planner, space for new
 * rows, and a checkpoint, without which the log only grows and the next start has to read all of it. Only after enough was written,
 * as it holds the one connection for a moment.
 */
export async function maintain(database: Database, since: string): Promise<string> {
  const [state] = await database.query<{ lsn: string; written: string }>({
    text: 'select pg_current_wal_lsn()::text as lsn, pg_wal_lsn_diff(pg_current_wal_lsn(), $1::pg_lsn) as written',
    values: [since],
  });
  if (state === undefined || Number(state.written) < WORTH_BYTES) return since;
  await database.query({ text: 'vacuum (analyze)' });
  await database.query({ text: 'checkpoint' });
  const [after] = await database.query<{ lsn: string }>({ text: 'select pg_current_wal_lsn()::text as lsn' });
  return after?.lsn ?? state.lsn;
}

/** Answers that are forgotten at a time: each time is a transaction, and nobody should wait for a long one. */
const FORGOTTEN_AT_A_TIME = 5000;

/** Forgets what was answered under an Idempotency-Key more than a day ago. */
export async function forgetAnswers(database: Database): Promise<void> {
  for (let forgotten = FORGOTTEN_AT_A_TIME; forgotten === FORGOTTEN_AT_A_TIME; ) {
    const rows = await database.query({
      text: `delete from idempotent_answers
              where ctid = any (array(
                select ctid from idempotent_answers where created_at <= now() - interval '24 hours'
                 order by created_at limit $1 for update skip locked))
             returning 1`,
      values: [FORGOTTEN_AT_A_TIME],
    });
    forgotten = rows.length;
  }
}

/** Maintains a database until it is told to stop. */
export function startMaintenance(database: Database, log: Logger): () => void {
  let since = '0/0';
  const timer = setInterval(async () => {
    try {
      await forgetAnswers(database);
      if (database.kind === 'embedded') since = await maintain(database, since);
    } catch (err) {
      log.warn({ err }, 'the database could not be maintained; it will be tried again');
    }
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
