import { parseDate, parseDateTime, toZoned } from '@internationalized/date';
import type { Field } from './kinds.ts';
import { listOf, textOf } from './values.ts';

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `natural_gas` as "Natural gas", and `alertsAt` as "Alerts at", for values and fields that no contract labels. */
export const wordsOf = (value: string): string =>
  capital(
    value
      .replaceAll(/[_-]|(?<=[a-z])(?=[A-Z])/g, ' ')
      .toLowerCase()
      .replaceAll(/\b(ip|mac|api|nerc|bes|cip|mw|mva)\b/g, (form) => form.toUpperCase())
      .replaceAll('north america', 'North America'),
  );

/** A choice as people read it. */
const choiceLabel = ({ choices }: Pick<Field, 'choices'>, value: string): string =>
  choices?.find((choice) => choice.value === value)?.label ?? wordsOf(value);

/** "3 facilities", "1 facility". */
export const counted = (count: number, noun: string, nouns: string): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? noun : nouns}`;

/** Shows a calendar day, which is in no zone. */
export function dayFormat(options: Intl.DateTimeFormatOptions): (date: string) => string {
  const format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
  return (date) => format.format(new Date(`${date.slice(0, 10)}T00:00:00Z`));
}
const mediumDay = dayFormat({ dateStyle: 'medium' });
const shortDay = dayFormat({ month: 'short', day: 'numeric' });

/** `2026-11-25` as "Nov 25, 2026". */
export const formatDate = (date: string): string =>
  /^\d{4}-\d\d-\d\d/.test(date) && !Number.isNaN(Date.parse(date.slice(0, 10))) ? mediumDay(date) : date;

/** Without the year if it is this one. */
export const formatDay = (date: string): string =>
  date.startsWith(String(new Date().getFullYear())) ? shortDay(date) : formatDate(date);

const formats = new Map<string, Intl.DateTimeFormat>();
function formatIn(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  const found = formats.get(key) ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, ...options });
  formats.set(key, found);
  return found;
}

const MOMENT: Intl.DateTimeFormatOptions = {
  month: 'short',
  day: 'numeric',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
};

/** "Nov 24, 2026, 16:00 CST": a moment in the organization's zone. */
export const formatMoment = (moment: string, zone: string): string => formatIn(zone, MOMENT).format(new Date(moment));

/** The time today, or the day. */
export function formatWhen(moment: string, zone: string): string {
  const date = new Date(moment);
  return dayIn(date, zone) === dayIn(new Date(), zone)
    ? formatIn(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(date)
    : formatIn(zone, { month: 'short', day: 'numeric' }).format(date);
}

/** The calendar day of a moment in a zone, `2026-11-25`. */
export const dayIn = (moment: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(moment);

export const addDays = (date: string, days: number): string => parseDate(date.slice(0, 10)).add({ days }).toString();

export const daysBetween = (from: string, to: string): number =>
  parseDate(to.slice(0, 10)).compare(parseDate(from.slice(0, 10)));

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });
export const formatNumber = (value: unknown): string => {
  const parsed = Number(value);
  return Number.isFinite(parsed) ? number.format(parsed) : String(value);
};

/** A cadence that recurs, in words. */
export function recurrence(code: string): string | undefined {
  const [, letters = '', count = ''] = /^(CM|CD|CQ|Y)(\d*)$/.exec(code) ?? [];
  if (letters === 'CQ') return 'once in each calendar quarter';
  const unit = { CM: 'calendar months', CD: 'calendar days', Y: 'years' }[letters];
  return unit && `within ${count} ${unit} of each performance`;
}

/** A value as text, also one that is text already; the titles of references are looked up elsewhere. */
export function formatValue(
  field: Pick<Field, 'name' | 'type' | 'unit' | 'choices' | 'description'>,
  value: unknown,
  zone: string,
): string {
  if (value === null || value === undefined || value === '') return '';
  switch (field.type) {
    case 'boolean':
      return String(value) === 'true' ? 'Yes' : 'No';
    case 'choice':
      return choiceLabel(field, String(value));
    case 'choices':
      return listOf(textOf(value))
        .map((item) => choiceLabel(field, item))
        .join(', ');
    case 'date':
      return formatDate(String(value));
    case 'timestamp':
      return formatMoment(String(value), zone);
    case 'number':
      if (field.name === 'latitude' || field.name === 'longitude') return String(value);
      if (Number(value) === 0 && field.description?.includes(' 0: not known yet.')) return 'Not known yet';
      return field.unit === undefined ? formatNumber(value) : `${formatNumber(value)} ${field.unit}`;
    default:
      if (field.name === 'cadence') return recurrence(String(value)) ?? String(value);
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

/** The moment at which a clock in the zone shows this day and minute; of a whole minute, its end: `23:59` is the last second of the day. */
export const momentIn = (day: string, time: string, zone: string): string =>
  toZoned(parseDateTime(`${day}T${time}:59`), zone)
    .toDate()
    .toISOString();
