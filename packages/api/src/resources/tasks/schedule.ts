import { changesOf, parseCadence, type Rule } from '@raptor-comply/clocks';
import { ApiError } from '../../kernel/base/errors.ts';
import { readClock } from '../clock.ts';
import type { OrganizationClock } from '../organization-clock.ts';
import { partOf, versionsOf } from '../requirement-parts.ts';
import type { RECURRENCES } from './record.ts';

/** What the dates of a task follow from. */
export interface Plan {
  readonly cadence: string | null;
  readonly recurrence: (typeof RECURRENCES)[number] | null;
  readonly requirementPart: string | null;
  readonly triggerAt: string | null;
  /** The first due date of a series that has nothing to count from. */
  readonly scheduleStart: string | null;
  readonly dueDate: string | null;
  /** What was said about inputs that were changed after the hard date had passed. */
  readonly triggerCorrection?: string | null;
}

export const withCorrection = (reason: string, correction: string | null | undefined): string =>
  correction ? `${reason}; ${correction}` : reason;

const COUNTS_FROM_EVENT = ['days-after', 'minutes-after', 'end-of-next-day'];
const HAS_NO_DATE = ['undated', 'keep'];

const refuse = (at: string, field: string, problem: string): ApiError =>
  new ApiError('unprocessable', `${at}${field} ${problem}`, `${at}${field}`);

/** The cadence of a plan: its own, or that of its part if that has dates. Throws ApiError 422. */
export function cadenceOf({ cadence, recurrence, requirementPart }: Plan, at = ''): string | null {
  const part = partOf(requirementPart);
  const ofPart = part === undefined || HAS_NO_DATE.includes(part.clock.kind) ? null : part.cadence;
  if (cadence !== null && recurrence !== null)
    throw refuse(at, 'recurrence', 'and cadence exclude each other; send one');
  if (recurrence !== null && ofPart !== null)
    throw refuse(at, 'recurrence', `is not for ${requirementPart}, whose cadence is ${ofPart}; omit it`);
  if (cadence !== null && ofPart !== null && cadence !== ofPart && cadence !== part?.alternativeCadence)
    throw refuse(at, 'cadence', `of ${requirementPart} is ${ofPart}; omit it`);
  if (cadence !== null && HAS_NO_DATE.includes(parseCadence(cadence).kind))
    throw refuse(at, 'cadence', `${cadence} has no due date; omit it and send dueDate`);
  return cadence ?? ofPart;
}

/** What the clock of a plan counts from. Throws ApiError 422 if that is missing. */
function triggerOf(plan: Omit<Plan, 'cadence' | 'recurrence'>, cadence: string | null, at: string) {
  const { triggerAt, scheduleStart, dueDate } = plan;
  const kind = cadence === null ? 'plan-date' : parseCadence(cadence).kind;
  if (cadence !== null && triggerAt !== null) return triggerAt;
  if (COUNTS_FROM_EVENT.includes(kind)) throw refuse(at, 'triggerAt', `is required: ${cadence} counts from an event`);
  const first = cadence === null ? dueDate : (scheduleStart ?? dueDate);
  if (first === null) throw refuse(at, 'dueDate', 'is required, or triggerAt with a cadence');
  return kind === 'plan-date' ? first : { firstDue: first };
}

/** What the clock of a task follows. */
export function ruleOf(cadence: string | null, requirementPart: string | null): Rule {
  const part = partOf(requirementPart);
  if (part === undefined) return { cadence: cadence ?? 'PLANDATE' };
  const countsFrom =
    cadence !== null && cadence === part.alternativeCadence ? part.alternativeCountsFrom : part.countsFrom;
  return {
    cadence: cadence ?? 'PLANDATE',
    part: part.part,
    versions: versionsOf(part.standard),
    ...(countsFrom === null ? {} : { countsFrom }),
  };
}

/** Calculates the dates of a task's current occurrence. Throws ApiError 422 naming the field, with `at` before its name. */
export const scheduled = (plan: Plan, clock: OrganizationClock, at = '') =>
  datesBy(cadenceOf(plan, at), plan, { clock, at });

/** Calculates the dates of an occurrence by a cadence. Throws ApiError 422 as `scheduled` does. */
export function datesBy(
  cadence: string | null,
  plan: Omit<Plan, 'cadence' | 'recurrence'>,
  { clock, at = '' }: { readonly clock: OrganizationClock; readonly at?: string },
) {
  const from = triggerOf(plan, cadence, at);
  const found = readClock(ruleOf(cadence, plan.requirementPart), from, clock);
  const { hardDue, alertDue, reason } = found;
  const hardDay = hardDue?.slice(0, 10) ?? '';
  const dueDate = plan.dueDate ?? hardDay;
  if (dueDate > hardDay) throw refuse(at, 'dueDate', `must not be after the hard date ${hardDay} (${reason})`);
  return {
    cadence,
    dueDate,
    hardDue,
    alertDue,
    dueReason: withCorrection(reason, plan.triggerCorrection),
    triggerCorrection: plan.triggerCorrection ?? null,
    scheduleStart: plan.triggerAt === null ? (plan.scheduleStart ?? dueDate) : null,
    ...changesOf(found, clock.zone),
  };
}
