import { isIP } from 'node:net';

// Why a text is not a value of a kind: a predicate for a message ("must be …"), or undefined if it is one.

type Problem = string | undefined;

/** PostgreSQL stores no NUL and no lone surrogate. Lengths count characters, as in varchar. */
export function problemOfText(value: string, max: number): Problem {
  if (value.includes('\0')) return 'must not contain a NUL character';
  if (!value.isWellFormed()) return 'must be well-formed Unicode';
  return value.length > max && [...value].length > max ? `must be at most ${max} characters` : undefined;
}

/** Control characters, line separators, and characters that reorder the text around them. */
const CONTROL = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;
/** A character that leaves a mark: not space, not invisible, not the empty Braille pattern. */
const VISIBLE = /[^\s\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Text in one line that people read. */
export function problemOfLine(value: string, max: number): Problem {
  const problem = problemOfText(value, max);
  if (problem !== undefined) return problem;
  if (!VISIBLE.test(value)) return 'must not be blank';
  return CONTROL.test(value) ? 'must not contain line breaks or other control characters' : undefined;
}

/** Text with tabs and line breaks. */
export const problemOfLines = (value: string, max: number): Problem =>
  problemOfText(value, max) ?? problemOfLine(value.replace(/[\t\r\n]/g, ' '), Number.POSITIVE_INFINITY);

/** An IPv4 or IPv6 address, without a zone: a zone means something on one host only. */
export const problemOfIpAddress = (value: string): Problem =>
  isIP(value) === 0 || value.includes('%')
    ? 'must be an IPv4 or IPv6 address, such as 192.0.2.17 or 2001:db8::17'
    : undefined;

/** The e-mail address of HTML: what mail servers accept in practice, without quotes and comments. */
const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;

export const problemOfEmail = (value: string): Problem =>
  value.length <= 254 && EMAIL.test(value) ? undefined : 'must be an e-mail address, such as dana.reyes@example.com';

const MAC_ADDRESS = /^[0-9a-f]{2}([:-]?)(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/i;

/** A MAC address of 48 bits in any of its usual forms. */
export const problemOfMacAddress = (value: string): Problem =>
  MAC_ADDRESS.test(value) ? undefined : 'must be a MAC address of 12 hexadecimal digits, such as 00:00:5E:00:53:17';

export function isCalendarDate(value: string): boolean {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  if (year === '' || year === '0000') return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** No power plant is older. An earlier date is a mistyped year. */
const EARLIEST = '1880-01-01';

export function problemOfDate(value: string): Problem {
  if (!isCalendarDate(value)) return 'must be a date that exists, written YYYY-MM-DD';
  return value < EARLIEST ? `must not be before ${EARLIEST}` : undefined;
}

const HOUR_MS = 3_600_000;
/** The latest date that is today anywhere, in UTC+14. */
const latestToday = (): string => new Date(Date.now() + 14 * HOUR_MS).toISOString().slice(0, 10);

/** The date of something that has happened. */
export const problemOfPastDate = (value: string): Problem =>
  problemOfDate(value) ?? (value > latestToday() ? 'must not be in the future' : undefined);

/** A whole number of at least 1, in digits. */
export function problemOfCount(value: string): Problem {
  const number = /^-?\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number)) return 'must be a whole number';
  return number < 1 ? 'must be at least 1' : undefined;
}
