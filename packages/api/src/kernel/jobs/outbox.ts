import { newId } from '../base/ids.ts';
import type { Database } from '../database/database.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';

/** One attempt at a job. */
export interface Job {
  /** The same in every attempt: the idempotency key of the work. */
  readonly id: string;
  readonly organizationId: string;
  readonly kind: string;
  /** As it was enqueued, JSON. */
  readonly payload: unknown;
  /** 1, 2, 3 … */
  readonly attempt: number;
}

/** Adds work outside the database to a transaction: once it has committed, the job is done at least once. Returns the job's id. */
export async function enqueue(
  tx: TenantTransaction,
  kind: string,
  { payload, runAt }: { payload: unknown; runAt?: Date },
): Promise<string> {
  const id = newId();
  const text = 'insert into outbox (id, kind, payload, run_at) values ($1, $2, $3, coalesce($4, now()))';
  const values = [id, kind, JSON.stringify(payload), runAt?.toISOString() ?? null];
  await tx.many({ text, values });
  return id;
}

/** How long a crashed worker keeps its job from the others. A living one renews its claim well before. */
const CLAIM = "interval '30 seconds'";

/** Takes the job that is due the longest, unless another worker has it. Kinds of a newer version of the software are left to that. */
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

/** An attempt that took too long, and was taken for crashed, no longer decides about its job. */
const IS_THIS_ATTEMPT = 'organization_id = $1 and id = $2 and attempts = $3';
const thisAttempt = ({ organizationId, id, attempt }: Job) => [organizationId, id, attempt];

/** Keeps the job from other workers for longer; false when another worker has it already. */
export async function renewClaim(database: Database, job: Job): Promise<boolean> {
  const rows = await database.query({
    text: `update outbox set run_at = now() + ${CLAIM} where ${IS_THIS_ATTEMPT} returning 1`,
    values: thisAttempt(job),
  });
  return rows.length === 1;
}

/** Removes a job that is done. */
export async function finishJob(database: Database, job: Job): Promise<void> {
  await database.query({ text: `delete from outbox where ${IS_THIS_ATTEMPT}`, values: thisAttempt(job) });
}

/** Notes why an attempt failed, and when the next one is due; none is when `delaySeconds` is undefined. */
export async function failJob(
  database: Database,
  job: Job,
  { code, delaySeconds }: { code: string; delaySeconds: number | undefined },
): Promise<void> {
  await database.query({
    text: `update outbox
              set last_error = $4, run_at = now() + coalesce($5::float, 0) * interval '1 second',
                  failed_at = case when $5::float is null then now() end
            where ${IS_THIS_ATTEMPT}`,
    values: [...thisAttempt(job), code, delaySeconds ?? null],
  });
}
