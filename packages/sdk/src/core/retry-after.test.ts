import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseHttpDate, parseRetryAfter } from './retry-after.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The three forms of RFC 9110, 5.6.7, of one time. */
function threeForms(time: number): string[] {
  const date = new Date(time);
  const day = DAYS[date.getUTCDay()] ?? '';
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const clock = date.toISOString().slice(11, 19);
  const ofMonth = date.getUTCDate();
  return [
    date.toUTCString(),
    `${day}, ${two(ofMonth)}-${month}-${two(date.getUTCFullYear() % 100)} ${clock} GMT`,
    `${day.slice(0, 3)} ${month} ${String(ofMonth).padStart(2, ' ')} ${clock} ${date.getUTCFullYear()}`,
  ];
}

test('seconds are read as milliseconds', () => {
  expect(parseRetryAfter('7', null, NOW)).toBe(7000);
  expect(parseRetryAfter(' 0 ', null, NOW)).toBe(0);
});

test('seconds beyond all measure stay a number that can be compared and printed', () => {
  expect(parseRetryAfter('9'.repeat(400), null, NOW)).toBe(Number.MAX_SAFE_INTEGER);
});

test('the examples of RFC 9110 are one time in three forms', () => {
  const forms = ['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'];
  expect(forms.map((form) => parseHttpDate(form, NOW))).toEqual(forms.map(() => Date.UTC(1994, 10, 6, 8, 49, 37)));
});

test('a date in any of the three forms is measured by the Date header', () => {
  // 49 years: a two-digit year says no more.
  const seconds = fc.integer({ min: 1, max: 49 * 365 * 86_400 });
  fc.assert(
    fc.property(seconds, fc.integer({ min: -1e7, max: 1e7 }), (wait, skew) => {
      const serverNow = NOW + skew * 1000;
      for (const date of threeForms(serverNow)) {
        for (const due of threeForms(serverNow + wait * 1000))
          expect(parseRetryAfter(due, date, NOW)).toBe(wait * 1000);
      }
    }),
  );
});

test('without a Date header, or with a junk one, the local clock measures', () => {
  const due = new Date(NOW + 5000).toUTCString();
  expect(parseRetryAfter(due, null, NOW)).toBe(5000);
  expect(parseRetryAfter(due, 'yesterday', NOW)).toBe(5000);
});

test('junk, negative and past values count as absent', () => {
  const values = ['', '-1', '+5', '1.5', '5s', '5, 10', '0x10', '1e3', 'Infinity', 'soon', '٥', '2026-11-22T12:00:07Z'];
  const dates = [
    'Sun, 31 Feb 2027 08:49:37 GMT',
    'Sun, 06 Nox 2027 08:49:37 GMT',
    'Sun, 06 Nov 2027 24:00:00 GMT',
    'Sun, 06 Nov 2027 08:49:37',
  ];
  const past = [new Date(NOW - 1000).toUTCString(), new Date(NOW).toUTCString()];
  for (const value of [...values, ...dates, ...past])
    expect([value, parseRetryAfter(value, null, NOW)]).toEqual([value, undefined]);
  expect(parseRetryAfter(null, null, NOW)).toBeUndefined();
});

test('whatever the text, the wait is absent or a number of at least 0', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[-+\d., :A-Za-z]{0,40}$/));
  fc.assert(
    fc.property(text, fc.option(text, { nil: null }), (value, date) => {
      const wait = parseRetryAfter(value, date, NOW);
      expect(wait === undefined || (Number.isFinite(wait) && wait >= 0)).toBe(true);
    }),
  );
});
