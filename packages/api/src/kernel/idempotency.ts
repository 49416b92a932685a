import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { sqlState } from './database.ts';
import { ApiError, unavailable } from './errors.ts';
import { query } from './records.ts';
import type { TenantTransaction } from './tenant-db.ts';

/**
 * A write under an Idempotency-Key happens once: its answer is stored in the transaction of its effect, per organization
 * and key, and given again to the same request for 24 hours. By draft-ietf-httpapi-idempotency-key-header.
 */

export interface StoredAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Answers that say nothing about the effect are not stored; every other one stands for its key, also a 404, 409 or 412. */
const NOT_STORED = new Set([401, 403, 422, 429]);
export const isStorable = (status: number): boolean => status < 500 && !NOT_STORED.has(status);

const WAIT_SECONDS = 10;

/**
 * The key in a request's header, quoted as the draft has it or bare.
 * @throws ApiError 400
 */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const bare =
    typeof header === 'string'
      ? (/^"((?:[^"\\]|\\["\\])*)"$/.exec(header)?.[1]?.replace(/\\(.)/g, '$1') ?? header)
      : '';
  if (/^[\x21-\x7e]{1,255}$/.test(bare) && (bare !== header || !bare.startsWith('"'))) return bare;
  throw new ApiError('bad_request', 'Idempotency-Key must be 1 to 255 visible ASCII characters');
}

/** What makes two requests the same one: everything that decides the effect. */
export const fingerprint = (head: readonly string[], body: Buffer | undefined): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(head))
    .update(body ?? '')
    .digest();

export interface OnceOnly {
  readonly key: string;
  readonly fingerprint: Buffer;
  /** The caller's API key, when the answer is a secret: then it is kept so that only who holds that key can have it again. */
  readonly secret: string | undefined;
}

/** Runs `work` once: the first time it runs, afterwards its answer is given again. */
export async function onceOnly(
  tx: TenantTransaction,
  request: OnceOnly,
  work: () => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  const [, before] = await Promise.all([
    takeTurn(tx, request.key),
    // Sent together; it is looked up when the turn has come.
    tx.maybeOne(
      query(sql<{ fingerprint: Buffer; status: number; headers: Record<string, string>; body: Buffer }>`
        select fingerprint, status, headers, body from idempotent_answers
         where idempotency_key = ${request.key} and created_at > now() - interval '24 hours'`),
    ),
  ]);
  if (before !== undefined) {
    if (!before.fingerprint.equals(request.fingerprint)) throw keyReused();
    const body = opened(before.body, request);
    if (body === undefined)
      throw new ApiError('conflict', 'This was done under another API key, and is shown to that one only');
    return { status: before.status, headers: { ...before.headers, 'idempotency-replayed': 'true' }, body };
  }
  const answer = await work();
  if (!isStorable(answer.status)) return answer;
  tx.send(
    query(sql`
      with forgotten as (
        delete from idempotent_answers where created_at <= now() - interval '24 hours' and idempotency_key <> ${request.key}
      )
      insert into idempotent_answers (idempotency_key, fingerprint, status, headers, body)
      values (${request.key}, ${request.fingerprint}, ${answer.status}, ${JSON.stringify(answer.headers)}, ${sealed(answer.body, request)})
          on conflict (organization_id, idempotency_key) do update
         set fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
             body = excluded.body, created_at = excluded.created_at`),
  );
  return answer;
}

const keyReused = (): ApiError =>
  new ApiError('unprocessable', 'This Idempotency-Key was used for another request; use a new one');

/** Waits while another server process runs a request under the same key. */
async function takeTurn(tx: TenantTransaction, key: string): Promise<void> {
  const name = `${tx.organizationId} ${key}`;
  try {
    // In this order: the time limit is for this lock.
    await tx.many(
      query(sql`
        select set_config('lock_timeout', ${`${WAIT_SECONDS}s`}, true), pg_advisory_xact_lock(hashtextextended(${name}, 0)),
               set_config('lock_timeout', '0', true)`),
    );
  } catch (error) {
    if (error instanceof ApiError && sqlState(error.cause) === '55P03') throw stillRunning();
    throw error;
  }
}

const stillRunning = (): ApiError =>
  unavailable('A request with this Idempotency-Key is still running; retry later', 2);

/** Requests of this process that wait for one with the same key: they hold no connection meanwhile. */
export class RunningKeys {
  readonly #running = new Map<string, Promise<unknown>>();

  /** @throws ApiError 503 when the other one takes too long. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const until = Date.now() + WAIT_SECONDS * 1000;
    for (let other = this.#running.get(name); other !== undefined; other = this.#running.get(name)) {
      await settledBy(other, until);
    }
    const running = work();
    this.#running.set(name, running);
    try {
      return await running;
    } finally {
      if (this.#running.get(name) === running) this.#running.delete(name);
    }
  }
}

async function settledBy(other: Promise<unknown>, until: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(stillRunning()), Math.max(0, until - Date.now()));
  });
  try {
    await Promise.race([other.catch(() => {}), late]);
  } finally {
    clearTimeout(timer);
  }
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

const sealingKey = (secret: string, key: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, key, 'idempotent answer', 32));

function sealed(body: string, { secret, key }: OnceOnly): Buffer {
  if (secret === undefined) return Buffer.from(body);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(secret, key), iv);
  return Buffer.concat([iv, cipher.update(body), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined when it was sealed for another API key. */
function opened(bytes: Buffer, { secret, key }: OnceOnly): string | undefined {
  if (secret === undefined) return bytes.toString();
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(secret, key), bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}
