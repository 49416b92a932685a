import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { due, type Settings } from '../src/index.ts';

interface Vector {
  readonly cadence: string;
  readonly trigger: string;
  readonly zone: string;
  readonly now: string;
  readonly performedAt?: string;
  readonly settings?: Settings;
  readonly expected: object;
}

const vectors: readonly Vector[] = JSON.parse(readFileSync(new URL('../vectors.json', import.meta.url), 'utf8'));

test('There are at least 500 vectors, and they reach every state', () => {
  expect(vectors.length).toBeGreaterThan(500);
  const states = new Set(vectors.map(({ expected }) => (expected as { state: string }).state));
  expect([...states].sort()).toEqual(['alert', 'met', 'met_late', 'open', 'overdue', 'upcoming']);
});

test('Every clock returns what its vectors say, which other code calculated', () => {
  for (const { cadence, trigger, expected, ...circumstances } of vectors) {
    const { reason, ...found } = due({ cadence }, trigger, { jurisdiction: 'US', ...circumstances });
    expect({ cadence, trigger, ...circumstances, ...found }).toEqual({
      cadence,
      trigger,
      ...circumstances,
      ...expected,
    });
  }
});
