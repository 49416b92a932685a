import { type AdoptedOn, type Due, due, parseCadence, type Rule, type Trigger } from '@raptor-comply/clocks';
import { z } from 'zod';
import { ApiError } from '../kernel/base/errors.ts';
import { moment } from '../kernel/slice/fields.ts';
import { problemOfDate } from '../kernel/slice/problems.ts';

// The clocks in requests: what they count from, and their errors.

/** A later date is a mistyped year. With the longest cadence it still has four digits. */
const LATEST = '2199-12-31';

const problemOfTrigger = (value: string): string | undefined => {
  const isMoment = value.includes('T');
  if (isMoment && !moment().safeParse(value).success)
    return 'must be a date, or a timestamp with an offset, such as 2026-03-31T14:05:00-05:00';
  const day = value.slice(0, 10);
  return problemOfDate(day) ?? (day > LATEST ? `must not be after ${LATEST}` : undefined);
};

const checked = (problem: (value: string) => string | undefined) =>
  z.string().check(({ value, issues }) => {
    const message = problem(value);
    if (message !== undefined) issues.push({ code: 'custom', message, input: value });
  });

function problemOfCadence(value: string): string | undefined {
  try {
    parseCadence(value);
    return undefined;
  } catch {
    return 'must be CMn, CQ, CDn, AFTERnMIN, AFTERnH, AFTERnD, EONCD, Yn, PLANDATE, KEEP, KEEPnD, GATE, STATE, PLAN, or EVENT, with n up to 100 years';
  }
}

/** Node.js also takes offsets, such as +01:00. */
function problemOfZone(value: string): string | undefined {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: value });
    if (/^[A-Za-z]/.test(value)) return undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return 'must be an IANA time zone, such as America/Chicago';
}

/** A cadence code, such as `CM15`. */
export const cadence = () => checked(problemOfCadence).meta({ maxLength: 12, pattern: '^[A-Z0-9]+$' });
/** A local date, or a timestamp with an offset, as it was sent: its offset is part of the record. */
export const trigger = () => checked(problemOfTrigger).meta({ maxLength: 35, pattern: '^[0-9TtZz:.+-]+$' });
export const timeZone = () => checked(problemOfZone).meta({ maxLength: 64, pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$' });

export const SETTINGS = { calendarMonthReading: 'end_of_month', alertDays: 14 } as const;

export interface ClockSettings {
  readonly calendarMonthReading?: 'end_of_month' | 'same_day' | undefined;
  readonly alertDays?: number | undefined;
}

interface Reading {
  readonly zone: string;
  readonly jurisdiction: string;
  readonly adoptedOn?: AdoptedOn;
  readonly settings?: ClockSettings | undefined;
  readonly performedAt?: string | undefined;
  readonly now: string;
}

/** Reads a clock. Throws ApiError 422: the RangeErrors of the clocks are sentences about what was sent. */
export function readClock(rule: Rule, from: Trigger | null, { settings, performedAt, ...at }: Reading): Due {
  const chosen = {
    calendarMonthReading: settings?.calendarMonthReading ?? SETTINGS.calendarMonthReading,
    alertDays: settings?.alertDays ?? SETTINGS.alertDays,
  };
  try {
    return due(rule, from, { ...at, settings: chosen, ...(performedAt === undefined ? {} : { performedAt }) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ApiError('unprocessable', `The clock ${rule.cadence} cannot count: ${error.message}`);
  }
}
