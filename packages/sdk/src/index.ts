export {
  ApiError,
  ConflictError,
  ForbiddenError,
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
export type { ClientOptions, ReadOptions, RequestOptions, WriteOptions } from './core/client-options.ts';
export { RaptorComplyError } from './core/error-base.ts';
export { AbortError, ConfigError, ConnectionError, ParseError, TimeoutError } from './core/errors.ts';
export { type FetchWithRetryOptions, fetchWithRetry } from './core/fetch-with-retry.ts';
export type { Logger, RetryEvent, RetryOptions, RuntimeOptions } from './core/options.ts';
export type { Operation } from './core/prepare-call.ts';
export type { Upload } from './core/request-body.ts';
export * from './generated/index.ts';
