/** How often, or how soon, a requirement part asks for something. `count` is in the unit of the kind. */
export type Cadence =
  /** CM15: again within 15 calendar months of the last performance. */
  | { readonly kind: 'calendar-months'; readonly count: number }
  /** CQ: once in each calendar quarter. */
  | { readonly kind: 'calendar-quarter' }
  /** CD35: again within 35 calendar days of the last performance. */
  | { readonly kind: 'calendar-days'; readonly count: number }
  /** AFTER30D: within 30 calendar days of an event. */
  | { readonly kind: 'days-after'; readonly count: number }
  /** AFTER24H, AFTER15MIN: within this many minutes of an event. */
  | { readonly kind: 'minutes-after'; readonly count: number }
  /** EONCD: by the end of the next calendar day. */
  | { readonly kind: 'end-of-next-day' }
  /** Y7: valid for seven years, through the same date. */
  | { readonly kind: 'years'; readonly count: number }
  /** PLANDATE: on the date that a plan sets. */
  | { readonly kind: 'plan-date' }
  /** KEEP90D: kept for 90 calendar days; KEEP without a number: for as long as the plan says. */
  | { readonly kind: 'keep'; readonly count: number | undefined }
  /** GATE, STATE, PLAN, EVENT: never due on a date. */
  | { readonly kind: 'undated'; readonly code: UndatedCode };

const UNDATED_CODES = ['GATE', 'STATE', 'PLAN', 'EVENT'] as const;
export type UndatedCode = (typeof UNDATED_CODES)[number];

/** 100 years. A larger count is a typing error, and dates past the year 9999 have another form. */
const MAX_MONTHS = 1200;
const MAX_DAYS = 36_525;

/** Reads a cadence code. Throws RangeError if the code is unknown or its count is not from 1 to 100 years. */
export function parseCadence(code: string): Cadence {
  const [, word = '', digits, unit = ''] = /^([A-Z]+?)([1-9]\d{0,5})?(D|H|MIN)?$/.exec(code) ?? [];
  const count = digits === undefined ? undefined : Number(digits);
  const cadence = count === undefined ? withoutCount(code) : withCount(`${word}n${unit}`, count);
  if (cadence === undefined) {
    throw new RangeError(
      `"${code}" is not a cadence. Use CMn, CQ, CDn, AFTERnMIN, AFTERnH, AFTERnD, EONCD, Yn, PLANDATE, KEEP, KEEPnD, GATE, STATE, PLAN, or EVENT, with n up to 100 years`,
    );
  }
  return cadence;
}

function withoutCount(code: string): Cadence | undefined {
  const undated = UNDATED_CODES.find((known) => known === code);
  if (undated !== undefined) return { kind: 'undated', code: undated };
  if (code === 'CQ') return { kind: 'calendar-quarter' };
  if (code === 'EONCD') return { kind: 'end-of-next-day' };
  if (code === 'PLANDATE') return { kind: 'plan-date' };
  if (code === 'KEEP') return { kind: 'keep', count: undefined };
  return undefined;
}

function withCount(shape: string, count: number): Cadence | undefined {
  if (shape === 'CMn' && count <= MAX_MONTHS) return { kind: 'calendar-months', count };
  if (shape === 'Yn' && count <= MAX_MONTHS / 12) return { kind: 'years', count };
  if (count > MAX_DAYS) return undefined;
  if (shape === 'CDn') return { kind: 'calendar-days', count };
  if (shape === 'AFTERnD') return { kind: 'days-after', count };
  if (shape === 'AFTERnH') return { kind: 'minutes-after', count: count * 60 };
  if (shape === 'AFTERnMIN') return { kind: 'minutes-after', count };
  if (shape === 'KEEPnD') return { kind: 'keep', count };
  return undefined;
}
