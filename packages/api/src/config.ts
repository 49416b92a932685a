import { statSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { parseVerifierKey } from '@raptor-comply/tlog';
import { z } from 'zod';
import { cryptography } from './kernel/activity/signing-key.ts';
import type { S3Settings } from './kernel/activity/targets.ts';
import type { Witness } from './kernel/activity/witness-client.ts';
import type { MailAddress } from './kernel/jobs/mail.ts';
import { problemOfEmail } from './kernel/slice/problems.ts';

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

function isNetwork(value: string): boolean {
  const [address = '', bits, ...rest] = value.trim().split('/');
  const longest = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) > 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest))
  );
}

const items = (value: string, separator: RegExp): string[] =>
  value
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');

const isTarget = (target: string): boolean =>
  target.includes('://') ? /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^?#]*)?$/.test(target) : canBeDirectory(target);

/** Reads `name+id+key https://…`; a witness without a URL fetches checkpoints itself. Throws SyntaxError. */
function readWitness(line: string): Omit<Witness, 'url'> & { readonly url: string | undefined } {
  const [key = '', url, ...rest] = line.split(/\s+/);
  const verifierKey = parseVerifierKey(cryptography.sha256, key);
  const isUrl = url === undefined || (URL.canParse(url) && /^https?:/.test(url));
  if (verifierKey.type !== 0x04 || !isUrl || rest.length > 0) throw new SyntaxError(`"${line}" is not a witness`);
  return { key: verifierKey, url };
}

const readWitnesses = (value: string) => items(value, /[\n,]/).map(readWitness);

function canRead(value: string): boolean {
  try {
    readWitnesses(value);
    return true;
  } catch {
    return false;
  }
}

/** Reads `address` or `Name <address>`. */
function senderOf(value: string): MailAddress | undefined {
  const [, name = '', inBrackets] = /^([^<>\p{Cc}]*?)\s*<([^<>]+)>$/u.exec(value) ?? [];
  const address = inBrackets ?? value;
  return problemOfEmail(address) === undefined ? { name, address } : undefined;
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
  TRUSTED_PROXIES: z
    .string()
    .refine((value) => value.split(',').every(isNetwork))
    .optional()
    .describe('a list of IP addresses or networks, such as 10.0.0.1,192.168.0.0/16'),
  PUBLIC_URL: url('http:', 'https:')
    .refine(
      (value) => URL.canParse(value) && new URL(value).search + new URL(value).hash + new URL(value).username === '',
    )
    .optional()
    .describe('the URL where people find the server, such as https://comply.example.com, without a query'),
  SHUTDOWN_DELAY_MS: integer(0, 600_000).default(0).describe('a whole number of milliseconds, at most 600000'),
  LOG_LEVEL: z
    .enum(LOG_LEVELS)
    .default('info')
    .describe(`one of ${LOG_LEVELS.join(', ')}`),
  CHECKPOINT_KEY_FILE: z.string().optional().describe('the path of a file'),
  CHECKPOINT_TARGETS: z
    .string()
    .refine((value) => items(value, /,/).every(isTarget))
    .default('')
    .describe('a list of directories and of URLs such as s3://bucket/prefix, with commas between them'),
  WITNESS_URLS: z
    .string()
    .refine(canRead)
    .default('')
    .describe('a list of witnesses with commas or line breaks between them, each a verifier key, a space, and a URL'),
  AWS_ENDPOINT_URL: url('http:', 'https:').optional().describe('a URL that starts with http:// or https://'),
  AWS_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('us-east-1')
    .describe('the name of a region, such as us-east-1'),
  AWS_ACCESS_KEY_ID: z.string().default(''),
  AWS_SECRET_ACCESS_KEY: z.string().default(''),
  AWS_SESSION_TOKEN: z.string().optional(),
  SMTP_URL: url('smtp:', 'smtps:').optional().describe('a URL that starts with smtp:// or smtps://'),
  MAIL_FROM: z
    .string()
    .refine((value) => senderOf(value) !== undefined)
    .optional()
    .describe('an e-mail address, such as compliance@example.com or Compliance <compliance@example.com>'),
  npm_lifecycle_event: z.string().optional(),
});

/** Reads the configuration. An empty variable is unset. Throws ConfigError naming the first invalid variable. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = environmentSchema.safeParse(set);
  if (data === undefined) {
    const name = String(error.issues[0]?.path[0]) as keyof typeof environmentSchema.shape;
    throw new ConfigError(`${name} must be ${environmentSchema.shape[name].description}.`);
  }
  const s3: Omit<S3Settings, 'signal'> = {
    endpoint: (data.AWS_ENDPOINT_URL ?? `https://s3.${data.AWS_REGION}.amazonaws.com`).replace(/\/+$/, ''),
    region: data.AWS_REGION,
    accessKeyId: data.AWS_ACCESS_KEY_ID,
    secretAccessKey: data.AWS_SECRET_ACCESS_KEY,
    sessionToken: data.AWS_SESSION_TOKEN,
  };
  const checkpointTargets = items(data.CHECKPOINT_TARGETS, /,/);
  const usesS3 = checkpointTargets.some((target) => target.startsWith('s3:'));
  if (usesS3 && (s3.accessKeyId === '' || s3.secretAccessKey === '')) {
    throw new ConfigError(
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set, as CHECKPOINT_TARGETS names a bucket.',
    );
  }
  const from = senderOf(data.MAIL_FROM ?? '');
  if (data.SMTP_URL !== undefined && from === undefined) {
    throw new ConfigError('MAIL_FROM must be set, as SMTP_URL is: mails need a sender.');
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
    /** Proxies whose `X-Forwarded-For` says which address a request came from. */
    trustedProxies: data.TRUSTED_PROXIES?.split(',').map((network) => network.trim()) ?? [],
    /** Where people find the server, with the path prefix of a gateway; undefined: where each request says it was sent. */
    publicUrl: data.PUBLIC_URL === undefined ? undefined : new URL(data.PUBLIC_URL),
    /** How long a server that is stopping is not ready but still accepts requests. */
    shutdownDelayMs: data.SHUTDOWN_DELAY_MS,
    /** The private key that signs checkpoints. What was signed is in the folder `checkpoints` beside it. */
    checkpointKeyFile: data.CHECKPOINT_KEY_FILE ?? join(data.DATA_DIR, 'checkpoint-key.pem'),
    /** Directories, and `s3://bucket/prefix`. */
    checkpointTargets,
    witnesses: readWitnesses(data.WITNESS_URLS),
    s3,
    /** Undefined sends no mail. */
    mail: data.SMTP_URL === undefined || from === undefined ? undefined : { url: data.SMTP_URL, from },
    /** npm, also as npx, runs this process. */
    isRunByNpm: data.npm_lifecycle_event !== undefined,
    logLevel: data.LOG_LEVEL,
  });
}

export type Config = ReturnType<typeof readConfig>;
