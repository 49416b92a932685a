import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { changesOf, due, nextScheduled, type Settings } from '../src/index.ts';

interface Vector {
  readonly cadence: string;
  readonly trigger: string;
  readonly zone: string;
  readonly now: string;
  readonly settings?: Settings;
}

const vectors: readonly Vector[] = JSON.parse(readFileSync(new URL('../vectors.json', import.meta.url), 'utf8'));

test('The moments of a due date tell the state of every vector, which other code calculated', () => {
  for (const { cadence, trigger, zone, now, settings = {} } of vectors) {
    const found = due({ cadence }, trigger, { zone, now, settings, jurisdiction: 'US' });
    const isReached = (moment: string | null) => moment !== null && Date.parse(moment) <= Date.parse(now);
    const { opensAt, alertsAt, lateFrom } = changesOf(found, zone);
    const state = isReached(lateFrom)
      ? 'overdue'
      : opensAt !== null && !isReached(opensAt)
        ? 'upcoming'
        : isReached(alertsAt)
          ? 'alert'
          : 'open';
    if (found.hardDue !== null)
      expect({ cadence, trigger, zone, now, state }).toEqual({ cadence, trigger, zone, now, state: found.state });
  }
});

test.each([
  ['daily', '2026-01-31', '2026-01-31', '2026-02-01'],
  ['weekly', '2026-01-31', '2026-02-13', '2026-02-14'],
  ['monthly', '2026-01-31', '2026-01-31', '2026-02-28'],
  ['monthly', '2026-01-31', '2026-02-28', '2026-03-31'],
  ['quarterly', '2025-11-30', '2026-03-01', '2026-05-30'],
  ['semiannually', '2025-08-31', '2026-02-27', '2026-02-28'],
  ['yearly', '2024-02-29', '2026-02-28', '2027-02-28'],
  ['yearly', '2024-02-29', '2027-12-31', '2028-02-29'],
  ['monthly', '2026-01-31', '2025-06-01', '2026-01-31'],
] as const)('A %s schedule from %s continues after %s on %s', (recurrence, start, after, next) => {
  expect(nextScheduled(recurrence, start, after)).toBe(next);
});
