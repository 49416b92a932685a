import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../base/errors.ts';
import { lazy } from '../base/lazy.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { jsonSchema } from '../openapi/schemas.ts';
import { hasEtag, type Operation, supportsAsOf } from '../slice/contract.ts';
import { plainEtag } from './compression.ts';
import type { TextResponse } from './present-response.ts';
import type { ApiRequest } from './read-request.ts';

/** ETags and conditional requests (RFC 9110, section 13). */

const digest = (text: string): string => hash('sha1', text, 'base64url');

/** The strong ETag of a response body. */
export const contentEtag = (body: string): string => `"${digest(body)}"`;

/** A strong ETag that needs no response: the same request at the same version of the organization has the same response. */
const versionEtag = (version: string, requestKey: string): string => `"${digest(requestKey).slice(0, 16)}.${version}"`;

/** The ETags in a header, or `*`. */
const etagsIn = (header: string): string[] => header.match(/\*|(?:W\/)?"[^"]*"/g) ?? [];

/** The ETag in If-None-Match that matches one of ours, as it was sent (weak comparison). */
export function matchingEtag(header: string | undefined, etag: string): string | undefined {
  if (header === undefined) return undefined;
  const sent = etagsIn(header).map((one) => one.replace(/^W\//, ''));
  return sent.includes('*') ? etag : sent.find((one) => plainEtag(one) === etag);
}

/** Whether a write depends on the current state of its record. */
export const hasPrecondition = ({ 'if-match': ifMatch, 'if-none-match': ifNoneMatch }: IncomingHttpHeaders): boolean =>
  ifMatch !== undefined || ifNoneMatch !== undefined;

/**
 * Checks the preconditions of a write against the ETag of its record, undefined if it has none.
 * @throws ApiError 412 if the record has changed since the caller read it (If-Match, strong comparison), or is what must not be there
 * (If-None-Match), 400 for an invalid If-Match.
 */
export function checkPreconditions(headers: IncomingHttpHeaders, etag: string | undefined): void {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch !== undefined) {
    const sent = etagsIn(ifMatch);
    if (sent.length === 0) throw new ApiError('bad_request', 'If-Match must be * or a list of ETags in quotes');
    if (etag === undefined || !sent.some((one) => one === '*' || plainEtag(one) === etag)) {
      const message = 'The record has changed since you read it; read it again and reapply your change';
      throw new ApiError('precondition_failed', message);
    }
  }
  if (etag !== undefined && matchingEtag(ifNoneMatch, etag) !== undefined) {
    throw new ApiError('precondition_failed', 'The record exists, and If-None-Match lists its version or *');
  }
}

const MAX_CACHED = 20_000;

/** ETags of records by organization version and request. They let this process return 304 without reading the record. */
export class EtagCache {
  readonly #etags = new Map<string, string>();

  set(name: string, etag: string): void {
    const [oldest] = this.#etags.keys();
    if (oldest !== undefined && this.#etags.size >= MAX_CACHED) this.#etags.delete(oldest);
    this.#etags.set(name, etag);
  }

  get(name: string): string | undefined {
    return this.#etags.get(name);
  }
}

/** The 304, if the caller's copy is current; with the ETag of the copy, which may be compressed. */
function notModified({ headers }: ApiRequest, current: string): TextResponse | undefined {
  const etag = matchingEtag(headers['if-none-match'], current);
  return etag === undefined ? undefined : { status: 304, headers: { etag }, body: '' };
}

/**
 * The ETags of an operation. A record's depends on its content, so that If-Match can compare it before a change; a list's or a file's
 * depends on the organization's version, so that it can be compared without reading the list or file. Versions are unique in an `epoch`.
 */
export function conditionalRequests(operation: Operation, epoch: () => string, cache: EtagCache) {
  const { method, response } = operation;
  const isRead = method === 'GET';
  const isRecord = response.kind === 'json';
  const isVersioned = supportsAsOf(operation);
  const software = lazy(() => {
    const schema = response.kind === 'file' ? '' : JSON.stringify(jsonSchema(response.schema, 'output'));
    return contentEtag(`${epoch()} ${schema}`);
  });
  /** All that the response depends on, except the data. */
  const requestKeyOf = ({ caller, url, headers }: ApiRequest): string =>
    [software(), caller.organizationId, url, response.kind === 'file' ? headers.accept : ''].join(' ');

  return {
    /** Whether the ETag depends on the organization's version. The transaction then reads it first (`readsVersion`). */
    needsVersion: ({ headers }: ApiRequest): boolean =>
      isVersioned && (headers['if-none-match'] !== undefined || !isRecord),
    /** Returns the 304 if the caller's copy is known to be current before the response is built. */
    async notModified(request: ApiRequest, tx: TenantTransaction): Promise<TextResponse | undefined> {
      if (!isVersioned || request.headers['if-none-match'] === undefined) return undefined;
      const [version, requestKey] = [await tx.version(), requestKeyOf(request)];
      const etag = isRecord ? cache.get(`${version} ${requestKey}`) : versionEtag(version, requestKey);
      return etag === undefined ? undefined : notModified(request, etag);
    },
    /** Returns the response with its ETag, or the 304 if the caller's copy is current. */
    withEtag(response: TextResponse, request: ApiRequest, version: string | undefined): TextResponse {
      const { status, headers, body } = response;
      if (!hasEtag(operation)) return response;
      const etag =
        isRecord || version === undefined
          ? contentEtag(body + (headers.link ?? ''))
          : versionEtag(version, requestKeyOf(request));
      if (isRead && isRecord && version !== undefined) cache.set(`${version} ${requestKeyOf(request)}`, etag);
      return (isRead && notModified(request, etag)) || { status, headers: { ...headers, etag }, body };
    },
  };
}
