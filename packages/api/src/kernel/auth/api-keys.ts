import { hash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ApiError } from '../base/errors.ts';
import type { Database } from '../database/database.ts';
import type { Caller } from './permissions.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_LENGTH = 58;
const CHECKSUM_LENGTH = 6;
const KEY = /^rc_(?:live|test)_[0-9A-Za-z]{64}$/;

/** Milliseconds for which a key is trusted without asking again: a revocation elsewhere takes effect within 5 s. */
const TRUST_MS = 4000;
const MAX_CACHED = 10_000;

/** CRC32 of what precedes it, as six base62 digits: a mistyped or cut key is known without asking the database. */
function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let index = 0; index < CHECKSUM_LENGTH; index++) {
    digits = BASE62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** A new key: shown once, kept as its SHA-256. */
export function makeKey(isTest: boolean): string {
  const secret = Array.from({ length: SECRET_LENGTH }, () => BASE62.charAt(randomInt(62))).join('');
  const key = `rc_${isTest ? 'test' : 'live'}_${secret}`;
  return key + checksum(key);
}

export const isWellFormedKey = (key: string): boolean =>
  KEY.test(key) && checksum(key.slice(0, -CHECKSUM_LENGTH)) === key.slice(-CHECKSUM_LENGTH);

export const keySha256 = (key: string): Buffer => hash('sha256', key, 'buffer');

/** What a person may see of a key: its kind, and the first and last four characters of the rest. */
export const keyHint = (key: string): string => `${key.slice(0, 12)}…${key.slice(-4)}`;

/** Takes keys out of a text that is about to be logged. */
export const withoutKeys = (text: string): string => text.replace(/rc_(live|test)_[0-9A-Za-z]+/g, 'rc_$1_…');

/** A refused key; one that was good once is known, and its organization's log tells of the refusal. */
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
  id: string;
  organization_id: string;
  label: string;
  permissions: string[];
  expires_at: string | null;
  is_deleted: boolean;
}

interface Cached {
  readonly caller: Caller;
  readonly isRevoked: boolean;
  readonly expiresAt: number;
  readonly trustedUntil: number;
}

/** Looks keys up, and remembers the good ones for a moment. */
export class KeyRing {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #cache = new Map<string, Cached>();
  #generation = 0;

  constructor(database: Database, now: () => number = Date.now) {
    this.#database = database;
    this.#now = now;
  }

  /** @throws KeyRefused (401) when the key is missing, invalid or expired; 503 when the database cannot say. */
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
      // A look-up that began before a revocation must not outlive it.
      if (generation === this.#generation) this.#remember(name, known);
    }
    if (known.expiresAt <= now) throw new KeyRefused('API key has expired', 'expired', known.caller);
    return known.caller;
  }

  /** Forgets all keys: one was revoked in this process, and must not work a moment longer. */
  forget(): void {
    this.#generation++;
    this.#cache.clear();
  }

  #remember(name: string, known: Cached): void {
    const [oldest] = this.#cache.keys();
    if (oldest !== undefined && this.#cache.size >= MAX_CACHED) this.#cache.delete(oldest);
    this.#cache.set(name, known);
  }

  async #lookUp(sha256: Buffer, now: number): Promise<Cached | undefined> {
    const [row] = await this.#database.query<KeyRow>({
      name: 'find-api-key',
      text: `select id, organization_id, coalesce(nullif(name, ''), key_hint) as label, permissions,
                    extract(epoch from expires_at) * 1000 as expires_at, is_deleted
               from api_keys where key_sha256 = $1`,
      values: [sha256],
    });
    if (row === undefined) return undefined;
    return {
      caller: {
        apiKeyId: row.id,
        label: row.label,
        organizationId: row.organization_id,
        permissions: new Set(row.permissions),
      },
      isRevoked: row.is_deleted,
      expiresAt: row.expires_at === null ? Number.POSITIVE_INFINITY : Number(row.expires_at),
      trustedUntil: now + TRUST_MS,
    };
  }
}
