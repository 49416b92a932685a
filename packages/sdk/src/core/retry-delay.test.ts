import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryDelayMs } from './retry-delay.ts';

const documented = { initialDelayMs: 1000, maxDelayMs: 60_000 };

test('the least waits are the documented 1, 2, 4, 8 s', () => {
  const least = [0, 1, 2, 3].map((k) => retryDelayMs(k, { ...documented, random: () => 0 }));
  expect(least).toEqual([1000, 2000, 4000, 8000]);
});

test('the jitter lengthens by up to half, so it grows with the delay', () => {
  const most = [0, 1, 2, 3].map((k) => retryDelayMs(k, { ...documented, random: () => 1 }));
  expect(most).toEqual([1500, 3000, 6000, 12_000]);
});

test('whatever random gives, a wait is its base times 1 to 1.5', () => {
  const settings = {
    k: fc.nat(5000),
    initialDelayMs: fc.integer({ min: 1, max: 1e9 }),
    maxDelayMs: fc.integer({ min: 1, max: 1e9 }),
  };
  const random = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 2));
  fc.assert(
    fc.property(fc.record({ ...settings, random }), ({ k, initialDelayMs, maxDelayMs, random: drawn }) => {
      const base = Math.min(maxDelayMs, initialDelayMs * 2 ** k);
      const delay = retryDelayMs(k, { initialDelayMs, maxDelayMs, random: () => drawn });
      expect(delay).toBeGreaterThanOrEqual(base);
      expect(delay).toBeLessThanOrEqual(base * 1.5);
    }),
  );
});

test('a random that throws does not shorten a wait', () => {
  const random = () => {
    throw new Error('no entropy');
  };
  expect(retryDelayMs(0, { ...documented, random })).toBe(1000);
});
