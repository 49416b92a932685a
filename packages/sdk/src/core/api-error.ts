import type { ImportResult } from '../generated/models.ts';
import { brand, type ErrorContext, oneLine, RaptorComplyError } from './error-base.ts';

export interface ErrorResponse {
  readonly status: number;
  /** The parsed JSON, or the text if it is not JSON. */
  readonly body: unknown;
  readonly headers: Headers;
  readonly retryAfterMs: number | undefined;
}

const PHRASES: Readonly<Record<number, string>> = {
  0: 'Redirect',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** The server returned an error. The message is the server's: `Unauthorized - API key has expired (GET /facilities, …)`. */
export class ApiError extends RaptorComplyError {
  readonly status: number;
  /** The server's short phrase, `Unauthorized`: branch on this or on `status`. */
  readonly error: string;
  readonly body: unknown;
  readonly headers: Headers;
  /** How long the server asks to wait, by `Retry-After` or an exhausted `RateLimit`. */
  readonly retryAfterMs: number | undefined;

  constructor(response: ErrorResponse, context: ErrorContext) {
    const phrase = textField(response.body, 'error') ?? phraseOf(response.status);
    const message =
      textField(response.body, 'message') ??
      textField(field(response.body, 'summary'), 'message') ??
      fallbackMessage(response);
    super(message === undefined ? phrase : `${phrase} - ${message}`, context);
    this.status = response.status;
    this.error = phrase;
    this.body = response.body;
    this.headers = response.headers;
    this.retryAfterMs = response.retryAfterMs;
  }

  override toJSON(): Record<string, unknown> {
    const { status, error, body, retryAfterMs } = this;
    return { ...super.toJSON(), status, error, body, retryAfterMs };
  }
}
brand(ApiError, 'ApiError');

/** 400: an import was refused, and nothing was imported. The body lists what to fix. */
export class ImportError extends ApiError {
  declare readonly body: ImportResult;
}
brand(ImportError, 'ImportError');

/** 401: the key is missing, unknown, revoked or expired. */
export class UnauthorizedError extends ApiError {}
brand(UnauthorizedError, 'UnauthorizedError');

/** 403: the key is valid and lacks the operation's permission. */
export class ForbiddenError extends ApiError {}
brand(ForbiddenError, 'ForbiddenError');

/** 404: no such path, or no such id in the key's organization. */
export class NotFoundError extends ApiError {}
brand(NotFoundError, 'NotFoundError');

/** 409: a unique value is taken, or a parent still has children. */
export class ConflictError extends ApiError {}
brand(ConflictError, 'ConflictError');

/** 412: `ifMatch` is stale: the record has changed since. */
export class PreconditionFailedError extends ApiError {}
brand(PreconditionFailedError, 'PreconditionFailedError');

/** 422: the body or a query parameter is not valid. */
export class UnprocessableEntityError extends ApiError {
  /** The field that caused the error, if a single one did. */
  get field(): string | undefined {
    return textField(this.body, 'field');
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), field: this.field };
  }
}
brand(UnprocessableEntityError, 'UnprocessableEntityError');

/** 429: too many requests, and no retry was left or fit the limits. */
export class RateLimitError extends ApiError {}
brand(RateLimitError, 'RateLimitError');

/** 5xx: the server failed, and no retry was left or fit the limits. */
export class ServerError extends ApiError {}
brand(ServerError, 'ServerError');

const CLASSES: Readonly<Record<number, typeof ApiError>> = {
  401: UnauthorizedError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  412: PreconditionFailedError,
  422: UnprocessableEntityError,
  429: RateLimitError,
};

/** Creates an error of the class for the status. */
export function createApiError(response: ErrorResponse, context: ErrorContext): ApiError {
  return new (classOf(response))(response, context);
}

function classOf({ status, body }: ErrorResponse): typeof ApiError {
  if (status >= 500 && status <= 599) return ServerError;
  if (status === 400 && field(body, 'success') === false) return ImportError;
  return CLASSES[status] ?? ApiError;
}

function phraseOf(status: number): string {
  if (status >= 500) return PHRASES[status] ?? 'Server Error';
  if (status >= 300 && status < 400) return PHRASES[status] ?? 'Redirect';
  return PHRASES[status] ?? `Status ${status}`;
}

function fallbackMessage({ status, headers, body }: ErrorResponse): string | undefined {
  if (status === 0 || (status >= 300 && status < 400 && status !== 304)) {
    const target = headers.get('location');
    return `redirects are not followed, to protect the API key; set baseUrl to the final address${target ? ` (redirected to ${oneLine(target, 200)})` : ''}`;
  }
  if (typeof body !== 'string' || body.trim() === '') return undefined;
  return `the response is not the API's JSON: ${oneLine(body, 120)}`;
}

function field(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? Reflect.get(body, name) : undefined;
}

function textField(body: unknown, name: string): string | undefined {
  const value = field(body, name);
  return typeof value === 'string' && value.trim() !== '' ? oneLine(value, 2000) : undefined;
}
