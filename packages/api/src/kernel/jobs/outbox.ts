import { newId } from '../base/ids.ts';
import type { Database } from '../database/database.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';

/** One attempt at a job. */
export interface Job {
  /** The same in every attempt. Use it as the idempotency key of the work. */
  readonly id: string;
  readonly organizationId: string;
  readonly kind: string;
  /** The JSON that was enqueued. */
  readonly payload: unknown;
  /** 1, 2, 3 … */
  readonly attempt: number;
}

/** The kind of job that verifies an organization's activity log. Its payload has the `id` of a row in `activity_verifications`. */
export const VERIFY_ACTIVITY = 'verify-activity';

/** The kind of job that mails a person. Its reminders are the rows in `reminders` that have its id. */
export const SEND_REMINDERS = 'send-reminders';

/** Enqueues work outside the database. It runs at least once if the transaction commits. Returns the job's id. */
export async function enqueue(tx: TenantTransaction, kind: string, { payload }: { payload: unknown }): Promise<string> {
  const id = newId();
  const text = 'insert into outbox (id, kind, payload) values ($1, $2, $3)';
  await tx.many({ text, values: [id, kind, JSON.stringify(payload)] });
  return id;
}

/** How long other workers leave a claimed job alone. The claim is renewed well before, so it lapses only after a crash. */
const CLAIM = "interval '30 seconds'";

/** Claims the job that has been due the longest. Kinds that only a newer version of the software knows are skipped. */
export async function claimJob(database: Database, kinds: readonly string[]): Promise<Job | undefined> {
  const [job] = await database.query<Job>({
    text: `with due as materialized (
             select organization_id, id from outbox
              where failed_at is null and run_at <= now() and kind = any ($1)
              order by run_at limit 1 for update skip locked)
           update outbox o set attempts = attempts + 1, run_at = now() + ${CLAIM}
             from due where o.organization_id = due.organization_id and o.id = due.id
           returning o.id, o.organization_id as "organizationId", o.kind, o.payload, o.attempts as attempt`,
    values: [kinds],
  });
  return job;
}

/** Changes a job's row, unless a later attempt has claimed the job. Reports whether it did. */
async function onClaim(
  database: Database,
  { organizationId, id, attempt }: Job,
  { text, values = [] }: { text: string; values?: unknown[] },
): Promise<boolean> {
  const rows = await database.query({
    text: `${text} where organization_id = $1 and id = $2 and attempts = $3 returning 1`,
    values: [organizationId, id, attempt, ...values],
  });
  return rows.length === 1;
}

/** Renews a claim. Returns false when another worker has claimed the job. */
export const renewClaim = (database: Database, job: Job): Promise<boolean> =>
  onClaim(database, job, { text: `update outbox set run_at = now() + ${CLAIM}` });

/** Deletes a job that is done. */
export const finishJob = (database: Database, job: Job): Promise<boolean> =>
  onClaim(database, job, { text: 'delete from outbox' });

/** Records why an attempt failed, and when the next one is due; without `delaySeconds` there is none. */
export const failJob = (
  database: Database,
  job: Job,
  { code, delaySeconds }: { code: string; delaySeconds: number | undefined },
): Promise<boolean> =>
  onClaim(database, job, {
    text: `update outbox
              set last_error = $4, run_at = now() + coalesce($5::float, 0) * interval '1 second',
                  failed_at = case when $5::float is null then now() end`,
    values: [code, delaySeconds ?? null],
  });
