import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { RowList } from '../database/rows.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { moment, text } from './fields.ts';
import { inPage, type Page } from './pages.ts';
import { sqlQuery, type Tables } from './sql.ts';

/** What every list of the inventory can be narrowed by. */
export const searchQuery = (searched: string) => ({
  q: text(200, 1).optional().describe(`Only items that contain this text, in any case, in one of: ${searched}.`),
  updatedSince: moment()
    .optional()
    .describe('Only items changed at or after this moment; overlap successive calls by a few seconds.'),
});

export const parentQuery = (noun: string) =>
  z.string().max(100).optional().meta({ format: 'uuid' }).describe(`Only items of this ${noun}.`);

/** A condition on the listed table's columns; undefined conditions are left out. */
export type Condition = RawBuilder<unknown> | undefined;

export const equals = (column: string, value: string | undefined): Condition =>
  value === undefined ? undefined : sql`${sql.ref(column)} = ${value}`;

/** Case-insensitive "contains" over columns; `%` and `_` mean themselves. */
export function contains(columns: readonly RawBuilder<unknown>[], text: string | undefined): Condition {
  if (text === undefined) return undefined;
  const pattern = `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return sql`(${sql.join(
    columns.map((column) => sql`${column} ilike ${pattern}`),
    sql` or `,
  )})`;
}

/** What the lists of the inventory are narrowed by, as their contracts parse it. */
export interface ListFilters {
  readonly impactLevel?: string | undefined;
  readonly q?: string | undefined;
  readonly updatedSince?: string | undefined;
}

export const since = (table: string, moment: string | undefined): Condition =>
  moment === undefined ? undefined : sql`${sql.ref(`${table}.updatedAt`)} >= ${moment}`;

export const every = (conditions: readonly Condition[]): RawBuilder<unknown> =>
  sql.join([sql`true`, ...conditions.filter((condition) => condition !== undefined)], sql` and `);

const records = <T extends keyof Tables>(table: T, conditions: readonly Condition[], page: Page) =>
  sqlQuery(
    sql<
      Tables[T]
    >`select * from ${sql.table(table)} where not is_deleted and ${every(conditions)}${inPage(page, table)}`,
  );

/** The live rows of a table that meet all conditions, in order, cut to the page. */
export const listRecords = <T extends keyof Tables>(
  tx: TenantTransaction,
  table: T,
  conditions: readonly Condition[],
  page: Page,
): Promise<RowList<Tables[T]>> => tx.list(records(table, conditions, page));

const PART_ROWS = 1000;

/** All of them, in parts. */
export const recordsInParts = <T extends keyof Tables>(
  tx: TenantTransaction,
  table: T,
  conditions: readonly Condition[],
): AsyncIterable<RowList<Tables[T]>> => tx.parts(records(table, conditions, {}), PART_ROWS);
