import type { AnyRecord } from '../../kernel/slice/record.ts';
import { columnName } from '../../kernel/slice/sql.ts';

export const CATEGORIES = ['duplicate', 'contradiction', 'overdue', 'missing'] as const;

/** What makes a record odd: SQL about the columns of its table, or expressions that two records have in common. */
type Oddity = { readonly condition: string } | { readonly same: readonly string[]; readonly among?: string };

/** A rule of data quality. A record that breaks it is accepted, and listed until it is fixed or was right. */
export type Rule = Oddity & {
  readonly rule: string;
  readonly category: (typeof CATEGORIES)[number];
  /** The fields to look at; an issue has their values. */
  readonly fields: readonly string[];
  readonly problem: string;
  readonly fix: string;
};

export interface RecordRules {
  readonly record: AnyRecord;
  readonly rules: readonly Rule[];
}

/** Text as people read it: without case and outer spaces. */
export const folded = (column: string): string => `lower(trim(${column}))`;
/** A code without case and punctuation: `RLY-001` and `rly 001` are the same. */
export const foldedCode = (column: string): string => `lower(regexp_replace(${column}, '[^[:alnum:]]', '', 'g'))`;

/** Two records whose codes people take for the same. `scope` has the columns within which a code is unique. */
export const similarCodes = (field: string, scope: readonly string[] = []): Rule => ({
  rule: `similar_${columnName(field)}`,
  category: 'duplicate',
  fields: [field],
  same: [...scope, foldedCode(columnName(field))],
  problem: `Another record has the same ${field} in other letters, spaces, or punctuation.`,
  fix: `Delete the duplicate, or give the records a ${field} that people can tell apart.`,
});

/** Two records with the same title. */
export const sameTitle = (field: string, scope: readonly string[] = []): Rule => ({
  rule: `duplicate_${columnName(field)}`,
  category: 'duplicate',
  fields: [field],
  same: [...scope, folded(columnName(field))],
  problem: `Another record has the same ${field}.`,
  fix: `Delete the duplicate, or give the records a ${field} that tells them apart.`,
});

interface Deadline {
  readonly field: string;
  readonly months: number;
  readonly source: string;
  /** SQL for the records that the deadline is for. */
  readonly applies: string;
}

/** A date that is more than this many calendar months ago. NERC counts to the end of the last month. */
export const overdue = ({ field, months, source, applies }: Deadline): Rule => ({
  rule: `overdue_${columnName(field)}`,
  category: 'overdue',
  fields: [field],
  condition: `(${applies}) and date_trunc('month', ${columnName(field)}) + interval '${months + 1} months' <= current_date`,
  problem: `${field} is more than ${months} calendar months ago (${source}).`,
  fix: `Do what is overdue, then set ${field} to its date.`,
});

/** A date of something that has happened, and that is in the future wherever on Earth the record is. */
export const inFuture = (field: string, problem: string, otherwise: string): Rule => ({
  rule: `future_${columnName(field)}`,
  category: 'contradiction',
  fields: [field],
  condition: `${columnName(field)} > current_date + 1`,
  problem: `${field} is in the future, so ${problem}.`,
  fix: `Correct ${field}, or ${otherwise}.`,
});

export const HIGH_OR_MEDIUM = "impact_level in ('high', 'medium')";
