import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../base/errors.ts';

/** Entity tags and the requests that depend on them (RFC 9110, section 13). */

const digest = (text: string): string => hash('sha1', text, 'base64url');

/** A strong tag of exactly these bytes. */
export const contentTag = (body: string): string => `"${digest(body)}"`;

/**
 * A strong tag of whatever a request is answered with while its organization is at a version: made without the response. `question` is
 * all that decides the response besides: whose, which, by which software.
 */
export const versionTag = (version: string, question: string): string =>
  `"${digest(question).slice(0, 16)}.${version}"`;

/** The tags that a header lists; `*` stands for any. */
const listed = (header: string): string[] => header.match(/\*|(?:W\/)?"[^"]*"/g) ?? [];

/** Whether the caller has this response already (If-None-Match, weak comparison). */
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

const MAX_REMEMBERED = 20_000;

/**
 * Which content tag a question was answered with at which version: who asks again whether a record has changed is told without the
 * record being read. A memory of this process; without it the response is only dearer.
 */
export class KnownTags {
  readonly #known = new Map<string, { readonly version: string; readonly tag: string }>();

  remember(question: string, version: string, tag: string): void {
    this.#known.delete(question);
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= MAX_REMEMBERED) this.#known.delete(oldest);
    this.#known.set(question, { version, tag });
  }

  /** The tag of the response, if it is known at this version. */
  at(question: string, version: string): string | undefined {
    const known = this.#known.get(question);
    return known?.version === version ? known.tag : undefined;
  }
}
