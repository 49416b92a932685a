import type { RaptorComplyError } from './error-base.ts';
import { ConfigError } from './errors.ts';

/** A retry about to be waited for. */
export interface RetryEvent {
  /** The attempt that just failed, 1 for the first; also the number of the coming retry. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly reason: 'throttled' | 'server-error' | 'connection' | 'timeout';
  /** The status of the failed attempt, when there was an answer. */
  readonly status: number | undefined;
  readonly method: string;
  readonly urlTemplate: string;
  readonly error: RaptorComplyError;
}

/** Where warnings go: retries, and deprecated routes. `console` is one, and so is any logger that takes a message first. */
export interface Logger {
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** How calls are retried and how long they may take; each may be set per client and per call. */
export interface RetryOptions {
  /** Retries after the first attempt. Default 4. */
  readonly maxRetries?: number | undefined;
  /** The least wait before the first retry; it doubles for each further one. Default 1000. */
  readonly initialDelayMs?: number | undefined;
  /** The cap of the doubling, before jitter lengthens it by up to half. Default 60000. */
  readonly maxDelayMs?: number | undefined;
  /** The longest wait a server may ask for; a longer one fails at once with `retryAfterMs` on the error. Default 60000. */
  readonly maxRetryAfterMs?: number | undefined;
  /** For one attempt, headers and body together; Infinity for none. Default 30000. */
  readonly attemptTimeoutMs?: number | undefined;
  /** For the whole call, all attempts and waits; Infinity for none. Default 120000. */
  readonly totalTimeoutMs?: number | undefined;
  /** Called before each wait. What it throws is ignored. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}

/** The runtime's side: what to send with, log to and draw jitter from. */
export interface RuntimeOptions {
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Default `console`; `false` for silence. */
  readonly logger?: Logger | false | undefined;
  /** A number from 0 to 1, for the jitter. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** The largest answer that is read, in bytes after decompression. Default 100 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** Sends the key over `http:` to other machines too. Default false: `http:` only to this machine. */
  readonly allowInsecureHttp?: boolean | undefined;
}

export interface RetrySettings {
  readonly maxRetries: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly maxRetryAfterMs: number;
  readonly attemptTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly onRetry: ((event: RetryEvent) => void) | undefined;
}

export interface RuntimeSettings {
  readonly fetch: typeof globalThis.fetch;
  readonly logger: Logger | undefined;
  readonly random: () => number;
  readonly maxResponseBytes: number;
  readonly allowInsecureHttp: boolean;
}

export const RETRY_DEFAULTS: RetrySettings = {
  maxRetries: 4,
  initialDelayMs: 1000,
  maxDelayMs: 60_000,
  maxRetryAfterMs: 60_000,
  attemptTimeoutMs: 30_000,
  totalTimeoutMs: 120_000,
  onRetry: undefined,
};

export const RETRY_OPTION_NAMES: readonly string[] = Object.keys(RETRY_DEFAULTS);
export const RUNTIME_OPTION_NAMES: readonly string[] = [
  'fetch',
  'logger',
  'random',
  'maxResponseBytes',
  'allowInsecureHttp',
];

/** Lays the given options over the defaults. Throws ConfigError for a value that cannot be meant. */
export function resolveRetrySettings(options: RetryOptions, defaults: RetrySettings): RetrySettings {
  const { onRetry } = options;
  if (onRetry !== undefined && typeof onRetry !== 'function') throw new ConfigError('onRetry must be a function');
  const number = (name: Exclude<keyof RetrySettings, 'onRetry'>, rule: NumberRule): number => {
    const value: unknown = options[name];
    return value === undefined ? defaults[name] : checkNumber(name, value, rule);
  };
  return {
    maxRetries: number('maxRetries', { least: 0, whole: true }),
    initialDelayMs: number('initialDelayMs', { least: 1 }),
    maxDelayMs: number('maxDelayMs', { least: 1 }),
    maxRetryAfterMs: number('maxRetryAfterMs', { least: 0, infinite: true }),
    attemptTimeoutMs: number('attemptTimeoutMs', { least: 1, infinite: true }),
    totalTimeoutMs: number('totalTimeoutMs', { least: 1, infinite: true }),
    onRetry: onRetry ?? defaults.onRetry,
  };
}

/** Checks the runtime's side of the options. Throws ConfigError for a value that cannot be meant. */
export function resolveRuntimeSettings(options: RuntimeOptions): RuntimeSettings {
  const { fetch = globalFetch, logger = console, random = Math.random, allowInsecureHttp = false } = options;
  if (typeof fetch !== 'function') throw new ConfigError('fetch must be a function');
  if (typeof globalThis.fetch !== 'function' && fetch === globalFetch) {
    throw new ConfigError('This runtime has no fetch; pass one as the fetch option');
  }
  if (logger !== false && typeof logger?.warn !== 'function')
    throw new ConfigError('logger must have a warn method, or be false');
  if (typeof random !== 'function') throw new ConfigError('random must be a function');
  if (typeof allowInsecureHttp !== 'boolean') throw new ConfigError('allowInsecureHttp must be true or false');
  return {
    fetch,
    logger: logger === false ? undefined : logger,
    random,
    maxResponseBytes: checkNumber('maxResponseBytes', options.maxResponseBytes ?? 100 * 2 ** 20, {
      least: 1,
      whole: true,
    }),
    allowInsecureHttp,
  };
}

/** Throws ConfigError for an option that does not exist: a misspelt timeout must not silently be the default. */
export function checkOptionNames(options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw new ConfigError('The options must be an object');
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) throw new ConfigError(`There is no option ${JSON.stringify(name)}`);
  }
}

/** Throws ConfigError for anything but an AbortSignal. */
export function checkSignal(signal: unknown): void {
  const looksRight =
    typeof signal === 'object' && signal !== null && 'aborted' in signal && 'addEventListener' in signal;
  if (signal !== undefined && !looksRight) throw new ConfigError('signal must be an AbortSignal');
}

interface NumberRule {
  readonly least: number;
  readonly whole?: boolean;
  readonly infinite?: boolean;
}

function checkNumber(name: string, value: unknown, { least, whole = false, infinite = false }: NumberRule): number {
  const fits = typeof value === 'number' && value >= least && (infinite || Number.isFinite(value));
  if (fits && (!whole || Number.isSafeInteger(value))) return value;
  throw new ConfigError(`${name} must be a ${whole ? 'whole ' : ''}number of at least ${least}`);
}

/** Looked up at each call, so that a test or a tracer that replaces the global one is seen. */
const globalFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);

const platformFetch = globalThis.fetch;

/** Whether nobody has put something of their own in its place: that could do more with what it is given than one request. */
export const isPlatformFetch = (fetch: typeof globalThis.fetch): boolean =>
  fetch === globalFetch && globalThis.fetch === platformFetch;
