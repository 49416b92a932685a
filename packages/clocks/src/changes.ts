import type { Due } from './due.ts';
import { instant, isDate, plainDate, startOf } from './moments.ts';

/** When the state of something that is not performed changes: UTC timestamps. Null: never. */
export interface Changes {
  readonly opensAt: string | null;
  readonly alertsAt: string | null;
  /** The first moment that is late. */
  readonly lateFrom: string | null;
}

/** The moments at which a due date opens, alerts, and becomes late, to compare with now. Throws RangeError for an unknown time zone. */
export function changesOf({ alertDue, hardDue, window }: Due, zone: string): Changes {
  const moment = (text: string | null) =>
    text === null ? null : (isDate(text) ? startOf(plainDate(text), zone) : instant(text)).toString();
  return { opensAt: moment(window.from), alertsAt: moment(alertDue), lateFrom: lateFrom(hardDue, zone) };
}

/** The day of a date counts whole. */
function lateFrom(hardDue: string | null, zone: string): string | null {
  if (hardDue === null) return null;
  if (isDate(hardDue)) return startOf(plainDate(hardDue).add({ days: 1 }), zone).toString();
  return instant(hardDue).add({ milliseconds: 1 }).toString();
}
