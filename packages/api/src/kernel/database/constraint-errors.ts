import pg from 'pg';
import { ApiError, unknownReference } from '../base/errors.ts';

/** What the violation of a constraint means, by its name: a sentence for a 409, or the field of a 422 and what it must be the id of. */
export type ConstraintMeanings = Readonly<Record<string, string | { readonly field: string; readonly noun: string }>>;

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What the foreign keys of a table mean; names in camelCase. */
export const parentReferences = (
  table: string,
  parents: readonly { readonly column: string; readonly noun: string }[],
): ConstraintMeanings =>
  Object.fromEntries(
    parents.map(({ column, noun }) => [`${snakeCase(table)}_${snakeCase(column)}_fkey`, { field: column, noun }]),
  );

/** The error for the caller when a unique index or foreign key with a known meaning was violated. */
export function constraintError(error: unknown, meanings: ConstraintMeanings): ApiError | undefined {
  if (!(error instanceof pg.DatabaseError)) return undefined;
  const meaning = meanings[error.constraint ?? ''];
  if (typeof meaning === 'string') return error.code === '23505' ? new ApiError('conflict', meaning) : undefined;
  return meaning && error.code === '23503' ? unknownReference(meaning.field, meaning.noun) : undefined;
}
