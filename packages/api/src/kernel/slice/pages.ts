import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
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
      description: 'Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header.',
    }),
  cursor: z
    .string()
    .max(500)
    .optional()
    .meta({ description: 'Start of the page, from the `Link` header of the previous page.' }),
};

/** A page starts after the row with these values. */
interface Position {
  readonly createdAt: string;
  readonly id: string;
}

/** A page of a list, or the whole list if there is no limit. */
export interface Page {
  readonly limit?: number;
  readonly after?: Position;
  /** The pages are sent as an NDJSON stream, oldest first. */
  readonly isStream?: true;
}

/** Orders by creation and limits to the page, plus one row that shows whether there is a next page. */
export function inPage(page: Page, table: string): RawBuilder<unknown> {
  const createdAt = sql.ref(`${table}.createdAt`);
  const id = sql.ref(`${table}.id`);
  const after =
    page.after === undefined ? sql`` : sql` and (${createdAt}, ${id}) > (${page.after.createdAt}, ${page.after.id})`;
  const limit = page.limit === undefined ? sql`` : sql` limit ${page.limit + 1}`;
  return sql`${after} order by ${createdAt}, ${id}${limit}`;
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
    const payload = `${position.createdAt} ${position.id}`;
    return Buffer.concat([this.#signature(payload, scope), Buffer.from(payload)]).toString('base64url');
  }

  /** @throws ApiError 422 */
  read(cursor: string, scope: string): Position {
    const bytes = Buffer.from(cursor, 'base64url');
    const payload = bytes.subarray(16).toString();
    const [createdAt = '', id = ''] = payload.split(' ');
    const genuine =
      bytes.toString('base64url') === cursor &&
      bytes.length > 16 &&
      timingSafeEqual(bytes.subarray(0, 16), this.#signature(payload, scope));
    if (!genuine)
      throw new ApiError('unprocessable', 'cursor is not from this list; send the request without it', 'cursor');
    return { createdAt, id };
  }
}

/** The scope of a cursor: the organization, the list, and its filters. */
export function cursorScope(organizationId: string, path: string, parameters: URLSearchParams): string {
  const filters = [...parameters].filter(([name]) => name !== 'cursor' && name !== 'limit').sort();
  return JSON.stringify([organizationId, path, filters]);
}

/** The `Link` header of the next page (RFC 8288). The URL is relative, so it is correct behind any proxy. */
export function nextLink(path: string, parameters: URLSearchParams, cursor: string, limit: number): string {
  const next = new URLSearchParams(parameters);
  next.set('limit', String(limit));
  next.set('cursor', cursor);
  return `<${path}?${next}>; rel="next"`;
}

/** Returns the secret that signs cursors. The first server creates it; all servers of an installation share it. */
export async function cursorSecret(database: Database): Promise<string> {
  const [row] = await database.query<{ cursor_secret: string }>({
    text: `with created as (
             insert into installation (cursor_secret) values ($1) on conflict do nothing returning cursor_secret
           )
           select cursor_secret from created union all select cursor_secret from installation limit 1`,
    values: [randomBytes(32).toString('base64url')],
  });
  // No row: another server inserts it in a transaction that this statement cannot see yet.
  return row?.cursor_secret ?? cursorSecret(database);
}
