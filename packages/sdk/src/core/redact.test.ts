import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from './redact.ts';

const key = fc.stringMatching(/^[\x21-\x7e]{8,80}$/);

test('no text keeps the key, plain, percent-encoded, JSON-escaped or in another case', () => {
  fc.assert(
    fc.property(key, fc.string(), fc.string(), (secret, before, after) => {
      const spellings = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), secret.toUpperCase()];
      for (const spelling of spellings) {
        const output = createRedactor([secret]).text(before + spelling + after);
        expect(output.toLowerCase()).not.toContain(spelling.toLowerCase());
      }
    }),
  );
});

test('no JSON keeps the key, in values or in names', () => {
  fc.assert(
    fc.property(key, fc.json(), (secret, text) => {
      const body = { echo: [{ [secret]: `key=${secret}` }], other: JSON.parse(text) as unknown };
      expect(inspect(createRedactor([secret]).json(body), { depth: null })).not.toContain(secret);
    }),
  );
});

test('of two secrets, one the beginning of the other, neither leaves its end', () => {
  expect(createRedactor(['secret-1', 'secret-1-long']).text('a secret-1-long, a secret-1')).toBe(
    'a [redacted], a [redacted]',
  );
});

test('a text that was cut in the middle of the key loses the beginning of it too', () => {
  const secret = 'rc_live_0123456789abcdef';
  expect(createRedactor([secret]).text('Invalid key rc_live_0123456')).toBe('Invalid key [redacted]');
  expect(createRedactor([secret]).text('Invalid key rc_live_')).toBe('Invalid key [redacted]');
  expect(createRedactor([secret]).text('Invalid key rc_live')).toBe('Invalid key rc_live');
});

test('a body that nests without end can still be printed', () => {
  const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));
  expect(() => JSON.stringify(createRedactor(['secret']).json(deep))).not.toThrow();
});

test("a runtime's error is copied without what hangs on it", () => {
  const secret = 'rc_live_0123456789abcdef';
  const inner = Object.assign(new Error(`header ${secret} is invalid`), {
    code: 'ECONNRESET',
    config: { headers: { key: secret } },
  });
  const error = Object.assign(new TypeError('fetch failed', { cause: inner }), { request: { secret } });
  const copy = createRedactor([secret]).cause(error);
  expect(inspect(copy, { depth: null, showHidden: true })).not.toContain(secret);
  expect(copy).toMatchObject({ name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNRESET' } });
});
