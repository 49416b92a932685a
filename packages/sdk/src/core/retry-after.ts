import { parseRateLimit } from './rate-limit-header.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const IMF_FIXDATE = /^[a-z]{3}, (\d{2}) ([a-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) gmt$/i;
const RFC_850 = /^[a-z]{6,9}, (\d{2})-([a-z]{3})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) gmt$/i;
const ASCTIME = /^[a-z]{3} ([a-z]{3}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/i;

/** Returns how long a response asks to wait, by `Retry-After` or an exhausted `RateLimit`. */
export function requestedWaitMs(headers: Headers): number | undefined {
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), headers.get('date'), Date.now());
  return retryAfterMs ?? parseRateLimit(headers.get('ratelimit'))?.resetMs;
}

/**
 * Returns the wait of a `Retry-After` header in milliseconds; undefined if the header is absent, invalid, negative, or in the past.
 * A date is compared with the server's `Date` header, if there is one.
 */
export function parseRetryAfter(value: string | null, dateHeader: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  const text = value.trim();
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER);
  const dueMs = parseHttpDate(text, nowMs);
  if (dueMs === undefined) return undefined;
  const serverNowMs = (dateHeader === null ? undefined : parseHttpDate(dateHeader.trim(), nowMs)) ?? nowMs;
  const waitMs = dueMs - serverNowMs;
  return waitMs > 0 ? waitMs : undefined;
}

/** Parses any of the three forms of an HTTP-date (RFC 9110, 5.6.7) to Unix milliseconds; undefined if it is none. */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  const imf = IMF_FIXDATE.exec(text);
  if (imf) return toTime(imf[3], imf[2], imf[1], imf.slice(4, 7));
  const rfc850 = RFC_850.exec(text);
  if (rfc850) return toTime(String(fullYear(Number(rfc850[3]), nowMs)), rfc850[2], rfc850[1], rfc850.slice(4, 7));
  const asctime = ASCTIME.exec(text);
  if (asctime) return toTime(asctime[6], asctime[1], asctime[2], asctime.slice(3, 6));
  return undefined;
}

/** A two-digit year more than 50 years in the future means the past year with the same digits. */
function fullYear(twoDigits: number, nowMs: number): number {
  const thisYear = new Date(nowMs).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  if (year > thisYear + 50) return year - 100;
  return year < thisYear - 49 ? year + 100 : year;
}

function toTime(yearText = '', monthText = '', dayText = '', clock: string[] = []): number | undefined {
  const month = MONTHS.indexOf(monthText.toLowerCase());
  const day = Number(dayText);
  const [hour = 0, minute = 0, second = 0] = clock.map(Number);
  if (month < 0 || hour > 23 || minute > 59 || second > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(yearText), month, day);
  if (day === 0 || date.getUTCMonth() !== month || date.getUTCDate() !== day) return undefined;
  // A leap second, :60, rolls over into the next minute, which never shortens the wait.
  return date.setUTCHours(hour, minute, second);
}
