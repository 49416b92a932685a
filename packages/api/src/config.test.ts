import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

/** The key of a witness. */
const WITNESS = 'witness.example/w1+a7e12144+BGG3op9v3HIXXDPBmFc/0CioJHhGCXc+pyvvFPlBZdYO';

const THIS_FILE = fileURLToPath(import.meta.url);

describe('the configuration', () => {
  it('every setting has a default; an empty variable is an absent one', () => {
    const defaults = {
      port: 8080,
      host: '127.0.0.1',
      databaseUrl: undefined,
      dataDir: './data',
      redisUrl: undefined,
      rateLimit: 600,
      logLevel: 'info',
      trustedProxies: [],
      shutdownDelayMs: 0,
      isRunByNpm: false,
      checkpointKeyFile: 'data/checkpoint-key.pem',
      checkpointTargets: [],
      witnesses: [],
      mail: undefined,
      s3: {
        endpoint: 'https://s3.us-east-1.amazonaws.com',
        region: 'us-east-1',
        accessKeyId: '',
        secretAccessKey: '',
        sessionToken: undefined,
      },
    };
    expect(readConfig({})).toEqual(defaults);
    expect(readConfig({ PORT: '', DATABASE_URL: '', RATE_LIMIT: '' })).toEqual(defaults);
  });

  it.each([
    ['PORT', 'abc'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'mysql://x'],
    ['DATABASE_URL', 'not a url'],
    ['DATABASE_URL', 'postgres://u:p%zz@host/db'],
    ['DATA_DIR', THIS_FILE],
    ['DATA_DIR', `${THIS_FILE}/below`],
    ['REDIS_URL', 'http://x'],
    ['RATE_LIMIT', '0'],
    ['RATE_LIMIT', '1.5'],
    ['LOG_LEVEL', 'loud'],
    ['TRUSTED_PROXIES', '10.0.0.1,proxy'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['SHUTDOWN_DELAY_MS', '-1'],
    ['CHECKPOINT_TARGETS', 'https://example.com'],
    ['CHECKPOINT_TARGETS', `${tmpdir()},${THIS_FILE}`],
    ['CHECKPOINT_TARGETS', 's3://'],
    ['WITNESS_URLS', 'https://witness.example'],
    ['WITNESS_URLS', `${WITNESS} not-a-url`],
    ['WITNESS_URLS', WITNESS.replace('w1', 'w2')],
    ['AWS_ENDPOINT_URL', 'minio:9000'],
    ['AWS_REGION', 'us east'],
    ['SMTP_URL', 'mail.example.com:25'],
    ['MAIL_FROM', 'Compliance'],
    ['MAIL_FROM', 'Compliance <compliance>'],
    ['MAIL_FROM', 'A\r\nBcc: b@example.com <a@example.com>'],
  ])('%s=%s is refused in one sentence that names the variable', (name, value) => {
    const read = () => readConfig({ [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^${name} must be .+\\.$`));
  });

  it('witnesses have commas or line breaks between them, and those that fetch checkpoints have no URL', () => {
    const { witnesses } = readConfig({ WITNESS_URLS: `${WITNESS} https://witness.example/,\n${WITNESS}\n` });
    expect(witnesses.map(({ key, url }) => [key.name, url])).toEqual([
      ['witness.example/w1', 'https://witness.example/'],
      ['witness.example/w1', undefined],
    ]);
  });

  it('a bucket needs credentials', () => {
    const targets = `s3://checkpoints/raptor,${tmpdir()}`;
    expect(() => readConfig({ CHECKPOINT_TARGETS: targets })).toThrow(/^AWS_ACCESS_KEY_ID and .+\.$/);
    const credentials = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    expect(readConfig({ CHECKPOINT_TARGETS: targets, ...credentials }).checkpointTargets).toEqual(targets.split(','));
  });

  it('mail needs a sender, with a name or without', () => {
    const url = 'smtp://mail.example.com';
    expect(() => readConfig({ SMTP_URL: url })).toThrow(/^MAIL_FROM must .+\.$/);
    const mailOf = (from: string) => readConfig({ SMTP_URL: url, MAIL_FROM: from }).mail;
    expect(mailOf('a@example.com')).toEqual({ url, from: { name: '', address: 'a@example.com' } });
    expect(mailOf('Due <a@example.com>')).toEqual({ url, from: { name: 'Due', address: 'a@example.com' } });
  });
});
