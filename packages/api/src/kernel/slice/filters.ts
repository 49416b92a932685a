import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { flag, moment, searchText } from './fields.ts';
import type { AnyRecord, Filter } from './record.ts';

/** A field that `q` searches, or a name with SQL for its text. */
export type SearchedColumn = string | { readonly name: string; readonly column: RawBuilder<unknown> };

/** The query parameters of every list of records. */
export const searchQuery = (searched: readonly SearchedColumn[]) => {
  const names = searched.map((column) => (typeof column === 'string' ? column : column.name));
  return {
    q: searchText(200)
      .optional()
      .describe(`Only items with this text, in any case, in one of: ${names.join(', ')}.`),
    updatedSince: moment()
      .optional()
      .describe('Only items changed at or after this moment. Let successive calls overlap by a few seconds.'),
  };
};

/** The query parameters for which records a list has, and in which order. */
export const orderQuery = ({ name, sortable }: Pick<AnyRecord, 'name' | 'sortable'>) => ({
  isDeleted: flag().optional().describe('Deleted items instead of those that exist.'),
  sort: z
    .enum(sortable.flatMap((field) => [field, `-${field}`]))
    .meta({ id: `${name}Sort` })
    .optional()
    .describe('Field to sort by, with `-` before it in descending order. Items without a value come last.'),
});

export const parentQuery = (noun: string) =>
  z.string().max(100).optional().meta({ format: 'uuid' }).describe(`Only items of this ${noun}.`);

/** The filter by the value of a field: a choice, true or false, or a text in any case. */
export function fieldFilter(nouns: string, field: string, value: z.ZodType): Filter {
  const query = (type: z.ZodType, ending = '') =>
    type.optional().describe(`Only ${nouns} with this ${field}${ending}.`);
  const condition = (sent: unknown) => equals(field, sent);
  if (value instanceof z.ZodEnum) return { query: query(value), condition };
  if (value instanceof z.ZodBoolean) return { query: query(flag()), condition };
  const isSameText = (sent: unknown) => sql`lower(${sql.ref(field)}) = lower(${sent})`;
  return { query: query(searchText(255), ', in any case'), condition: isSameText };
}

/** A condition of a query. Undefined conditions are ignored. */
export type Condition = RawBuilder<unknown> | undefined;

export const equals = (column: string, value: unknown): Condition =>
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
