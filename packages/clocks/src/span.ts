import type { Temporal } from 'temporal-polyfill';
import type { Cadence } from './cadence.ts';
import {
  dayAfter,
  endOf,
  instant,
  isDate,
  localDate,
  plainDate,
  quarterStart,
  startOf,
  withOffset,
} from './moments.ts';

export interface Settings {
  /** `end_of_month` (default): n calendar months end with their last month. NERC has not confirmed either reading. */
  readonly calendarMonthReading?: 'end_of_month' | 'same_day';
  /** Days from the alert to the hard date where the reading does not set them; default 14, and at most half of the span. */
  readonly alertDays?: number;
}

/** The first performance after a part becomes applicable has no earlier one to count from: somebody sets its date. */
export type Trigger = string | { readonly firstDue: string };

export interface SpanRequest {
  readonly cadence: Cadence;
  readonly trigger: Trigger;
  /** IANA, such as `America/Chicago`. */
  readonly zone: string;
  readonly settings: Settings;
  /** What happened at the trigger, in words. */
  readonly event?: string | undefined;
}

/** From when until when something can be done in time. */
export interface Span {
  /** As a caller sees them: local dates, or timestamps with an offset. Null: open, or no date. */
  readonly from: string | null;
  readonly alertDue: string | null;
  readonly hardDue: string | null;
  readonly to: string | null;
  /** The first moments of the window and of the alert, and the first moment that is late. */
  readonly opensAt: Temporal.Instant | undefined;
  readonly alertsAt: Temporal.Instant | undefined;
  readonly lateFrom: Temporal.Instant | undefined;
  /** How the dates follow from the trigger, in words. */
  readonly why: readonly string[];
}

const ALERT_DAYS = 14;
export const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** Throws RangeError if the trigger does not fit the cadence, or the settings or the time zone are not valid. */
export function spanOf(request: SpanRequest): Span {
  const { cadence, trigger, zone } = request;
  if (typeof trigger !== 'string') return firstSpan(request, plainDate(trigger.firstDue));
  switch (cadence.kind) {
    case 'calendar-months':
      return monthsSpan(request, localDate(trigger, zone), cadence.count);
    case 'calendar-quarter':
      return quarterSpan(request, localDate(trigger, zone));
    case 'calendar-days':
    case 'days-after': {
      const from = localDate(trigger, zone);
      const start = cadence.kind === 'days-after' ? named(request, localDay(request, from)) : localDay(request, from);
      return daySpan(request, from, from.add({ days: cadence.count }), (hard) => [
        `${plural(cadence.count, 'calendar day')} after ${start}: ${hard}`,
      ]);
    }
    case 'minutes-after':
      return momentSpan(request, instant(trigger), cadence.count);
    case 'end-of-next-day':
      return nextDaySpan(request, localDate(trigger, zone));
    case 'years': {
      const from = localDate(trigger, zone);
      return daySpan(request, from, from.add({ years: cadence.count }), (hard) => [
        `valid for ${plural(cadence.count, 'year')} after ${localDay(request, from)}, through ${hard}${hard.endsWith(`-${from.toString().slice(8)}`) ? '' : ', as that year has no 29 February'}`,
      ]);
    }
    case 'plan-date':
      return firstSpan(request, localDate(trigger, zone));
    case 'keep':
      return keepSpan(request, localDate(trigger, zone), cadence.count);
    case 'undated':
      return UNDATED[cadence.code];
  }
}

/** A local date, with the time zone if it is that of a timestamp. */
const localDay = ({ trigger, zone }: SpanRequest, date: Temporal.PlainDate): string =>
  typeof trigger === 'string' && !isDate(trigger) ? `${date} in ${zone}` : `${date}`;

/** A trigger, with the event that it is. */
const named = ({ event }: SpanRequest, trigger: Temporal.PlainDate | string): string =>
  event === undefined ? `${trigger}` : `${trigger} (${event})`;

const undated = (why: string): Span => ({
  ...{ from: null, alertDue: null, hardDue: null, to: null, why: [why] },
  ...{ opensAt: undefined, alertsAt: undefined, lateFrom: undefined },
});

export const UNDATED = {
  GATE: undated('must be done before the act it guards; no date'),
  STATE: undated('must be true at all times; no date'),
  PLAN: undated('done as the plan says; no date'),
  EVENT: undated('done with each event; no date'),
} as const;

/** Days from the alert to the hard date. */
function alertDays({ settings }: SpanRequest, span: number): number {
  const days = settings.alertDays ?? ALERT_DAYS;
  if (!Number.isInteger(days) || days < 0) throw new RangeError('alertDays must be a whole number of days, 0 or more');
  return Math.min(days, Math.floor(span / 2));
}

/** A span of whole local days, with its first and last day in it. */
function wholeDays(
  zone: string,
  days: { readonly from?: Temporal.PlainDate; readonly alert: Temporal.PlainDate; readonly hard: Temporal.PlainDate },
  why: readonly string[],
): Span {
  const { from, alert, hard } = days;
  return {
    from: from?.toString() ?? null,
    alertDue: alert.toString(),
    hardDue: hard.toString(),
    to: hard.toString(),
    opensAt: from && startOf(from, zone),
    alertsAt: startOf(alert, zone),
    lateFrom: startOf(hard.add({ days: 1 }), zone),
    why,
  };
}

