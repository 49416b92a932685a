export {
  ApiError,
  ConflictError,
  type ErrorResponse,
  ForbiddenError,
  ImportError,
  NotFoundError,
  PreconditionFailedError,
  RateLimitError,
  ServerError,
  UnauthorizedError,
  UnprocessableEntityError,
} from './core/api-error.ts';
export { ApiPromise, ListPromise } from './core/api-promise.ts';
export type { ApiResult } from './core/call.ts';
export { Client } from './core/client.ts';
export type { CallOptions, ClientOptions, ReadOptions, RequestOptions, WriteOptions } from './core/client-options.ts';
export { type ErrorContext, RaptorComplyError } from './core/error-base.ts';
export { AbortError, ConfigError, ConnectionError, ParseError, TimeoutError } from './core/errors.ts';
export { etagOf } from './core/etags.ts';
export { type FetchWithRetryOptions, fetchWithRetry } from './core/fetch-with-retry.ts';
export type { HeadersLike } from './core/headers.ts';
export type { Logger, RetryEvent, RetryOptions, RuntimeOptions } from './core/options.ts';
export type { Page } from './core/page.ts';
export type { Method, Operation } from './core/prepare-call.ts';
export type { ResponseKind } from './core/read-response.ts';
export type { Upload } from './core/request-body.ts';
export type { Query, QueryValue } from './core/route.ts';
export * from './generated/index.ts';
