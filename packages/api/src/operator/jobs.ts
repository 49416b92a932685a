import type { Database } from '../kernel/database/database.ts';

/** Makes the jobs that were given up due again, such as mails that a mail server refused for days. Returns how many. */
export async function retryJobs(database: Database): Promise<number> {
  const text =
    'update outbox set failed_at = null, attempts = 0, run_at = now() where failed_at is not null returning 1';
  return (await database.query({ text })).length;
}
