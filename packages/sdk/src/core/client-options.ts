import { parseBaseUrl } from './base-url.ts';
import { ConfigError } from './errors.ts';
import { type HeadersLike, readHeaders } from './headers.ts';
import {
  checkOptionNames,
  checkSignal,
  RETRY_DEFAULTS,
  RETRY_OPTION_NAMES,
  type RetryOptions,
  type RetrySettings,
  RUNTIME_OPTION_NAMES,
  type RuntimeOptions,
  type RuntimeSettings,
  resolveRetrySettings,
  resolveRuntimeSettings,
} from './options.ts';

interface SharedOptions extends RetryOptions {
  /** The key sent as `X-API-Key`, to the server's origin and nowhere else. */
  readonly apiKey?: string | undefined;
  readonly headers?: HeadersLike | undefined;
  /** Aborts the call, including its waits. On a client, aborts all its calls. */
  readonly signal?: AbortSignal | undefined;
}

export interface ClientOptions extends SharedOptions, RuntimeOptions {
  /**
   * `session` sends no key: the requests have the cookie of who is signed in to the console in this browser, and the header that shows that a
   * page of the console sent them.
   */
  readonly auth?: 'session' | undefined;
  /** The server's URL. Default RAPTOR_COMPLY_URL. A path in it is a prefix of every request. */
  readonly baseUrl?: string | URL | undefined;
  /** `false` sends no Idempotency-Key by default; writes are then retried only if no byte was sent. */
  readonly idempotencyKey?: false | undefined;
}

/** Options of one call. */
export interface RequestOptions extends SharedOptions {}

/** Options of a read of the inventory. */
export interface ReadOptions extends RequestOptions {
  /** Returns the state at this moment in the past, including records deleted since. Lists take it in their query. */
  readonly asOf?: string | Date | undefined;
}

/** Options of a write. */
export interface WriteOptions extends RequestOptions {
  /** Identifies the write, so that it happens once however often it is sent. Default: a new key for each call. `false` sends none. */
  readonly idempotencyKey?: string | false | undefined;
  /** The `ETag` that you last read; null or undefined for no condition. The response is 412 if the record has changed since. */
  readonly ifMatch?: string | null | undefined;
  /** Why the change is made, such as a work order. Stored with the change in the activity log. */
  readonly changeReason?: string | undefined;
}

/** Options of any call. */
export type CallOptions = ReadOptions & WriteOptions;

export interface ClientSettings {
  /** Undefined for the session of a browser. */
  readonly apiKey: string | undefined;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly idempotencyKey: false | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly retry: RetrySettings;
  readonly runtime: RuntimeSettings;
}

const CALL_OPTION_NAMES = [...RETRY_OPTION_NAMES, 'apiKey', 'headers', 'signal', 'idempotencyKey'];
const CLIENT_OPTION_NAMES = [...CALL_OPTION_NAMES, ...RUNTIME_OPTION_NAMES, 'baseUrl', 'auth'];
const CALL_NAMES = [...CALL_OPTION_NAMES, 'ifMatch', 'changeReason', 'asOf'];

/** Resolves a client's options; RAPTOR_COMPLY_API_KEY and RAPTOR_COMPLY_URL are the defaults. Throws ConfigError. */
export function resolveClientSettings(options: ClientOptions): ClientSettings {
  checkOptionNames(options, CLIENT_OPTION_NAMES);
  const runtime = resolveRuntimeSettings(options);
  const { auth, idempotencyKey, signal } = options;
  if (auth !== undefined && (auth !== 'session' || options.apiKey !== undefined)) {
    throw new ConfigError("auth must be 'session', which takes no apiKey; leave it out to use a key");
  }
  const headers = readExtraHeaders(options.headers);
  if ((idempotencyKey !== undefined && idempotencyKey !== false) || 'idempotency-key' in headers) {
    throw new ConfigError(
      'A client cannot have an Idempotency-Key, because each write needs its own; pass idempotencyKey to the write',
    );
  }
  checkSignal(signal);
  const baseUrl = options.baseUrl ?? environment('RAPTOR_COMPLY_URL');
  if (baseUrl === undefined) throw new ConfigError('Missing baseUrl: pass it, or set RAPTOR_COMPLY_URL');
  return {
    apiKey: auth === undefined ? checkApiKey(options.apiKey ?? environment('RAPTOR_COMPLY_API_KEY')) : undefined,
    // No key is sent; the browser decides where its cookie may go.
    baseUrl: parseBaseUrl(baseUrl, runtime.allowInsecureHttp || auth !== undefined).href.replace(/\/$/, ''),
    idempotencyKey,
    headers,
    signal,
    retry: resolveRetrySettings(options, RETRY_DEFAULTS),
    runtime,
  };
}

/** Throws ConfigError for an invalid option of one call. */
export function checkCallOptions(options: CallOptions): void {
  checkOptionNames(options, CALL_NAMES);
  checkSignal(options.signal);
  if (options.ifMatch !== undefined && options.ifMatch !== null && !isHeaderValue(options.ifMatch))
    throw new ConfigError('ifMatch must be an ETag');
  if (options.changeReason !== undefined && !isReason(options.changeReason))
    throw new ConfigError('changeReason must be text of 1 to 500 characters without control characters');
}

/**
 * Returns the key without the line break that a file ends with. Throws ConfigError, which never contains the key, if a header cannot
 * carry it.
 */
export function checkApiKey(given: unknown): string {
  const key = typeof given === 'string' ? given.trim() : given;
  if (key === undefined || key === '') throw new ConfigError('Missing apiKey: pass it, or set RAPTOR_COMPLY_API_KEY');
  if (typeof key === 'string' && /^[\x21-\x7e]+$/.test(key)) return key;
  throw new ConfigError('apiKey must be a string of printable ASCII characters without spaces');
}

/** Returns the extra headers of a client or a call. Throws ConfigError for invalid headers and for X-API-Key. */
export function readExtraHeaders(headers: HeadersLike | undefined): Readonly<Record<string, string>> {
  const entries = readHeaders(headers);
  if ('x-api-key' in entries) throw new ConfigError('Pass the API key as apiKey, not in headers');
  return entries;
}

const isReason = (value: unknown): boolean =>
  typeof value === 'string' && /^[^\p{Cc}]{1,500}$/u.test(value) && value.trim() === value;

function isHeaderValue(value: unknown): boolean {
  return typeof value === 'string' && /^[\x21-\x7e\x80-\xff]+( [\x21-\x7e\x80-\xff]+)*$/.test(value);
}

/** Returns undefined where there is no environment, or no permission to read it. */
function environment(name: string): string | undefined {
  try {
    const host: { process?: { env?: Record<string, string | undefined> } } = globalThis as object;
    return host.process?.env?.[name] || undefined;
  } catch {
    return undefined;
  }
}
