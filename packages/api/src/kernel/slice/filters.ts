import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { moment, text } from './fields.ts';
import type { Filter } from './record.ts';

/** A field that `q` searches, or a name with SQL for its text. */
export type SearchedColumn = string | { readonly name: string; readonly column: RawBuilder<unknown> };

/** The query parameters of every list of records. */
export const searchQuery = (searched: readonly SearchedColumn[]) => {
  const names = searched.map((column) => (typeof column === 'string' ? column : column.name));
  return {
    q: text(200, 1)
      .optional()
      .describe(`Only items with this text, in any case, in one of: ${names.join(', ')}.`),
    updatedSince: moment()
      .optional()
      .describe('Only items changed at or after this moment. Let successive calls overlap by a few seconds.'),
  };
};

export const parentQuery = (noun: string) =>
  z.string().max(100).optional().meta({ format: 'uuid' }).describe(`Only items of this ${noun}.`);

/** A filter by a field with a fixed set of values. */
export const choiceFilter = <const V extends readonly [string, ...string[]]>(
  values: V,
  description: string,
): Filter => ({ query: z.enum(values).optional().describe(description) });

/** A condition of a query. Undefined conditions are ignored. */
export type Condition = RawBuilder<unknown> | undefined;

export const equals = (column: string, value: string | undefined): Condition =>
  value === undefined ? undefined : sql`${sql.ref(column)} = ${value}`;

/** Searches the columns for a text, ignoring case. `%` and `_` are not wildcards. */
export function contains(columns: readonly SearchedColumn[], searched: string | undefined): Condition {
  if (searched === undefined) return undefined;
  const pattern = `%${searched.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  const tests = columns.map(
    (column) => sql`${typeof column === 'string' ? sql.ref(column) : column.column} ilike ${pattern}`,
  );
  return sql`(${sql.join(tests, sql` or `)})`;
}

export const since = (table: string, moment: string | undefined): Condition =>
  moment === undefined ? undefined : sql`${sql.ref(`${table}.updatedAt`)} >= ${moment}`;

export const every = (conditions: readonly Condition[]): RawBuilder<unknown> =>
  sql.join([sql`true`, ...conditions.filter((condition) => condition !== undefined)], sql` and `);
