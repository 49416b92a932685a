import pg from 'pg';
import type { ApiError } from '../base/errors.ts';

/** The caller's error for a violated constraint or unique index, by its name. */
export type ConstraintErrors = Readonly<Record<string, () => ApiError>>;

/** The caller's error for a constraint that `errors` names; otherwise undefined. */
export const constraintError = (error: unknown, errors: ConstraintErrors): ApiError | undefined =>
  error instanceof pg.DatabaseError ? errors[error.constraint ?? '']?.() : undefined;
