import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { scaled } from '../../../test/support/scaled.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';

/** A year of tasks, day by day, with a fake clock: 500 of them in full. Other code calculated the dates of the vectors. */

interface Vector {
  readonly cadence: string;
  readonly trigger: string;
  readonly settings?: object;
  readonly expected: { readonly alertDue: string; readonly hardDue: string };
}
interface Task {
  readonly id: string;
  readonly cadence: string;
  readonly triggerAt: string;
  readonly dueDate: string;
  readonly alertDue: string;
  readonly hardDue: string;
  readonly status: string;
}

const DAY_MS = 86_400_000;
const START = Date.parse('2026-12-01T12:00:00Z');
const TASKS = scaled(500, 60);
const RECURS = /^(CM|CD|CQ)/;

const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('../../../../clocks/vectors.json', import.meta.url), 'utf8'),
);
/** Those with a date as trigger and the settings of an organization by default. */
const usable = vectors.filter(
  ({ cadence, trigger, settings }) => RECURS.test(cadence) && !trigger.includes('T') && settings === undefined,
);

const server = useTestServer();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const addMonths = (day: string, months: number): Date => {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last)));
};
const iso = (date: Date): string => date.toISOString().slice(0, 10);

/** The hard date after a performance, in the arithmetic of JavaScript's own dates. */
function hardAfter(cadence: string, performed: string): string {
  const count = Number(/\d+/.exec(cadence)?.[0] ?? 0);
  if (cadence.startsWith('CD')) return iso(new Date(Date.parse(performed) + count * DAY_MS));
  const [year = 0, month = 0] = performed.split('-').map(Number);
  if (cadence === 'CQ') return iso(new Date(Date.UTC(year, (Math.floor((month - 1) / 3) + 2) * 3, 0)));
  const moved = addMonths(performed, count);
  return iso(new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)));
}

it('tasks have the dates of the vectors, and those that follow from each performance of a year', async () => {
  const client = await server.newClient();
  const chosen = Array.from({ length: TASKS }, (_, index) => usable[(index * 7) % usable.length] as Vector);
  const tasks = chosen.map(({ cadence, trigger }, index) => ({ title: `Task ${index}`, cadence, triggerAt: trigger }));
  await client.must.post('/tasks/bulk', { tasks });
  const { body: created } = await client.get<Task[]>('/tasks');
  expect(created.map(({ alertDue, hardDue }) => [alertDue, hardDue])).toEqual(
    chosen.map(({ expected: { alertDue, hardDue } }) => [alertDue, hardDue]),
  );
  let performances = 0;
  for (let day = 0; day < 365; day++) {
    vi.setSystemTime(START + day * DAY_MS);
    const today = iso(new Date());
    // The tasks that are due today, or were already late on the first day.
    const range = day === 0 ? '' : `&dueAfter=${iso(new Date(Date.now() - DAY_MS))}`;
    const dueBefore = iso(new Date(Date.now() + DAY_MS));
    const { body: due } = await client.get<Task[]>(`/tasks?dueBefore=${dueBefore}${range}`);
    for (const { id, cadence, dueDate, status } of due) {
      expect(status).toBe(dueDate < today ? 'overdue' : 'open');
      const { body: next } = await client.must.put<Task>(`/tasks/${id}`, { status: 'complete' });
      expect([cadence, today, next.hardDue]).toEqual([cadence, today, hardAfter(cadence, today)]);
      performances++;
    }
  }
  const { body: end } = await client.get<Task[]>('/tasks?status=overdue');
  expect(end).toEqual([]);
  expect(performances).toBeGreaterThan(TASKS);
}, 300_000);
