import { Temporal } from 'temporal-polyfill';
import { type Cadence, parseCadence } from './cadence.ts';
import { checkZone, instant, isDate, localDate, plainDate, startOf, withOffset } from './moments.ts';
import { plural, type Settings, type Span, spanOf, type Trigger, UNDATED } from './span.ts';
import { type AdoptedOn, type StandardVersion, versionInForce } from './versions.ts';

/** A part of a standard, as far as its clock needs it. */
export interface Rule {
  /** Such as `CM15`; see parseCadence. */
  readonly cadence: string;
  /** Such as `R1.2`; with `versions`, the reason cites it. */
  readonly part?: string;
  readonly versions?: readonly StandardVersion[];
  /** The event that a clock after an event counts from, such as `change completes`: the reason names it. */
  readonly countsFrom?: string;
}

export interface Circumstances {
  /** The organization's IANA time zone, such as `America/Chicago`. */
  readonly zone: string;
  /** Such as `US`: decides which version of the standard the reason cites. */
  readonly jurisdiction: string;
  /** Versions that the organization follows before they are in force. */
  readonly adoptedOn?: AdoptedOn;
  readonly settings?: Settings;
  /** When it was done: a local date, or a timestamp with an offset, which clocks in hours and minutes need. */
  readonly performedAt?: string;
  /** A timestamp with an offset. */
  readonly now: string;
}

export type State = 'upcoming' | 'open' | 'alert' | 'overdue' | 'met' | 'met_late';

/** Dates are local dates, whose whole day counts. Clocks in hours and minutes, and EONCD, have timestamps with an offset instead. */
export interface Due {
  readonly alertDue: string | null;
  readonly hardDue: string | null;
  readonly window: { readonly from: string | null; readonly to: string | null };
  readonly state: State;
  /** A sentence from which each date can be calculated again by hand. */
  readonly reason: string;
}

/**
 * When something is due, whether it is late, and why. `trigger` is what the clock starts from: the last performance, an event, a date in
 * the quarter, or the plan's date; null for a cadence without dates. Throws RangeError for input that is not valid.
 */
export function due(rule: Rule, trigger: Trigger | null, circumstances: Circumstances): Due {
  const { zone, settings = {} } = circumstances;
  checkZone(zone);
  const cadence = parseCadence(rule.cadence);
  const span =
    trigger === null ? withoutTrigger(cadence) : spanOf({ cadence, trigger, zone, settings, event: rule.countsFrom });
  const performed = performance(cadence, span, circumstances);
  const { state, why } = stateOf(cadence, span, performed, instant(circumstances.now));
  const { alertDue, hardDue, from, to } = span;
  const isDone = performed !== undefined && (state === 'met' || state === 'met_late');
  const done = isDone ? [performedWhen(cadence, span, { performed, zone })] : [];
  const reason = [...span.why, ...why, ...done, ...cite(rule, span, circumstances)].join('; ');
  return { alertDue, hardDue, window: { from, to }, state, reason };
}

function withoutTrigger(cadence: Cadence): Span {
  if (cadence.kind !== 'undated') throw new RangeError('This cadence counts from a trigger; give its date');
  return UNDATED[cadence.code];
}

/** The moment of the performance, or the start of its day. Throws RangeError if it is before the trigger or after now. */
function performance(
  cadence: Cadence,
  span: Span,
  { performedAt, zone, now }: Circumstances,
): Temporal.Instant | undefined {
  if (performedAt === undefined) return undefined;
  const countsMinutes = cadence.kind === 'minutes-after';
  const moment =
    countsMinutes || !isDate(performedAt) ? instant(performedAt) : startOf(localDate(performedAt, zone), zone);
  if (Temporal.Instant.compare(moment, instant(now)) > 0)
    throw new RangeError(`performedAt ${performedAt} is in the future`);
  const counted = countsMinutes ? moment : startOf(localDate(performedAt, zone), zone);
  // A quarter's window opens by the calendar; work before it is early, and not an error.
  if (
    cadence.kind !== 'calendar-quarter' &&
    span.opensAt !== undefined &&
    Temporal.Instant.compare(counted, span.opensAt) < 0
  ) {
    throw new RangeError(`performedAt ${performedAt} is before the trigger ${span.from}`);
  }
  return counted;
}

