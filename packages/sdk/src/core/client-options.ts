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
  /** Ends the call, its waits included. On a client: ends all its calls. */
  readonly signal?: AbortSignal | undefined;
}

export interface ClientOptions extends SharedOptions, RuntimeOptions {
  /** Where the server is; default RAPTOR_COMPLY_URL. A path in it is kept as a prefix. */
  readonly baseUrl?: string | URL | undefined;
  /** `false` sends no Idempotency-Key by default: writes are then repeated only if no byte was sent. */
  readonly idempotencyKey?: false | undefined;
}

/** What one call may set for itself. */
export interface RequestOptions extends SharedOptions {}

/** What one read of the inventory may set for itself. */
export interface ReadOptions extends RequestOptions {
  /** Answers as of this moment in the past, deleted records included. Lists take it among their filters. */
  readonly asOf?: string | Date | undefined;
}

/** What one write may set for itself. */
export interface WriteOptions extends RequestOptions {
  /** Names the write, so that it is done once however often it is sent. By default made anew for each call; `false` sends none. */
  readonly idempotencyKey?: string | false | undefined;
  /** The `ETag` the caller last saw: the write is refused with 412 when somebody else wrote since. */
  readonly ifMatch?: string | undefined;
  /** Why, such as a work order: kept with the change in the activity log. */
  readonly changeReason?: string | undefined;
}

/** What one call may set, whichever it is. */
export type CallOptions = ReadOptions & WriteOptions;

export interface ClientSettings {
  readonly apiKey: string;
  /** Without a final slash. */
  readonly baseUrl: string;
  readonly sendsIdempotencyKey: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly retry: RetrySettings;
  readonly runtime: RuntimeSettings;
}

const CALL_OPTION_NAMES = [...RETRY_OPTION_NAMES, 'apiKey', 'headers', 'signal', 'idempotencyKey'];
const CLIENT_OPTION_NAMES = [...CALL_OPTION_NAMES, ...RUNTIME_OPTION_NAMES, 'baseUrl'];
const CALL_NAMES = [...CALL_OPTION_NAMES, 'ifMatch', 'changeReason', 'asOf'];

/** Reads a client's options, with RAPTOR_COMPLY_API_KEY and RAPTOR_COMPLY_URL for what is missing. Throws ConfigError. */
export function resolveClientSettings(options: ClientOptions): ClientSettings {
  checkOptionNames(options, CLIENT_OPTION_NAMES);
  const runtime = resolveRuntimeSettings(options);
  const { idempotencyKey, signal } = options;
  if (idempotencyKey !== undefined && idempotencyKey !== false) {
    throw new ConfigError(
      'A client has no idempotencyKey: each write needs its own; only false, for none, can be set here',
    );
  }
  checkSignal(signal);
  const baseUrl = options.baseUrl ?? environment('RAPTOR_COMPLY_URL');
  if (baseUrl === undefined) throw new ConfigError('Missing baseUrl: pass it, or set RAPTOR_COMPLY_URL');
  return {
    apiKey: checkApiKey(options.apiKey ?? environment('RAPTOR_COMPLY_API_KEY')),
    baseUrl: parseBaseUrl(baseUrl, runtime.allowInsecureHttp).href.replace(/\/$/, ''),
    sendsIdempotencyKey: idempotencyKey !== false,
    headers: readExtraHeaders(options.headers),
    signal,
    retry: resolveRetrySettings(options, RETRY_DEFAULTS),
    runtime,
  };
}

/** Throws ConfigError for an option of one call that cannot be meant. */
export function checkCallOptions(options: CallOptions): void {
  checkOptionNames(options, CALL_NAMES);
  checkSignal(options.signal);
  if (options.ifMatch !== undefined && !isHeaderValue(options.ifMatch))
    throw new ConfigError('ifMatch must be an ETag');
  if (options.changeReason !== undefined && !isReason(options.changeReason))
    throw new ConfigError('changeReason must be text of 1 to 500 characters without control characters');
}

/** Throws ConfigError, which never repeats the key, for one that a header could not carry. */
export function checkApiKey(key: unknown): string {
  if (key === undefined || key === '') throw new ConfigError('Missing apiKey: pass it, or set RAPTOR_COMPLY_API_KEY');
  if (typeof key === 'string' && /^[\x21-\x7e]+$/.test(key)) return key;
  throw new ConfigError('apiKey must be a string of printable ASCII characters without spaces');
}

/** The extra headers of a client or a call. Throws ConfigError for ones that cannot be sent, and for a second way to give the key. */
export function readExtraHeaders(headers: HeadersLike | undefined): Readonly<Record<string, string>> {
  const entries = readHeaders(headers);
  if ('x-api-key' in entries) throw new ConfigError('Give the key as apiKey, not in headers');
  return entries;
}

const isReason = (value: unknown): boolean =>
  typeof value === 'string' && /^[^\p{Cc}]{1,500}$/u.test(value) && value.trim() === value;

function isHeaderValue(value: unknown): boolean {
  return typeof value === 'string' && /^[\x21-\x7e\x80-\xff]+( [\x21-\x7e\x80-\xff]+)*$/.test(value);
}

/** Where there is no environment, or no permission to read it, nothing is set. */
function environment(name: string): string | undefined {
  try {
    const host: { process?: { env?: Record<string, string | undefined> } } = globalThis as object;
    return host.process?.env?.[name] || undefined;
  } catch {
    return undefined;
  }
}
