import { STATUS_CODES } from 'node:http';

/** Every error code of a response, and its HTTP status. */
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

/** The reason phrase of a status. Node.js has the name of 413 from before RFC 9110. */
export const phrase = (status: number): string =>
  status === 413 ? 'Content Too Large' : (STATUS_CODES[status] ?? 'Error');

/** An error whose message is for the caller: one sentence that names what is wrong and how to fix it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly field: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** The body of every response that is not 2xx or 304. Only a 422 that one field caused has `field`. */
  readonly body: unknown;

  constructor(code: ErrorCode, message: string, field?: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.status = STATUS_BY_CODE[code];
    this.field = field;
    this.headers = headers;
    this.body = { error: phrase(this.status), message, field: this.status === 422 ? field : undefined };
  }
}

/** A 400 with a body of its own, which the operation's contract declares as `refusal`. */
export class RequestRefused extends ApiError {
  override readonly body: unknown;

  constructor(body: unknown) {
    super('bad_request', 'The request was refused');
    this.body = body;
  }
}

/** A 404. It is identical for an id that is unknown, malformed, deleted or another organization's. */
export const notFound = (noun: string): ApiError =>
  new ApiError('not_found', `${noun.charAt(0).toUpperCase()}${noun.slice(1)} not found`);

/** A 422 for an id in a body or query that is not one of this organization's. */
export const unknownReference = (field: string, noun: string): ApiError =>
  new ApiError('unprocessable', `${field} is not the id of a ${noun} of this organization`, field);

/** A 503 with a Retry-After header. */
export const unavailable = (message: string, retryAfterSeconds = 1): ApiError =>
  new ApiError('unavailable', message, undefined, { 'retry-after': String(retryAfterSeconds) });

/** A 503 for a request that was cancelled at its deadline. */
export const tookTooLong = (): ApiError => unavailable('The request took too long and was cancelled; retry later', 5);

/** The 500 for an unknown error, without any detail of it. */
export const internalError = (): ApiError =>
  new ApiError('internal', 'Something went wrong on our side; retry, and quote the X-Request-Id if it persists');
