import { createHmac, timingSafeEqual } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { ApiError } from '../base/errors.ts';
import type { Database } from '../database/database.ts';

export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 1000;

/** The query parameters that every list takes. */
export const pageQuery = {
  limit: z
    .string()
    .refine((value) => /^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_LIMIT, {
      error: `must be a whole number from 1 to ${MAX_LIMIT}`,
    })
    .transform(Number)
    .optional()
    .meta({
      type: 'integer',
      minimum: 1,
      maximum: MAX_LIMIT,
      description:
        'Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header.',
    }),
  cursor: z
    .string()
    .max(2000)
    .optional()
    .meta({ description: 'Start of the page, from the `Link` header of the previous page.' }),
};

/** A page starts after the row with these values; `sorted` is that of the field by which the list is sorted. */
interface Position {
  readonly createdAt: string;
  readonly id: string;
  readonly sorted?: string | null;
}

/** The order of a list: the name of a field, after `-` if it is descending. */
type Sort = string;

export const sortedField = (sort: Sort): string => sort.replace(/^-/, '');

/** A page of a list, or the whole list if there is no limit. */
export interface Page {
  readonly limit?: number;
  readonly after?: Position;
  readonly sort?: Sort | undefined;
  /** The items on all pages are counted: each row has a `totalCount`. */
  readonly isCounted?: true;
  /** The pages are sent as an NDJSON stream, oldest first. */
  readonly isStream?: true;
}

/** The column that a page is sorted by, rows without a value last. */
function sortedBy(sort: Sort, table: string) {
  const column = sql.ref(`${table}.${sortedField(sort)}`);
  const [beyond, direction] = sort.startsWith('-') ? [sql`<`, sql`desc`] : [sql`>`, sql`asc`];
  return {
    order: sql`${column} ${direction} nulls last, `,
    isAfter: (value: string | null, isNext: RawBuilder<unknown>) =>
      value === null
        ? sql`(${column} is null and ${isNext})`
        : sql`(${column} ${beyond} ${value} or ${column} is null or (${column} = ${value} and ${isNext}))`,
  };
}

/** Orders by a field if asked, then by creation, and limits to the page, plus one row that shows whether there is a next page. */
export function inPage({ limit, after, sort }: Page, table: string): RawBuilder<unknown> {
  const columns = sql`${sql.ref(`${table}.createdAt`)}, ${sql.ref(`${table}.id`)}`;
  const sorted = sort === undefined ? undefined : sortedBy(sort, table);
  const next = after && sql`(${columns}) > (${after.createdAt}, ${after.id})`;
  const rest = next && sql` and ${sorted?.isAfter(after.sorted ?? null, next) ?? next}`;
  return sql`${rest ?? sql``} order by ${sorted?.order ?? sql``}${columns}${limit === undefined ? sql`` : sql` limit ${limit + 1}`}`;
}

/** Cursors are signed: a cursor that was changed, or is from another organization, operation, or filter, is refused. */
export class Cursors {
  readonly #secret: () => string;

  constructor(secret: () => string) {
    this.#secret = secret;
  }

  #signature(payload: string, scope: string): Buffer {
    return createHmac('sha256', this.#secret()).update(scope).update('\0').update(payload).digest().subarray(0, 16);
  }

  write(position: Position, scope: string): string {
    const payload = JSON.stringify(position);
    return Buffer.concat([this.#signature(payload, scope), Buffer.from(payload)]).toString('base64url');
  }

  /** @throws ApiError 422 */
  read(cursor: string, scope: string): Position {
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(16).toString();
    const genuine =
      bytes.toString('base64url') === cursor &&
      bytes.length > 16 &&
      timingSafeEqual(bytes.subarray(0, 16), this.#signature(payload, scope));
    if (!genuine)
      throw new ApiError('unprocessable', 'cursor is not from this list; send the request without it', 'cursor');
    return JSON.parse(payload) as Position;
  }
}

/** The scope of a cursor: the organization, the list, and its filters. */
export function cursorScope(organizationId: string, path: string, parameters: URLSearchParams): string {
  const filters = [...parameters].filter(([name]) => name !== 'cursor' && name !== 'limit').sort();
  return JSON.stringify([organizationId, path, filters]);
}

/** The `Link` header of the next page (RFC 8288). It has only the query, as a gateway may add a prefix to the path. */
export function nextLink(parameters: URLSearchParams, cursor: string, limit: number): string {
  const next = new URLSearchParams(parameters);
  next.set('limit', String(limit));
  next.set('cursor', cursor);
  return `<?${next}>; rel="next"`;
}

/** The rows of a page of a list that is not in a table, and one more. A cursor needs a creation time, which these rows do not have. */
export function pageOf<Row extends { readonly id: string }>(rows: readonly Row[], { after, limit }: Page) {
  const start = after === undefined ? 0 : rows.findIndex(({ id }) => id === after.id) + 1;
  const end = limit === undefined ? undefined : start + limit + 1;
  return rows.slice(start, end).map((row) => ({ ...row, createdAt: '' }));
}

/** Returns the secret that signs cursors, which all servers of an installation share. */
export async function cursorSecret(database: Database): Promise<string> {
  const [row] = await database.query<{ secret: string }>({ text: 'select cursor_secret as secret from installation' });
  if (row === undefined) throw new Error('The table "installation" is empty');
  return row.secret;
}