interface Found {
  readonly state: State;
  readonly why: readonly string[];
}

function stateOf(cadence: Cadence, span: Span, performed: Temporal.Instant | undefined, now: Temporal.Instant): Found {
  const isBefore = (moment: Temporal.Instant, limit: Temporal.Instant | undefined): boolean =>
    limit !== undefined && Temporal.Instant.compare(moment, limit) < 0;
  if (cadence.kind === 'keep') {
    const isOver = span.lateFrom !== undefined && !isBefore(now, span.lateFrom);
    return { state: isBefore(now, span.opensAt) ? 'upcoming' : isOver ? 'met' : 'open', why: [] };
  }
  if (performed !== undefined) {
    const isLate = span.lateFrom !== undefined && !isBefore(performed, span.lateFrom);
    const isOutside = isLate || isBefore(performed, span.opensAt);
    if (cadence.kind !== 'calendar-quarter' || !isOutside) {
      return { state: isLate ? 'met_late' : 'met', why: [] };
    }
  }
  // What was done in another quarter counts there: a missed quarter stays missed.
  const why = performed === undefined ? [] : ['performed in another quarter, which does not count for this one'];
  if (isBefore(now, span.opensAt)) return { state: 'upcoming', why };
  if (span.lateFrom !== undefined && !isBefore(now, span.lateFrom)) return { state: 'overdue', why };
  return { state: span.alertsAt === undefined || isBefore(now, span.alertsAt) ? 'open' : 'alert', why };
}

/** When it was performed, and whether that was in time: by the day, or by the moment for a clock in hours and minutes. */
function performedWhen(
  cadence: Cadence,
  { hardDue, lateFrom }: Span,
  { performed, zone }: { readonly performed: Temporal.Instant; readonly zone: string },
): string {
  const isMoment = cadence.kind === 'minutes-after';
  const moment = withOffset(performed, zone);
  const done = `performed ${isMoment ? moment : moment.slice(0, 10)}`;
  if (hardDue === null || lateFrom === undefined || Temporal.Instant.compare(performed, lateFrom) < 0)
    return `${done}, in time`;
  if (isMoment) return `${done}, ${elapsed(instant(hardDue).until(performed))} late`;
  const { days } = plainDate(hardDue.slice(0, 10)).until(plainDate(moment.slice(0, 10)));
  return `${done}, ${plural(days, 'day')} late`;
}

/** Such as `26 hours 5 minutes`, started minutes counted. */
function elapsed(duration: Temporal.Duration): string {
  const minutes = Math.ceil(duration.total('minutes'));
  const parts = [
    [Math.floor(minutes / 60), 'hour'],
    [minutes % 60, 'minute'],
  ] as const;
  return parts.flatMap(([count, unit]) => (count > 0 ? [plural(count, unit)] : [])).join(' ');
}

/** The version in force when it was performed, or else on the hard date, or else now. */
function cite({ part, versions }: Rule, span: Span, circumstances: Circumstances): string[] {
  const { jurisdiction, adoptedOn, performedAt, zone, now } = circumstances;
  if (part === undefined) return [];
  if (versions === undefined) return [part];
  const date = localDate(performedAt ?? span.hardDue ?? now, zone).toString();
  const version = versionInForce(versions, { jurisdiction, adoptedOn, date });
  if (version === undefined) return [`${part}, of which no version is in force in ${jurisdiction} on ${date}`];
  const isEarly = version.inForce === null || date < version.inForce;
  return [`${version.id} ${part}${isEarly ? `, adopted on ${adoptedOn?.[version.id]}` : ''}`];
}
