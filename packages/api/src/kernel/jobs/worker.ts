import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { claimJob, failJob, finishJob, type Job, renewClaim } from './outbox.ts';

/**
 * Does jobs of one kind. It may run again after it succeeded, if the process or the database fails before that is recorded; it therefore
 * sends the job's id as an idempotency key. It should stop at the signal, as another worker may have the job.
 */
export type JobHandler = (job: Job, signal: AbortSignal) => Promise<void>;
export type JobHandlers = Readonly<Record<string, JobHandler>>;

const POLL_MS = 1000;
export const RENEW_MS = 10_000;
/** With the delays below, a job is retried for about three days: a mail server can be down over a weekend. */
export const MAX_ATTEMPTS = 100;
const FIRST_DELAY_SECONDS = 5;
const LONGEST_DELAY_SECONDS = 3600;
/** How long a worker that is stopped waits for its job. */
const STOP_MS = 10_000;

/** Exponential backoff with jitter, so jobs that failed together do not run again together. */
function retryDelaySeconds(attempt: number): number {
  const delay = Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (attempt - 1));
  return delay * (1 - Math.random() / 2);
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'unknown');
}

interface WorkerParts {
  readonly database: Database;
  readonly handlers: JobHandlers;
  readonly log: Logger;
}

/**
 * Runs one job that is due; returns false when there is none. The claim is a time in the row and not a lock, so the work holds no
 * connection and no transaction, and a job that crashes its process uses up an attempt.
 */
export async function runNextJob({ database, handlers, log }: WorkerParts, stopped?: AbortSignal): Promise<boolean> {
  const job = await claimJob(database, Object.keys(handlers));
  if (job === undefined) return false;
  const lost = new AbortController();
  const renewal = setInterval(() => {
    renewClaim(database, job).then(
      (isOurs) => isOurs || lost.abort(),
      (err: unknown) => log.warn({ err, job: job.id }, 'the claim on a job could not be renewed'),
    );
  }, RENEW_MS);
  try {
    if (job.attempt > MAX_ATTEMPTS) throw Object.assign(new Error('every attempt crashed'), { code: 'crashed' });
    await handlers[job.kind]?.(job, stopped === undefined ? lost.signal : AbortSignal.any([lost.signal, stopped]));
    await finishJob(database, job);
  } catch (err) {
    const { id, organizationId, kind, attempt } = job;
    const delaySeconds = attempt < MAX_ATTEMPTS ? retryDelaySeconds(attempt) : undefined;
    const details = { err, job: id, kind, organizationId, attempt };
    if (delaySeconds === undefined) log.error(details, 'a job failed and will not be retried; it stays in the outbox');
    else log.warn({ ...details, delaySeconds }, 'a job failed and will be retried');
    await failJob(database, job, { code: codeOf(err), delaySeconds });
  } finally {
    clearInterval(renewal);
  }
  return true;
}

/** Runs jobs one at a time. Returns a function that stops it. Any number of workers may run, in any number of processes. */
export function startWorker(parts: WorkerParts): () => Promise<void> {
  if (Object.keys(parts.handlers).length === 0) return async () => {};
  const stopping = new AbortController();
  const stopped = new AbortController();
  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      const found = await runNextJob(parts, stopped.signal).catch((err: unknown) => {
        parts.log.warn({ err }, 'the outbox could not be read or written; this will be retried');
        return false;
      });
      if (!found) await wait(POLL_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
  const ended = work();
  return async () => {
    stopping.abort();
    const late = setTimeout(() => stopped.abort(), STOP_MS);
    await Promise.race([ended, new Promise((resolve) => stopped.signal.addEventListener('abort', resolve))]);
    clearTimeout(late);
  };
}
