import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from './errors.ts';

/** Entity tags and the requests that depend on them (RFC 9110, section 13). */

/** A strong tag of exactly these bytes, and of where the next page begins. */
export const entityTag = (body: string, link = ''): string =>
  `"${createHash('sha1').update(link).update('\0').update(body).digest('base64url')}"`;

/** The tags that a header lists; `*` stands for any. */
const listed = (header: string): string[] => header.match(/\*|(?:W\/)?"[^"]*"/g) ?? [];

/** Whether the caller has these bytes already (If-None-Match, weak comparison). */
export function isFresh(headers: IncomingHttpHeaders, tag: string): boolean {
  const header = headers['if-none-match'];
  return header !== undefined && listed(header).some((given) => given === '*' || given.replace(/^W\//, '') === tag);
}

/** @throws ApiError 412 when the caller changes something else than what is there (If-Match, strong comparison). */
export function requireMatch(header: string, tag: string | undefined): void {
  const tags = listed(header);
  if (tags.length === 0) throw new ApiError('bad_request', 'If-Match must be * or list entity tags in quotes');
  if (tag === undefined || !tags.some((given) => given === '*' || given === tag)) {
    throw new ApiError(
      'precondition_failed',
      'The record has changed since you read it; read it again and decide anew',
    );
  }
}
