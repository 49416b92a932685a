import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryDelayMs, spread } from './retry-delay.ts';

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

test('a wait that the server asked for is lengthened by a tenth at most, but by up to 100 ms if short and 1 s if long', () => {
  const most = [0, 1000, 3000, 10_000, 60_000, 3_600_000].map((waitMs) => spread(waitMs, () => 1) - waitMs);
  expect(most).toEqual([100, 100, 300, 1000, 1000, 1000]);
});

test('whatever random gives, no wait that the server asked for is shortened', () => {
  const random = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 2));
  fc.assert(
    fc.property(fc.nat(1e9), random, (waitMs, drawn) => {
      expect(spread(waitMs, () => drawn)).toBeGreaterThanOrEqual(waitMs);
      expect(spread(waitMs, () => drawn)).toBeLessThanOrEqual(waitMs + 1000);
    }),
  );
});
