import type { RaptorComplyError } from './error-base.ts';
import { ConfigError } from './errors.ts';
import { isNodeFetch } from './signals.ts';

/** A retry, before its wait. */
export interface RetryEvent {
  /** The number of the attempt that failed, 1 for the first; also the number of the next retry. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly reason: 'throttled' | 'server-error' | 'connection' | 'timeout';
  /** The status of the failed attempt, if there was a response. */
  readonly status: number | undefined;
  readonly method: string;
  readonly urlTemplate: string;
  readonly error: RaptorComplyError;
}

/** Receives warnings about retries and deprecated routes. `console` is one, and any logger that takes the message first. */
export interface Logger {
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Retries and time limits. Each can be set for a client and for a call. */
export interface RetryOptions {
  /** Retries after the first attempt. Default 4. */
  readonly maxRetries?: number | undefined;
  /** The minimum wait before the first retry; it doubles with each retry. Default 1000. */
  readonly initialDelayMs?: number | undefined;
  /** The maximum of that wait, before jitter adds up to half of it. Default 60000. */
  readonly maxDelayMs?: number | undefined;
  /** The longest `Retry-After` to wait for; a longer one fails at once, with `retryAfterMs` on the error. Default 60000. */
  readonly maxRetryAfterMs?: number | undefined;
  /** Limits one attempt, headers and body together. Infinity for no limit. Default 30000. */
  readonly attemptTimeoutMs?: number | undefined;
  /** Limits the whole call, with all attempts and waits. Infinity for no limit. Default 120000. */
  readonly totalTimeoutMs?: number | undefined;
  /** Called before each wait. Its errors are ignored. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
}

/** What the client uses of its runtime. */
export interface RuntimeOptions {
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Default `console`; `false` for silence. */
  readonly logger?: Logger | false | undefined;
  /** Returns a number from 0 to 1 for the jitter. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** The largest response to read, in bytes after decompression. Default 100 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** Allows `http:` to other machines, which sends the key unencrypted. Default false. */
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

/** Merges the options into the defaults. Throws ConfigError for an invalid value. */
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

/** Resolves the runtime options. Throws ConfigError for an invalid value. */
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

/** Throws ConfigError for an unknown option, so that a misspelled timeout is not silently the default. */
export function checkOptionNames(options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw new ConfigError('The options must be an object');
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) throw new ConfigError(`Unknown option ${JSON.stringify(name)}`);
  }
}

/** Throws ConfigError if `signal` is neither undefined nor an AbortSignal. */
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

/** Looks up the global at each call, so that a test or a tracer can replace it. */
const globalFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init);

/** Returns the function that a call made now would use. */
export const currentFetch = (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  fetch === globalFetch ? globalThis.fetch : fetch;

/** Whether a call of this fetch is, at this moment, one of Node.js's own. */
export const callsNodeFetch = (fetch: typeof globalThis.fetch): boolean =>
  fetch === globalFetch && isNodeFetch(globalThis.fetch);
