import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

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
  ])('%s=%s is refused in one sentence that names the variable', (name, value) => {
    const read = () => readConfig({ [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^${name} must be .+\\.$`));
  });
});
