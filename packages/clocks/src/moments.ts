import { Temporal } from 'temporal-polyfill';

/**
 * Reads a local date (`2026-03-31`), or the local date of a timestamp with an offset (`2026-03-31T23:30:00Z`) in a time zone.
 * Throws RangeError for anything else.
 */
export function localDate(text: string, zone: string): Temporal.PlainDate {
  return isDate(text) ? plainDate(text) : instant(text).toZonedDateTimeISO(zone).toPlainDate();
}

/** Reads a timestamp with an offset. Throws RangeError for a bare date: hours cannot be counted from it. */
export function instant(text: string): Temporal.Instant {
  if (!/^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})$/.test(text)) {
    throw new RangeError(`"${text}" must be a timestamp with an offset, such as 2026-03-31T14:05:00-05:00`);
  }
  return read(text, () => Temporal.Instant.from(text));
}

export const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** Throws RangeError unless it is a date of the calendar. */
export const plainDate = (text: string): Temporal.PlainDate =>
  read(text, () => Temporal.PlainDate.from(text, { overflow: 'reject' }));

/** Throws RangeError unless it is an IANA time zone. */
export function checkZone(zone: string): void {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  } catch (cause) {
    throw new RangeError(`"${zone}" is not an IANA time zone, such as America/Chicago`, { cause });
  }
}

function read<T>(text: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new RangeError(`"${text}" is not a date or time of the calendar`, { cause });
  }
}

/** The first moment of a local date: not always 00:00, as a clock change can skip it. */
export const startOf = (date: Temporal.PlainDate, zone: string): Temporal.Instant =>
  date.toZonedDateTime(zone).toInstant();

/** The next local date that exists: a change of the date line skipped 2011-12-30 in Pacific/Apia. */
export const dayAfter = (date: Temporal.PlainDate, zone: string): Temporal.PlainDate =>
  startOf(date.add({ days: 1 }), zone)
    .toZonedDateTimeISO(zone)
    .toPlainDate();

/** The last second of a local date, with its offset. */
export const endOf = (date: Temporal.PlainDate, zone: string): Temporal.Instant =>
  startOf(date.add({ days: 1 }), zone).subtract({ seconds: 1 });

export const withOffset = (moment: Temporal.Instant, zone: string): string =>
  moment.toZonedDateTimeISO(zone).toString({ timeZoneName: 'never', smallestUnit: 'second' });

/** The first day of the calendar quarter of a date. */
export const quarterStart = (date: Temporal.PlainDate): Temporal.PlainDate =>
  date.with({ month: Math.floor((date.month - 1) / 3) * 3 + 1, day: 1 });
