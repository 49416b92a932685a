import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyError } from 'fastify';
import { withoutKeys } from '../auth/api-keys.ts';
import { ApiError, type ErrorCode, internalError, unavailable } from '../base/errors.ts';
import { type ConstraintErrors, constraintError } from '../database/constraint-errors.ts';
import type { TextResponse } from './present-response.ts';

/** Errors that Node.js and Fastify report themselves, converted to the one error shape. */

/**
 * The headers of every response. Shared caches ignore X-API-Key, so they must not store responses. The caller's own cache may, but must
 * revalidate.
 */
export const commonHeaders = (requestId: string): Record<string, string> => ({
  'x-request-id': requestId,
  'cache-control': 'private, no-cache',
  'x-content-type-options': 'nosniff',
});

export const JSON_TYPE = 'application/json; charset=utf-8';
const MAX_URL_LENGTH = 8192;
export const MAX_HEADER_BYTES = 32 * 1024;

type Refusal = readonly [code: ErrorCode, message: string];

export const BODY_TOO_LARGE: Refusal = ['content_too_large', 'The body is too large for this operation'];
const BAD_ESCAPE: Refusal = ['bad_request', 'The URL has an invalid percent-escape; write % as %25'];
const BAD_MEDIA_TYPE: Refusal = ['unsupported_media_type', 'Content-Type is not supported'];

const REFUSALS: Readonly<Record<string, Refusal>> = {
  FST_ERR_BAD_URL: BAD_ESCAPE,
  FST_ERR_CTP_BODY_TOO_LARGE: BODY_TOO_LARGE,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad_request', 'The length of the body does not match Content-Length'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: BAD_MEDIA_TYPE,
  FST_ERR_CTP_INVALID_TYPE: BAD_MEDIA_TYPE,
  HPE_HEADER_OVERFLOW: ['headers_too_large', `The headers are larger than ${MAX_HEADER_BYTES} bytes`],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request was not complete in time'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['content_too_large', 'The chunk extensions are too large'],
};

/** Keeps a valid request id, so that callers can correlate their own logs; an API key sent by mistake is not kept. */
export function requestId(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  const isValid = typeof sent === 'string' && /^[\w.\-=]{1,128}$/.test(sent) && withoutKeys(sent) === sent;
  return isValid ? sent : randomUUID();
}

/** Checks the request line and headers before any other code reads them. Throws ApiError. */
export function checkRequestLine({ url = '', headers, headersDistinct, httpVersion }: IncomingMessage): void {
  const refuse = (message: string) => new ApiError('bad_request', message);
  if (url.length > MAX_URL_LENGTH)
    throw new ApiError('uri_too_long', `The URL is longer than ${MAX_URL_LENGTH} characters`);
  if (httpVersion === '1.1') {
    if (headers.host === undefined) throw refuse('The Host header is missing');
    if (headers.expect !== undefined && !/(^|\W)100-continue(\W|$)/i.test(headers.expect))
      throw new ApiError('expectation_failed', 'Only Expect: 100-continue is supported');
  }
  if ((headersDistinct.host?.length ?? 0) > 1) throw refuse('The Host header was sent twice; send it once');
  const query = url.indexOf('?');
  if (query === -1) return;
  try {
    decodeURIComponent(url.slice(query));
  } catch {
    throw new ApiError(...BAD_ESCAPE);
  }
}

/** Converts an error of the HTTP parser. */
export const asParserRefusal = (code: string): ApiError =>
  new ApiError(...(REFUSALS[code] ?? ['bad_request', 'The request is not valid HTTP']));

/** Converts whatever was thrown to the error that the caller sees. */
export function asApiError(thrown: unknown, constraints: ConstraintErrors): ApiError {
  try {
    if (thrown instanceof ApiError) return thrown;
    const refusal = REFUSALS[(thrown as Partial<FastifyError> | null | undefined)?.code ?? ''];
    if (refusal !== undefined) return new ApiError(...refusal);
    return constraintError(thrown, constraints) ?? internalError();
  } catch {
    // Reading it threw: a proxy, or a getter that fails.
    return internalError();
  }
}

/** The response to an error. */
export const presentApiError = ({ status, headers, body }: ApiError): TextResponse => ({
  status,
  headers: { ...headers, 'content-type': JSON_TYPE },
  body: JSON.stringify(body),
});

export const shuttingDown = (): ApiError => unavailable('The server is shutting down; retry on a new connection', 2);
