import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto';
import { ApiError, unavailable } from '../base/errors.ts';
import { sqlState } from '../database/database.ts';
import { declareStatement } from '../database/statement.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';

/**
 * A write under an Idempotency-Key happens once: its response is stored in the transaction of its effect, per organization and key, and
 * sent again to the same request for 24 hours. By draft-ietf-httpapi-idempotency-key-header.
 */

interface StoredResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A write that happens once. */
export interface OnceOnly<Response extends StoredResponse> {
  readonly key: string;
  readonly fingerprint: Buffer;
  /** The caller's API key, when the response is a secret: it is stored so that only the holder of that key can read it again. */
  readonly secret: string | undefined;
  readonly work: (tx: TenantTransaction) => Promise<Response>;
  /** The response to an error. */
  readonly refuse: (error: unknown) => Response;
}

/** These say nothing about the effect and are not stored; every other response stands for its key, also a 404, 409 or 412. */
const NOT_STORED = new Set([401, 403, 422, 429]);
const isStorable = (status: number): boolean => status < 500 && !NOT_STORED.has(status);

/** As in the database's function, see response_under_key. */
const WAIT_SECONDS = 10;

const findResponse = declareStatement<{
  fingerprint: Buffer;
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}>('find-response', 'select fingerprint, status, headers, body from response_under_key($1)');
const storeResponse = declareStatement(
  'store-response',
  `insert into idempotent_responses (idempotency_key, fingerprint, status, headers, body)
   values ($1, $2, $3, $4, $5)
       on conflict (organization_id, idempotency_key) do update
      set fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
          body = excluded.body, created_at = excluded.created_at`,
);

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

/**
 * Does the work the first time, and afterwards returns its response again. `transact` runs something in a transaction.
 * @throws ApiError 422 or 409 when the key stands for something else, 503 when another process takes too long with it.
 */
export async function onceOnly<Response extends StoredResponse>(
  transact: (work: (tx: TenantTransaction) => Promise<Response | StoredResponse>) => Promise<Response | StoredResponse>,
  once: OnceOnly<Response>,
): Promise<Response | StoredResponse> {
  let isNew = false;
  const attempt = (work: (tx: TenantTransaction) => Promise<Response>) =>
    transact(async (tx) => {
      isNew = false;
      const before = await responseBefore(tx, once);
      if (before !== undefined) return before;
      isNew = true;
      const response = await work(tx);
      if (isStorable(response.status)) tx.atCommit(stored(response, once));
      return response;
    });
  try {
    return await attempt(once.work);
  } catch (error) {
    const refusal = once.refuse(error);
    if (!isNew || !isStorable(refusal.status)) throw error;
    // Its own changes are rolled back with its transaction; the refusal is stored in another one, unless somebody was faster.
    return attempt(async () => refusal);
  }
}

const stored = ({ status, headers, body }: StoredResponse, once: OnceOnly<StoredResponse>) =>
  storeResponse(once.key, once.fingerprint, status, headers, sealed(body, once));

/** The response that is stored under the key, if any. Waits while another server process runs a request under it. */
async function responseBefore(
  tx: TenantTransaction,
  once: OnceOnly<StoredResponse>,
): Promise<StoredResponse | undefined> {
  const before = await tx.maybeOne(findResponse(once.key)).catch((error: unknown) => {
    throw error instanceof ApiError && sqlState(error.cause) === '55P03' ? stillRunning() : error;
  });
  if (before === undefined) return undefined;
  if (!before.fingerprint.equals(once.fingerprint)) {
    throw new ApiError('unprocessable', 'This Idempotency-Key was used for another request; use a new one');
  }
  const body = opened(before.body, once);
  if (body === undefined) {
    throw new ApiError('conflict', 'This was done under another API key, and is shown to that one only');
  }
  return { status: before.status, headers: { ...before.headers, 'idempotency-replayed': 'true' }, body };
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

type Seal = Pick<OnceOnly<StoredResponse>, 'secret' | 'key'>;

const sealingKey = (secret: string, key: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, key, 'idempotent response', 32));

function sealed(body: string, { secret, key }: Seal): Buffer {
  if (secret === undefined) return Buffer.from(body);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(secret, key), iv);
  return Buffer.concat([iv, cipher.update(body), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined when it was sealed for another API key. */
function opened(bytes: Buffer, { secret, key }: Seal): string | undefined {
  if (secret === undefined) return bytes.toString();
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(secret, key), bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}