function daySpan(
  request: SpanRequest,
  from: Temporal.PlainDate,
  hard: Temporal.PlainDate,
  why: (hard: string) => readonly string[],
): Span {
  const alert = hard.subtract({ days: alertDays(request, from.until(hard).days) });
  return wholeDays(request.zone, { from, alert, hard }, why(hard.toString()));
}

/** The day of the trigger is day 0. A month without that day has its last one instead. */
function monthsSpan(request: SpanRequest, from: Temporal.PlainDate, count: number): Span {
  const sameDay = from.add({ months: count });
  const monthEnd = sameDay.with({ day: sameDay.daysInMonth });
  const after = `${plural(count, 'calendar month')} after ${localDay(request, from)}`;
  if (request.settings.calendarMonthReading === 'same_day') {
    return daySpan(request, from, sameDay, (hard) => [
      `${after}: ${hard}`,
      `same-day reading (month-end: ${monthEnd})`,
    ]);
  }
  const why = [`${after}: ${monthEnd}`, `month-end reading (same day: ${sameDay})`];
  return wholeDays(request.zone, { from, alert: sameDay, hard: monthEnd }, why);
}

function quarterSpan(request: SpanRequest, inQuarter: Temporal.PlainDate): Span {
  const from = quarterStart(inQuarter);
  return daySpan(request, from, from.add({ months: 3 }).subtract({ days: 1 }), (hard) => [
    `once in the calendar quarter from ${from} to ${hard}`,
  ]);
}

function firstSpan(request: SpanRequest, hard: Temporal.PlainDate): Span {
  const { cadence, zone } = request;
  const isPlan = cadence.kind === 'plan-date';
  if (!isPlan && !RECURRING.has(cadence.kind)) throw new RangeError('firstDue is only for a cadence that recurs');
  // Half of a span without a beginning is the whole setting.
  const alert = hard.subtract({ days: alertDays(request, Number.POSITIVE_INFINITY) });
  return wholeDays(zone, { alert, hard }, [
    isPlan ? `the date in the plan: ${hard}` : `no performance is recorded; the first is planned for ${hard}`,
  ]);
}

export const RECURRING: ReadonlySet<Cadence['kind']> = new Set([
  'calendar-months',
  'calendar-quarter',
  'calendar-days',
  'years',
]);

/** Exact elapsed time: a clock change in between moves the local hour. */
function momentSpan(request: SpanRequest, from: Temporal.Instant, minutes: number): Span {
  const { zone } = request;
  const hard = from.add({ minutes });
  const alertSeconds = Math.min(alertDays(request, Number.POSITIVE_INFINITY) * 86_400, (minutes * 60) / 2);
  const alert = hard.subtract({ seconds: alertSeconds });
  const length = minutes % 60 === 0 ? plural(minutes / 60, 'hour') : plural(minutes, 'minute');
  const hardDue = withOffset(hard, zone);
  return {
    from: withOffset(from, zone),
    alertDue: withOffset(alert, zone),
    hardDue,
    to: hardDue,
    opensAt: from,
    alertsAt: alert,
    lateFrom: hard.add({ nanoseconds: 1 }),
    why: [`${length} after ${named(request, withOffset(from, zone))}: ${hardDue}`],
  };
}

function nextDaySpan(request: SpanRequest, from: Temporal.PlainDate): Span {
  const { zone } = request;
  const next = dayAfter(from, zone);
  const hardDue = withOffset(endOf(next, zone), zone);
  return {
    ...wholeDays(zone, { from, alert: next, hard: next }, [
      `end of the calendar day after ${named(request, from)} in ${zone}: ${hardDue}`,
    ]),
    from: withOffset(startOf(from, zone), zone),
    alertDue: withOffset(startOf(next, zone), zone),
    hardDue,
    to: hardDue,
  };
}

function keepSpan({ zone }: SpanRequest, from: Temporal.PlainDate, days: number | undefined): Span {
  const to = days === undefined ? undefined : from.add({ days });
  return {
    ...undated(
      to
        ? `kept for ${days} calendar days after ${from}, through ${to}`
        : `kept from ${from} for as long as the plan says`,
    ),
    from: from.toString(),
    to: to?.toString() ?? null,
    opensAt: startOf(from, zone),
    lateFrom: to && startOf(to.add({ days: 1 }), zone),
  };
}

/** Where the next span of a recurring cadence starts, after one that began at `trigger`; undefined for one that does not recur. */
export function nextTrigger(
  cadence: Cadence,
  last: { readonly trigger: Trigger; readonly performedAt?: string; readonly zone: string },
): string | undefined {
  if (!RECURRING.has(cadence.kind)) return undefined;
  if (cadence.kind === 'calendar-quarter') {
    // Each quarter stands for itself, whether the last one was missed or not.
    const trigger = typeof last.trigger === 'string' ? last.trigger : last.trigger.firstDue;
    return quarterStart(localDate(trigger, last.zone)).add({ months: 3 }).toString();
  }
  return last.performedAt === undefined ? undefined : localDate(last.performedAt, last.zone).toString();
}
