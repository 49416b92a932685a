import { createHmac, timingSafeEqual } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { ApiError } from '../base/errors.ts';

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
      description: 'Turns on paging: at most this many items. The next page is in the `Link` header.',
    }),
  cursor: z
    .string()
    .max(500)
    .optional()
    .meta({ description: 'Where the page begins: from the `Link` header of the page before it.' }),
};

/** Where a page begins: after the row with these values in the list's order. */
interface Position {
  readonly createdAt: string;
  readonly id: string;
}

/** What a list shows: everything, or a page of it. */
export interface Page {
  readonly limit?: number;
  readonly after?: Position;
  /** Pages of a log that is sent as lines: in the order of events. */
  readonly isStream?: true;
}

/** `order by creation then id`, cut to the page; one row more than the limit tells whether there is a next page. */
export function inPage(page: Page, table: string): RawBuilder<unknown> {
  const createdAt = sql.ref(`${table}.createdAt`);
  const id = sql.ref(`${table}.id`);
  const after =
    page.after === undefined ? sql`` : sql` and (${createdAt}, ${id}) > (${page.after.createdAt}, ${page.after.id})`;
  const limit = page.limit === undefined ? sql`` : sql` limit ${page.limit + 1}`;
  return sql`${after} order by ${createdAt}, ${id}${limit}`;
}

/** Cursors are signed: one of another organization, operation or filter, or one that was tampered with, is refused. */
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
      throw new ApiError('unprocessable', 'cursor is not one that this list gave out; start without it', 'cursor');
    return { createdAt, id };
  }
}

/** The part of a request that a cursor belongs to: whose list it is, which one, and how it is filtered. */
export function cursorScope(organizationId: string, path: string, parameters: URLSearchParams): string {
  const filters = [...parameters].filter(([name]) => name !== 'cursor' && name !== 'limit').sort();
  return JSON.stringify([organizationId, path, filters]);
}

/** `Link` of the next page (RFC 8288): relative, so that it stays right, and on https, behind any proxy. */
export function nextLink(path: string, parameters: URLSearchParams, cursor: string, limit: number): string {
  const next = new URLSearchParams(parameters);
  next.set('limit', String(limit));
  next.set('cursor', cursor);
  return `<${path}?${next}>; rel="next"`;
}
