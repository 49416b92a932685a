import { ConfigError } from './errors.ts';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isSafe(method: string): boolean {
  return SAFE_METHODS.has(method);
}

/** Returns the key to send with a request: none with a read or for `false`, else the caller's or a new one. */
export function keyToSend(method: string, key: string | false | undefined): string | undefined {
  return isSafe(method) || key === false ? undefined : (key ?? createIdempotencyKey());
}

/** Returns a new key. Browsers have `randomUUID` only on secure pages. */
function createIdempotencyKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What the server accepts: visible characters, as they are or as a quoted string. */
const UNQUOTED = /^(?!")[\x21-\x7e]{1,255}$/;
const QUOTED = /^"([\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255}"$/;

/** Returns the option. Throws ConfigError if the server would refuse the key. */
export function checkIdempotencyKey(key: unknown): string | false | undefined {
  if (key === undefined || key === false) return key;
  if (typeof key === 'string' && (UNQUOTED.test(key) || QUOTED.test(key))) return key;
  throw new ConfigError(
    'idempotencyKey must be 1 to 255 visible ASCII characters without spaces, or false to send none',
  );
}
