import { brand, type ErrorContext, RaptorComplyError } from './error-base.ts';

/** The connection failed, or was lost before the response was complete. `code` is the runtime's, such as `ECONNRESET`. */
export class ConnectionError extends RaptorComplyError {
  readonly code: string | undefined;
  /** True when the failure proves that no byte of the request was sent. */
  readonly unsent: boolean;

  constructor(
    detail: string,
    failure: { code: string | undefined; unsent: boolean; cause: unknown },
    context: ErrorContext,
  ) {
    super(`Connection failed: ${detail}`, context, failure.cause);
    this.code = failure.code;
    this.unsent = failure.unsent;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), code: this.code, unsent: this.unsent };
  }
}
brand(ConnectionError, 'ConnectionError');

/** No complete response arrived in time. `scope` is the time limit that passed: one attempt's, or the total. */
export class TimeoutError extends RaptorComplyError {
  readonly scope: 'attempt' | 'total';
  readonly timeoutMs: number;

  constructor(scope: 'attempt' | 'total', timeoutMs: number, context: ErrorContext) {
    super(`No complete response within ${scope === 'total' ? 'the total of ' : ''}${timeoutMs} ms`, context);
    this.scope = scope;
    this.timeoutMs = timeoutMs;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), scope: this.scope, timeoutMs: this.timeoutMs };
  }
}
brand(TimeoutError, 'TimeoutError');

/** The caller's signal aborted the call. `cause` is the signal's reason. */
export class AbortError extends RaptorComplyError {
  constructor(reason: unknown, context: ErrorContext) {
    super('Aborted by the caller', context, reason);
  }
}
brand(AbortError, 'AbortError');

/** A successful response did not contain what the operation promises. A write that fails this way has probably happened. */
export class ParseError extends RaptorComplyError {
  readonly status: number;
  readonly headers: Headers;
  /** The start of the body. */
  readonly body: string;

  constructor(detail: string, response: { status: number; headers: Headers; body: string }, context: ErrorContext) {
    super(`Unreadable response with status ${response.status}: ${detail}`, context);
    this.status = response.status;
    this.headers = response.headers;
    this.body = response.body;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), status: this.status, body: this.body };
  }
}
brand(ParseError, 'ParseError');

/** A bad option or argument. Nothing was sent. */
export class ConfigError extends RaptorComplyError {
  constructor(message: string) {
    super(message);
  }
}
brand(ConfigError, 'ConfigError');
