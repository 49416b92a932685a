import type { Logger } from 'pino';
import type { Database } from './database.ts';

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

/** Maintains an embedded database until it is told to stop. */
export function startMaintenance(database: Database, log: Logger): () => void {
  if (database.kind === 'server') return () => {};
  let since = '0/0';
  const timer = setInterval(async () => {
    try {
      since = await maintain(database, since);
    } catch (err) {
      log.warn({ err }, 'the embedded database could not be maintained; it will be tried again');
    }
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
