import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { moment, text } from './fields.ts';
import type { Filter } from './record.ts';

/** What `q` looks at: a field, or SQL that stands for one. */
export type SearchedColumn = string | { readonly name: string; readonly column: RawBuilder<unknown> };

const nameOf = (searched: SearchedColumn): string => (typeof searched === 'string' ? searched : searched.name);

/** The query parameters of every list of records. */
export const searchQuery = (searched: readonly SearchedColumn[]) => ({
  q: text(200, 1)
    .optional()
    .describe(`Only items that contain this text, in any case, in one of: ${searched.map(nameOf).join(', ')}.`),
  updatedSince: moment()
    .optional()
    .describe('Only items changed at or after this moment; overlap successive calls by a few seconds.'),
});

export const parentQuery = (noun: string) =>
  z.string().max(100).optional().meta({ format: 'uuid' }).describe(`Only items of this ${noun}.`);

/** A filter of a list by one of the values that a field can have. */
export const choiceFilter = <const V extends readonly [string, ...string[]]>(
  values: V,
  description: string,
): Filter => ({
  query: z.enum(values).optional().describe(description),
});

/** A condition on the listed table's columns; undefined conditions are left out. */
export type Condition = RawBuilder<unknown> | undefined;

export const equals = (column: string, value: string | undefined): Condition =>
  value === undefined ? undefined : sql`${sql.ref(column)} = ${value}`;

/** Case-insensitive "contains" over columns; `%` and `_` mean themselves. */
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
