import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';

/** An invalid setting. The message is one sentence that names the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));

/** A URL whose escapes are valid: the drivers report an invalid escape later, and less clearly. */
const url = (...protocols: string[]) =>
  z.string().refine((value) => {
    try {
      decodeURIComponent(value);
      return protocols.includes(new URL(value).protocol);
    } catch {
      return false;
    }
  });

/** Returns whether the nearest existing path is a directory. Node.js versions differ in `stat` for a path below a file. */
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

/** The description of each variable completes the message "PORT must be …". */
const environmentSchema = z.object({
  PORT: integer(0, 65_535).default(8080).describe('a port from 0 to 65535'),
  HOST: z.string().max(255).default('127.0.0.1').describe('an address to listen on, such as 127.0.0.1 or 0.0.0.0'),
  DATABASE_URL: url('postgres:', 'postgresql:')
    .optional()
    .describe('a URL that starts with postgres:// or postgresql://'),
  DATA_DIR: z.string().refine(canBeDirectory).default('./data').describe('the path of a directory'),
  REDIS_URL: url('redis:', 'rediss:').optional().describe('a URL that starts with redis:// or rediss://'),
  RATE_LIMIT: integer(1, 1_000_000_000).default(600).describe('a whole number of requests per minute, at least 1'),
  LOG_LEVEL: z
    .enum(LOG_LEVELS)
    .default('info')
    .describe(`one of ${LOG_LEVELS.join(', ')}`),
});

/** Reads the configuration. An empty variable is unset. Throws ConfigError naming the first invalid variable. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = environmentSchema.safeParse(set);
  if (data === undefined) {
    const name = String(error.issues[0]?.path[0]) as keyof typeof environmentSchema.shape;
    throw new ConfigError(`${name} must be ${environmentSchema.shape[name].description}.`);
  }
  return Object.freeze({
    port: data.PORT,
    host: data.HOST,
    /** A PostgreSQL server; undefined runs the embedded database in `dataDir`. */
    databaseUrl: data.DATABASE_URL,
    dataDir: data.DATA_DIR,
    /** Undefined keeps the rate limits in this process. */
    redisUrl: data.REDIS_URL,
    /** Requests per minute and organization. */
    rateLimit: data.RATE_LIMIT,
    logLevel: data.LOG_LEVEL,
  });
}

export type Config = ReturnType<typeof readConfig>;
