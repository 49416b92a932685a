import pg from 'pg';
import { ApiError, unknownReference } from '../base/errors.ts';

/** The meaning of a violated constraint, by its name: the message of a 409, or the field of a 422 and the noun that it refers to. */
export type ConstraintMeanings = Readonly<Record<string, string | { readonly field: string; readonly noun: string }>>;

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The meanings of a table's foreign keys; names in camelCase. */
export const parentReferences = (
  table: string,
  parents: readonly { readonly column: string; readonly noun: string }[],
): ConstraintMeanings =>
  Object.fromEntries(
    parents.map(({ column, noun }) => [`${snakeCase(table)}_${snakeCase(column)}_fkey`, { field: column, noun }]),
  );

/** The caller's error for a violated unique index or foreign key whose meaning is known; otherwise undefined. */
export function constraintError(error: unknown, meanings: ConstraintMeanings): ApiError | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined;
  const meaning = meanings[error.constraint ?? ''];
  if (typeof meaning === 'string') return error.code === '23505' ? new ApiError('conflict', meaning) : undefined;
  return meaning && error.code === '23503' ? unknownReference(meaning.field, meaning.noun) : undefined;
}
