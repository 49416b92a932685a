import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startTimer } from './timer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a delay above 2^31-1 ms waits its whole time instead of overflowing', () => {
  const done = vi.fn();
  startTimer(2 ** 33, done);
  vi.advanceTimersByTime(2 ** 33 - 1);
  expect(done).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(done).toHaveBeenCalledOnce();
});

test('an endless delay sets no timer', () => {
  startTimer(Number.POSITIVE_INFINITY, () => {});
  expect(vi.getTimerCount()).toBe(0);
});

test('a cancelled timer is gone, also in the middle of a long delay', () => {
  const done = vi.fn();
  const cancel = startTimer(2 ** 33, done);
  vi.advanceTimersByTime(2 ** 32);
  cancel();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(2 ** 33);
  expect(done).not.toHaveBeenCalled();
});

test('a platform timer that fires early is set again for the rest', () => {
  const done = vi.fn();
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  startTimer(100, done);
  clock.mockReturnValue(99.5);
  vi.advanceTimersByTime(100);
  expect(done).not.toHaveBeenCalled();
  clock.mockReturnValue(100.5);
  vi.advanceTimersByTime(1);
  expect(done).toHaveBeenCalledOnce();
});
