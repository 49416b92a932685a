import { plainDate } from './moments.ts';

/** Plain calendar recurrences, for what no standard asks for. */
const PERIODS = {
  daily: { days: 1 },
  weekly: { weeks: 1 },
  monthly: { months: 1 },
  quarterly: { months: 3 },
  semiannually: { months: 6 },
  yearly: { years: 1 },
} as const;

export type Recurrence = keyof typeof PERIODS;

/**
 * The first date of a schedule after a date. The schedule counts from its start, so that the end of a month stays one: 31 January,
 * 28 February, 31 March. Throws RangeError for what is not a date.
 */
export function nextScheduled(recurrence: Recurrence, start: string, after: string): string {
  const [first, last] = [plainDate(start), plainDate(after)];
  const [[unit, size] = ['days', 1]] = Object.entries(PERIODS[recurrence]);
  const passed = first.until(last, { largestUnit: unit as 'days' | 'weeks' | 'months' | 'years' })[unit as 'days'];
  for (let periods = Math.max(0, Math.floor(passed / size)); ; periods++) {
    const date = first.add({ [unit]: periods * size }).toString();
    if (date > after) return date;
  }
}
