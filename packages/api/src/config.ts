import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';

/** Everything the environment decides about a server. Durations are milliseconds. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** A PostgreSQL connection URL; undefined means the embedded database in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** A Redis URL; undefined means that rate limits are kept in this process. */
  readonly redisUrl: string | undefined;
  /** Requests per minute that one organization may make. */
  readonly rateLimit: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
}

/** A setting that cannot be used; the message is one sentence that names the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));

const url = (...protocols: string[]) =>
  z
    .string()
    .refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol) && hasWholeEscapes(value));

/** Users and passwords in a URL are escaped; the drivers would stumble over a broken escape later, and say less. */
function hasWholeEscapes(value: string): boolean {
  try {
    decodeURIComponent(value);
    return true;
  } catch {
    return false;
  }
}

/**
 * A path at which there is a directory, or can be one: the nearest thing that exists on the way is a directory. Asked
 * step by step, because Node.js releases differ in what `stat` answers for a path below a plain file.
 */
function canBeDirectory(value: string): boolean {
  try {
    for (let path = resolve(value); ; path = dirname(path)) {
      const found = statSync(path, { throwIfNoEntry: false });
      if (found !== undefined) return found.isDirectory();
    }
  } catch {
    return false;
  }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const settings = {
  PORT: [integer(0, 65_535).default(8080), 'a port from 0 to 65535'],
  HOST: [z.string().min(1).max(255).default('127.0.0.1'), 'an address to listen on, such as 127.0.0.1 or 0.0.0.0'],
  DATABASE_URL: [url('postgres:', 'postgresql:').optional(), 'a URL that begins with postgres:// or postgresql://'],
  DATA_DIR: [z.string().min(1).refine(canBeDirectory).default('./data'), 'the path of a directory'],
  REDIS_URL: [url('redis:', 'rediss:').optional(), 'a URL that begins with redis:// or rediss://'],
  RATE_LIMIT: [integer(1, 1_000_000_000).default(600), 'a whole number of requests per minute, at least 1'],
  LOG_LEVEL: [z.enum(LOG_LEVELS).default('info'), `one of ${LOG_LEVELS.join(', ')}`],
} as const;

function setting<K extends keyof typeof settings>(
  environment: NodeJS.ProcessEnv,
  name: K,
): z.output<(typeof settings)[K][0]> {
  const [schema, expected] = settings[name];
  // An empty variable means what an absent one means, as in most shells and compose files.
  const parsed = schema.safeParse(environment[name] === '' ? undefined : environment[name]);
  if (!parsed.success) throw new ConfigError(`${name} must be ${expected}.`);
  return parsed.data as z.output<(typeof settings)[K][0]>;
}

/** Reads the configuration from an environment; throws ConfigError naming the first bad variable. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  return Object.freeze({
    port: setting(environment, 'PORT'),
    host: setting(environment, 'HOST'),
    databaseUrl: setting(environment, 'DATABASE_URL'),
    dataDir: setting(environment, 'DATA_DIR'),
    redisUrl: setting(environment, 'REDIS_URL'),
    rateLimit: setting(environment, 'RATE_LIMIT'),
    logLevel: setting(environment, 'LOG_LEVEL'),
  });
}
