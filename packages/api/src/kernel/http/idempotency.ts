import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto';
import { withinDeadline } from '../base/deadline.ts';
import { ApiError, unavailable } from '../base/errors.ts';
import { sqlState } from '../database/database.ts';
import { declareStatement } from '../database/statement.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import type { TextResponse } from './present-response.ts';

/**
 * A write with an Idempotency-Key runs once. Its response is stored in the same transaction, by organization and key, and is returned to
 * repeats of the request for 24 hours (draft-ietf-httpapi-idempotency-key-header).
 */

export interface IdempotentRequest {
  readonly key: string;
  readonly fingerprint: Buffer;
  /** The caller's API key if the response is a secret: it is encrypted so that only that key can read it again. */
  readonly secret: string | undefined;
  readonly work: (tx: TenantTransaction) => Promise<TextResponse>;
  readonly presentError: (error: unknown) => TextResponse;
}

/** These say nothing about the change, so they are not stored. Every other response is, including 404, 409, and 412. */
const NOT_STORED = new Set([401, 403, 422, 429]);
const isStorable = ({ status }: TextResponse): boolean => status < 500 && !NOT_STORED.has(status);

const WAIT_MS = 10_000;
const LOCK_NOT_AVAILABLE = '55P03';

const setLockTimeout = declareStatement('set-lock-timeout', "select set_config('lock_timeout', $1, true)");
const lockKey = declareStatement(
  'lock-idempotency-key',
  "select pg_advisory_xact_lock(hashtextextended(current_organization_id()::text || ' ' || $1, 0))",
);
const findResponse = declareStatement<
  Omit<TextResponse, 'body'> & { readonly fingerprint: Buffer; readonly body: Buffer }
>(
  'find-response',
  `select fingerprint, status, headers, body from idempotent_responses
    where organization_id = current_organization_id() and idempotency_key = $1
      and created_at > now() - interval '24 hours'`,
);
const storeResponse = declareStatement(
  'store-response',
  `insert into idempotent_responses (idempotency_key, fingerprint, status, headers, body)
   values ($1, $2, $3, $4, $5)
       on conflict (organization_id, idempotency_key) do update
      set fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers,
          body = excluded.body, created_at = excluded.created_at`,
);

/** Reads the key from the header, quoted as in the draft or unquoted. Throws ApiError 400. */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const sent = String(header);
  const unquoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(sent)?.[1]?.replace(/\\(.)/g, '$1') ?? sent;
  if (/^[\x21-\x7e]{1,255}$/.test(unquoted) && (unquoted !== sent || !unquoted.startsWith('"'))) return unquoted;
  throw new ApiError('bad_request', 'Idempotency-Key must be 1 to 255 visible ASCII characters');
}

/**
 * Equal for two requests if everything that decides their effect is equal. The order of the fields in a request does not: a parsed object
 * has its fields in the order of the contract.
 */
export const fingerprint = (parsed: readonly unknown[], file: Buffer | undefined): Buffer => {
  const bytes = Buffer.from(JSON.stringify(parsed));
  return hash('sha256', file === undefined ? bytes : Buffer.concat([bytes, file]), 'buffer');
};

/**
 * Runs the work the first time, and returns the stored response after that. `transact` runs a function in a transaction.
 * @throws ApiError 422 or 409 if the key belongs to another request, 503 if another process holds the key for too long.
 */
export async function runOnce(
  transact: (work: (tx: TenantTransaction) => Promise<TextResponse>) => Promise<TextResponse>,
  request: IdempotentRequest,
): Promise<TextResponse> {
  let isFirst = false;
  const attempt = (work: IdempotentRequest['work']) =>
    transact(async (tx) => {
      isFirst = false;
      const stored = await findStored(tx, request);
      if (stored !== undefined) return stored;
      isFirst = true;
      const response = await work(tx);
      const { status, headers, body } = response;
      if (isStorable(response)) {
        tx.atCommit(storeResponse(request.key, request.fingerprint, status, headers, encrypt(body, request)));
      }
      return response;
    });
  try {
    return await attempt(request.work);
  } catch (error) {
    const response = request.presentError(error);
    if (!isFirst || !isStorable(response)) throw error;
    // The changes were rolled back, so the error response is stored in a new transaction, unless another request stored one first.
    return attempt(async () => response);
  }
}

/** The response stored under the key, if any. Waits while another process runs a request with the key. */
async function findStored(tx: TenantTransaction, request: IdempotentRequest): Promise<TextResponse | undefined> {
  const { key } = request;
  const found = tx.batch([setLockTimeout(`${WAIT_MS}ms`), lockKey(key), setLockTimeout('0'), findResponse(key)]);
  const [, , , [stored]] = await found.catch((error: unknown) => {
    throw error instanceof ApiError && sqlState(error.cause) === LOCK_NOT_AVAILABLE ? stillRunning() : error;
  });
  if (stored === undefined) return undefined;
  if (!stored.fingerprint.equals(request.fingerprint)) {
    throw new ApiError('unprocessable', 'This Idempotency-Key was used for another request; use a new one');
  }
  const body = decrypt(stored.body, request);
  if (body === undefined) {
    throw new ApiError('conflict', 'This Idempotency-Key was used with another API key; send that API key');
  }
  return { status: stored.status, headers: { ...stored.headers, 'idempotency-replayed': 'true' }, body };
}

const stillRunning = (): ApiError =>
  unavailable('A request with this Idempotency-Key is still running; retry later', 2);

/** Queues the requests of this process that have the same key. They hold no connection while they wait. */
export class RunningKeys {
  readonly #running = new Map<string, Promise<unknown>>();

  /** @throws ApiError 503 if the request waits too long. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const until = performance.now() + WAIT_MS;
    for (let other = this.#running.get(name); other !== undefined; other = this.#running.get(name)) {
      const settled = other.catch(() => {});
      await withinDeadline(Math.max(0, until - performance.now()), () => settled).catch(() => {
        throw stillRunning();
      });
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

const IV_BYTES = 12;
const TAG_BYTES = 16;

const encryptionKey = (secret: string, key: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, key, 'idempotent response', 32));

function encrypt(body: string, { secret, key }: IdempotentRequest): Buffer {
  if (secret === undefined) return Buffer.from(body);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', encryptionKey(secret, key), iv);
  return Buffer.concat([iv, cipher.update(body), cipher.final(), cipher.getAuthTag()]);
}

/** Returns undefined if the body was encrypted for another API key. */
function decrypt(bytes: Buffer, { secret, key }: IdempotentRequest): string | undefined {
  if (secret === undefined) return bytes.toString();
  const decipher = createDecipheriv('aes-256-gcm', encryptionKey(secret, key), bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}
