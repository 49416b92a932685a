import { hash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Clock, systemClock } from '../base/clock.ts';
import { ApiError } from '../base/errors.ts';
import type { Database } from '../database/database.ts';
import type { Caller } from './permissions.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_LENGTH = 58;
const CHECKSUM_LENGTH = 6;
const KEY = /^rc_(?:live|test)_[0-9A-Za-z]{64}$/;

/** How long a cached key is valid if the notification of a change is lost: a revocation takes effect within 5 s. */
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

const makeSecret = (): string => Array.from({ length: SECRET_LENGTH }, () => BASE62.charAt(randomInt(62))).join('');

/** Returns a new key. It is shown once; only its SHA-256 is stored. */
export function makeKey(isTest: boolean): string {
  const key = `rc_${isTest ? 'test' : 'live'}_${makeSecret()}`;
  return key + checksum(key);
}

/** Returns a new token of a calendar's address. It is shown once; only its SHA-256 is stored. */
export const makeCalendarToken = (): string => `rc_cal_${makeSecret()}`;

export const isWellFormedKey = (key: string): boolean =>
  KEY.test(key) && checksum(key.slice(0, -CHECKSUM_LENGTH)) === key.slice(-CHECKSUM_LENGTH);

export const keySha256 = (key: string): Buffer => hash('sha256', key, 'buffer');

/** Shortens a key for display to its kind and the first and last four characters of the rest. */
export const keyHint = (key: string): string => `${key.slice(0, 12)}…${key.slice(-4)}`;

/** Removes keys and tokens from a text that is logged. */
export const withoutKeys = (text: string): string => text.replace(/rc_(live|test|cal)_[0-9A-Za-z]+/g, 'rc_$1_…');

/** A refused key. One that was valid before has a caller, so that its organization's log records the refusal. */
export class KeyRefused extends ApiError {
  readonly caller: Caller | undefined;
  readonly reason: 'disabled' | 'expired' | 'revoked' | 'unknown';

  constructor(message: string, reason: KeyRefused['reason'] = 'unknown', caller?: Caller) {
    super('unauthorized', message, undefined, {
      'www-authenticate': 'ApiKey realm="Raptor Comply", header="X-API-Key"',
    });
    this.caller = caller;
    this.reason = reason;
  }
}

/** A key that was issued, whether or not it is still accepted. */
export interface KnownKey {
  readonly caller: Caller;
  /** Why the key is refused before it expires. */
  readonly refused: 'disabled' | 'revoked' | null;
  readonly expiresAt: number;
}

/** SQL for a row that `knownKey` reads, from `api_keys k` and `organizations o`. */
export const KEY_COLUMNS = `
  k.id as "apiKeyId", k.organization_id as "organizationId", k.user_id as "userId",
  coalesce(nullif(k.name, ''), k.key_hint) as label, k.permissions,
  (extract(epoch from coalesce(k.expires_at, 'infinity')) * 1000)::float as "keyExpiresAt",
  case when k.is_deleted then 'revoked' when o.disabled_at is not null then 'disabled' end as refused`;

export interface KeyRow extends Omit<Caller, 'permissions'>, Pick<KnownKey, 'refused'> {
  readonly permissions: readonly string[];
  readonly keyExpiresAt: number;
}

export const knownKey = ({ apiKeyId, organizationId, userId, label, permissions, ...key }: KeyRow): KnownKey => ({
  caller: { apiKeyId, organizationId, userId, label, permissions: new Set(permissions) },
  refused: key.refused,
  expiresAt: key.keyExpiresAt,
});

/** Returns the caller of a key that is accepted now. Throws KeyRefused. */
export function acceptKey({ caller, refused, expiresAt }: KnownKey, { wallMs }: Pick<Clock, 'wallMs'>): Caller {
  if (refused !== null) throw new KeyRefused('Invalid API key', refused, caller);
  if (expiresAt <= wallMs()) throw new KeyRefused('API key has expired', 'expired', caller);
  return caller;
}

/** PostgreSQL notifies it when a key was changed or an organization disabled. */
export const KEYS_CHANGED = 'keys_changed';

/** Looks keys up, and caches the valid ones briefly. */
export class KeyRing {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #cache = new Map<string, KnownKey & { readonly trustedUntil: number }>();
  #generation = 0;

  constructor(database: Database, clock: Clock = systemClock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** @throws KeyRefused (401) when the key is missing, invalid or expired; ApiError 503 when the database is unavailable. */
  async authenticate(header: string | string[] | undefined): Promise<Caller> {
    if (header === undefined || header === '') throw new KeyRefused('Missing X-API-Key header');
    if (typeof header !== 'string' || !isWellFormedKey(header)) throw new KeyRefused('Invalid API key');
    return acceptKey(await this.#find(header), this.#clock);
  }

  /** Clears the cache: a key that was revoked stops working at once. */
  forget(): void {
    this.#generation++;
    this.#cache.clear();
  }

  async #find(key: string): Promise<KnownKey> {
    const name = hash('sha256', key, 'base64');
    const now = this.#clock.monotonicMs();
    const cached = this.#cache.get(name);
    if (cached !== undefined && now < cached.trustedUntil) return cached;
    const generation = this.#generation;
    const known = await this.#lookUp(key);
    this.#cache.delete(name);
    // A look-up that started before a revocation must not be cached after it.
    if (known.refused === null && generation === this.#generation) {
      const [oldest] = this.#cache.keys();
      if (oldest !== undefined && this.#cache.size >= MAX_CACHED) this.#cache.delete(oldest);
      this.#cache.set(name, { ...known, trustedUntil: now + TRUST_MS });
    }
    return known;
  }

  async #lookUp(key: string): Promise<KnownKey> {
    const [row] = await this.#database.query<KeyRow>({
      name: 'find-api-key',
      text: `select ${KEY_COLUMNS} from api_keys k join organizations o on o.id = k.organization_id where k.key_sha256 = $1`,
      values: [keySha256(key)],
    });
    if (row === undefined) throw new KeyRefused('Invalid API key');
    return knownKey(row);
  }
}
