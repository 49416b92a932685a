import { expect, test } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

function countTakes(budget: RetryBudget, throttled: boolean): number {
  let count = 0;
  while (budget.take(throttled) !== undefined) count += 1;
  return count;
}

test('500 tokens pay for 33 retries at 15, or 100 throttled ones at 5', () => {
  expect(countTakes(new RetryBudget(), false)).toBe(33);
  expect(countTakes(new RetryBudget(), true)).toBe(100);
});

test('a success gives back what its last retry cost, so that one more can be paid', () => {
  const budget = new RetryBudget();
  countTakes(budget, false);
  budget.refund(15);
  expect(countTakes(budget, false)).toBe(1);
});

test('a success without a retry gives back one token', () => {
  const budget = new RetryBudget();
  countTakes(budget, true);
  for (let i = 0; i < 4; i += 1) budget.refund(undefined);
  expect(budget.take(true)).toBeUndefined();
  budget.refund(undefined);
  expect(budget.take(true)).toBe(5);
});

test('success never fills the bucket beyond its capacity', () => {
  const budget = new RetryBudget();
  for (let i = 0; i < 1000; i += 1) budget.refund(15);
  expect(countTakes(budget, true)).toBe(100);
});
