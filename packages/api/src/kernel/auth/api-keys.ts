import { hash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ApiError } from '../base/errors.ts';
import type { Database } from '../database/database.ts';
import type { Caller } from './permissions.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_LENGTH = 58;
const CHECKSUM_LENGTH = 6;
const KEY = /^rc_(?:live|test)_[0-9A-Za-z]{64}$/;

/** How long a cached key is valid: a revocation in another process takes effect within 5 s. */
const TRUST_MS = 4000;
const MAX_CACHED = 10_000;

/** The CRC32 of the rest of the key in six base62 digits, to reject a mistyped key without a query. */
function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let index = 0; index < CHECKSUM_LENGTH; index++) {
    digits = BASE62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** Returns a new key. It is shown once; only its SHA-256 is stored. */
export function makeKey(isTest: boolean): string {
  const secret = Array.from({ length: SECRET_LENGTH }, () => BASE62.charAt(randomInt(62))).join('');
  const key = `rc_${isTest ? 'test' : 'live'}_${secret}`;
  return key + checksum(key);
}

export const isWellFormedKey = (key: string): boolean =>
  KEY.test(key) && checksum(key.slice(0, -CHECKSUM_LENGTH)) === key.slice(-CHECKSUM_LENGTH);

export const keySha256 = (key: string): Buffer => hash('sha256', key, 'buffer');

/** Shortens a key for display to its kind and the first and last four characters of the rest. */
export const keyHint = (key: string): string => `${key.slice(0, 12)}…${key.slice(-4)}`;

/** Removes keys from a text that is logged. */
export const withoutKeys = (text: string): string => text.replace(/rc_(live|test)_[0-9A-Za-z]+/g, 'rc_$1_…');

/** A refused key. One that was valid before has a caller, so that its organization's log records the refusal. */
export class KeyRefused extends ApiError {
  readonly caller: Caller | undefined;
  readonly reason: 'expired' | 'revoked' | 'unknown';

  constructor(message: string, reason: KeyRefused['reason'] = 'unknown', caller?: Caller) {
    super('unauthorized', message, undefined, {
      'www-authenticate': 'ApiKey realm="Raptor Comply", header="X-API-Key"',
    });
    this.caller = caller;
    this.reason = reason;
  }
}

interface KeyRow {
  readonly permissions: string[];
  readonly isRevoked: boolean;
  readonly expiresAt: number;
}

interface Cached {
  readonly caller: Caller;
  readonly isRevoked: boolean;
  readonly expiresAt: number;
  readonly trustedUntil: number;
}

/** Looks keys up, and caches the valid ones briefly. */
export class KeyRing {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #cache = new Map<string, Cached>();
  #generation = 0;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  /** @throws KeyRefused (401) when the key is missing, invalid or expired; ApiError 503 when the database is unavailable. */
  async authenticate(header: string | string[] | undefined): Promise<Caller> {
    if (header === undefined || header === '') throw new KeyRefused('Missing X-API-Key header');
    if (typeof header !== 'string' || !isWellFormedKey(header)) throw new KeyRefused('Invalid API key');
    const name = hash('sha256', header, 'base64');
    const now = this.#now();
    let known = this.#cache.get(name);
    if (known === undefined || known.trustedUntil <= now) {
      const generation = this.#generation;
      known = await this.#lookUp(keySha256(header), now);
      this.#cache.delete(name);
      if (known === undefined) throw new KeyRefused('Invalid API key');
      if (known.isRevoked) throw new KeyRefused('Invalid API key', 'revoked', known.caller);
      // A look-up that started before a revocation must not be cached after it.
      if (generation === this.#generation) {
        const [oldest] = this.#cache.keys();
        if (oldest !== undefined && this.#cache.size >= MAX_CACHED) this.#cache.delete(oldest);
        this.#cache.set(name, known);
      }
    }
    if (known.expiresAt <= now) throw new KeyRefused('API key has expired', 'expired', known.caller);
    return known.caller;
  }

  /** Clears the cache: a key that is revoked in this process stops working at once. */
  forget(): void {
    this.#generation++;
    this.#cache.clear();
  }

  async #lookUp(sha256: Buffer, now: number): Promise<Cached | undefined> {
    const [row] = await this.#database.query<Omit<Caller, 'permissions'> & KeyRow>({
      name: 'find-api-key',
      text: `select id as "apiKeyId", organization_id as "organizationId", coalesce(nullif(name, ''), key_hint) as label, permissions,
                    (extract(epoch from coalesce(expires_at, 'infinity')) * 1000)::float as "expiresAt", is_deleted as "isRevoked"
               from api_keys where key_sha256 = $1`,
      values: [sha256],
    });
    if (row === undefined) return undefined;
    const { expiresAt, isRevoked, permissions, ...caller } = row;
    return {
      caller: { ...caller, permissions: new Set(permissions) },
      isRevoked,
      expiresAt,
      trustedUntil: now + TRUST_MS,
    };
  }
}
