import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../base/errors.ts';
import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { jsonSchema } from '../openapi/schemas.ts';
import { type Operation, supportsAsOf } from '../slice/contract.ts';
import type { TextResponse } from './present-response.ts';
import type { ApiRequest } from './read-request.ts';

/** ETags and conditional requests (RFC 9110, section 13). */

const digest = (text: string): string => hash('sha1', text, 'base64url');

/** The strong ETag of a response body. */
export const contentEtag = (body: string): string => `"${digest(body)}"`;

/** A strong ETag that needs no response: the same request at the same version of the organization has the same response. */
const versionEtag = (version: string, requestKey: string): string => `"${digest(requestKey).slice(0, 16)}.${version}"`;

const etagsIn = (header: string): string[] => header.match(/\*|(?:W\/)?"[^"]*"/g) ?? [];

/** Whether the caller's copy is current (If-None-Match, weak comparison). */
const isFresh = ({ 'if-none-match': header }: IncomingHttpHeaders, etag: string): boolean =>
  header !== undefined && etagsIn(header).some((sent) => sent === '*' || sent.replace(/^W\//, '') === etag);

/** @throws ApiError 412 if the record has changed since the caller read it (If-Match, strong comparison), 400 for an invalid header. */
export function requireMatch(header: string, etag: string | undefined): void {
  const sent = etagsIn(header);
  if (sent.length === 0) throw new ApiError('bad_request', 'If-Match must be * or a list of ETags in quotes');
  if (etag !== undefined && (sent.includes('*') || sent.includes(etag))) return;
  throw new ApiError(
    'precondition_failed',
    'The record has changed since you read it; read it again and reapply your change',
  );
}

const MAX_CACHED = 20_000;

/** ETags of records by request and organization version. They let this process return 304 without reading the record. */
export class EtagCache {
  readonly #entries = new Map<string, { readonly version: string; readonly etag: string }>();

  set(requestKey: string, version: string, etag: string): void {
    this.#entries.delete(requestKey);
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size >= MAX_CACHED) this.#entries.delete(oldest);
    this.#entries.set(requestKey, { version, etag });
  }

  get(requestKey: string, version: string): string | undefined {
    const entry = this.#entries.get(requestKey);
    return entry?.version === version ? entry.etag : undefined;
  }
}

const notModified = (etag: string): TextResponse => ({ status: 304, headers: { etag }, body: '' });

/**
 * The ETags of an operation. A record's depends on its content, so that If-Match can compare it before a change; a list's or a file's
 * depends on the organization's version, so that it can be compared without reading the list or file.
 */
export function conditionalRequests(operation: Operation, softwareVersion: string, cache: EtagCache) {
  const { method, response, responseIsSecret } = operation;
  const isRead = method === 'GET';
  const isRecord = response.kind === 'json';
  const isVersioned = supportsAsOf(operation);
  const returnsRecord = method === 'PUT' || method === 'PATCH' || response.status === 201;
  const hasEtag = isRead || (returnsRecord && responseIsSecret !== true);
  const schema = response.kind === 'csv' ? '' : JSON.stringify(jsonSchema(response.schema, 'output'));
  const software = contentEtag(`${softwareVersion} ${schema}`);
  /** All that the response depends on, except the data. */
  const requestKeyOf = ({ caller, url }: ApiRequest): string => `${software} ${caller.organizationId} ${url}`;

  return {
    /** Whether the ETag depends on the organization's version. The transaction then reads it first (`readsVersion`). */
    needsVersion: ({ headers }: ApiRequest): boolean =>
      isVersioned && (headers['if-none-match'] !== undefined || !isRecord),
    /** Returns the 304 if the caller's copy is known to be current before the response is built. */
    async notModified(request: ApiRequest, tx: TenantTransaction): Promise<TextResponse | undefined> {
      if (!isVersioned || request.headers['if-none-match'] === undefined) return undefined;
      const [version, requestKey] = [await tx.version(), requestKeyOf(request)];
      const etag = isRecord ? cache.get(requestKey, version) : versionEtag(version, requestKey);
      return etag !== undefined && isFresh(request.headers, etag) ? notModified(etag) : undefined;
    },
    /** Returns the response with its ETag, or the 304 if the caller's copy is current. */
    withEtag(response: TextResponse, request: ApiRequest, version: string | undefined): TextResponse {
      const { status, headers, body } = response;
      if (!hasEtag) return response;
      const etag =
        isRecord || version === undefined
          ? contentEtag(body + (headers.link ?? ''))
          : versionEtag(version, requestKeyOf(request));
      if (isRead && isRecord && version !== undefined) cache.set(requestKeyOf(request), version, etag);
      if (isRead && isFresh(request.headers, etag)) return notModified(etag);
      return { status, headers: { ...headers, etag }, body };
    },
  };
}
