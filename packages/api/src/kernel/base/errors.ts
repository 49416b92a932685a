import { STATUS_CODES } from 'node:http';

/** Every code that can leave the server, and its HTTP status. */
const STATUS_BY_CODE = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  conflict: 409,
  precondition_failed: 412,
  content_too_large: 413,
  uri_too_long: 414,
  unsupported_media_type: 415,
  expectation_failed: 417,
  unprocessable: 422,
  too_many_requests: 429,
  headers_too_large: 431,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof STATUS_BY_CODE;

/** The body of every response that is not 2xx or 304. `field` only on a 422 that one field caused. */
export interface ErrorBody {
  error: string;
  message: string;
  field?: string;
}

/** An error whose text is meant for the caller: one sentence that names what is wrong and how to fix it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly field: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, field?: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.status = STATUS_BY_CODE[code];
    this.field = field;
    this.headers = headers;
  }
}

/** The one exception to the error body: a refusal whose response the operation's contract declares. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly response: unknown;

  constructor(response: unknown) {
    super('The request was refused with an response of its own');
    this.response = response;
  }
}

/** A 404 for an id that is unknown, malformed, deleted or another organization's: always the same bytes. */
export const notFound = (noun: string): ApiError =>
  new ApiError('not_found', `${noun.charAt(0).toUpperCase()}${noun.slice(1)} not found`);

/** A 422 for an id in a body or query that is not one of this organization's. */
export const unknownReference = (field: string, noun: string): ApiError =>
  new ApiError('unprocessable', `${field} is not the id of a ${noun} of this organization`, field);

/** A 503 that tells the client when to come back, in whole seconds. */
export const unavailable = (message: string, retryAfterSeconds = 1): ApiError =>
  new ApiError('unavailable', message, undefined, { 'retry-after': String(retryAfterSeconds) });

/** A 503 for a request that was cancelled at its deadline. */
export const tookTooLong = (): ApiError => unavailable('The request took too long and was cancelled; retry later', 5);

/** The reason phrase of a status; RFC 9110 renamed 413, Node.js did not. */
export const phrase = (status: number): string =>
  status === 413 ? 'Content Too Large' : (STATUS_CODES[status] ?? 'Error');

/** The one error formatter: what an error becomes on the wire. An unknown error says nothing about itself. */
export function errorResponse(error: ApiError): { status: number; headers: Record<string, string>; body: ErrorBody } {
  return {
    status: error.status,
    headers: { ...error.headers },
    body: {
      error: phrase(error.status),
      message: error.message,
      ...(error.field !== undefined && error.status === 422 ? { field: error.field } : {}),
    },
  };
}

export const internalError = (): ApiError =>
  new ApiError('internal', 'Something went wrong on our side; retry, and quote the X-Request-Id if it persists');
