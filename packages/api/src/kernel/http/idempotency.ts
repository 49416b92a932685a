import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto';
import { ApiError, unavailable } from '../base/errors.ts';
import { sqlState } from '../database/database.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { sqlText } from '../slice/sql.ts';

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

/** As in the database's function, see answer_under_key. */
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
export const fingerprint = (head: readonly string[], body: Buffer | undefined): Buffer => {
  const first = Buffer.from(JSON.stringify(head));
  return hash('sha256', body === undefined ? first : Buffer.concat([first, body]), 'buffer');
};

export interface OnceOnly {
  readonly key: string;
  readonly fingerprint: Buffer;
  /** The caller's API key, when the answer is a secret: then it is kept so that only who holds that key can have it again. */
  readonly secret: string | undefined;
  /** So much work that it is not begun before it is known whether it was done already. */
  readonly isCostly: boolean;
}

/** What is done under a key. */
interface Work<Answer extends StoredAnswer> {
  readonly work: (tx: TenantTransaction) => Promise<Answer>;
  /** The answer to an error. */
  readonly refuse: (error: unknown) => Answer;
}

/** An answer that was given before; whatever was begun again is undone. */
class AnsweredBefore extends Error {
  readonly answer: StoredAnswer;

  constructor(answer: StoredAnswer) {
    super('This was answered before');
    this.answer = answer;
  }
}

/** Runs work once: the first time it runs, afterwards its answer is given again. `transact` runs something in a transaction. */
export async function onceOnly<Answer extends StoredAnswer>(
  transact: (work: (tx: TenantTransaction) => Promise<Answer>) => Promise<Answer>,
  request: OnceOnly,
  { work, refuse }: Work<Answer>,
): Promise<Answer | StoredAnswer> {
  try {
    try {
      return await transact((tx) => firstTime(tx, request, work));
    } catch (error) {
      if (error instanceof AnsweredBefore || error instanceof KeyTaken) throw error;
      const refusal = refuse(error);
      if (!isStorable(refusal.status)) throw error;
      // Its own changes are taken back with its transaction; the refusal is stored in another one, unless somebody was faster.
      return await transact((tx) => firstTime(tx, request, async () => refusal));
    }
  } catch (error) {
    if (error instanceof AnsweredBefore) return error.answer;
    throw error;
  }
}

/** @throws AnsweredBefore */
async function firstTime<Answer extends StoredAnswer>(
  tx: TenantTransaction,
  request: OnceOnly,
  work: (tx: TenantTransaction) => Promise<Answer>,
): Promise<Answer> {
  const before = answerBefore(tx, request);
  // Begun with the question whether it was done already, in the same exchange with the database: mostly it was not.
  const working = request.isCostly ? before.then(() => work(tx)) : work(tx);
  working.catch(() => {});
  try {
    await before;
  } catch (error) {
    await working.catch(() => {});
    throw error;
  }
  const answer = await working;
  if (isStorable(answer.status)) {
    tx.send(
      sqlText(
        `insert into idempotent_answers (idempotency_key, fingerprint, status, headers, body)
         values ($1, $2, $3, $4, $5)
             on conflict (organization_id, idempotency_key) do update
            set fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
                body = excluded.body, created_at = excluded.created_at`,
        request.key,
        request.fingerprint,
        answer.status,
        JSON.stringify(answer.headers),
        sealed(answer.body, request),
      ),
    );
  }
  return answer;
}

/**
 * Waits while another server process runs a request under the same key.
 * @throws AnsweredBefore, ApiError 503 when that takes too long, KeyTaken
 */
async function answerBefore(tx: TenantTransaction, request: OnceOnly): Promise<void> {
  const before = await tx
    .maybeOne(
      sqlText<{ fingerprint: Buffer; status: number; headers: Record<string, string>; body: Buffer }>(
        'select fingerprint, status, headers, body from answer_under_key($1)',
        request.key,
      ),
    )
    .catch((error: unknown) => {
      throw error instanceof ApiError && sqlState(error.cause) === '55P03' ? stillRunning() : error;
    });
  if (before === undefined) return;
  if (!before.fingerprint.equals(request.fingerprint)) throw new KeyTaken();
  const body = opened(before.body, request);
  if (body === undefined)
    throw new KeyTaken('conflict', 'This was done under another API key, and is shown to that one only');
  throw new AnsweredBefore({
    status: before.status,
    headers: { ...before.headers, 'idempotency-replayed': 'true' },
    body,
  });
}

/** A key that stands for something else. */
class KeyTaken extends ApiError {
  constructor(
    code: 'unprocessable' | 'conflict' = 'unprocessable',
    message = 'This Idempotency-Key was used for another request; use a new one',
  ) {
    super(code, message);
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
