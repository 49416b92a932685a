import { createApiError, type ErrorResponse } from './api-error.ts';
import { type ErrorContext, oneLine, type RaptorComplyError } from './error-base.ts';
import { AbortError, ConnectionError, ParseError, TimeoutError } from './errors.ts';
import type { Redactor } from './redact.ts';

/** How one attempt failed, as data for the retry decision. `toError` turns it into an error. */
export type Failure =
  | { readonly kind: 'status'; readonly response: ErrorResponse; readonly requestId: string | undefined }
  | {
      readonly kind: 'connection';
      readonly detail: string;
      readonly code: string | undefined;
      readonly unsent: boolean;
      readonly cause: unknown;
    }
  | { readonly kind: 'timeout'; readonly scope: 'attempt' | 'total'; readonly timeoutMs: number }
  | { readonly kind: 'aborted'; readonly reason: unknown }
  | {
      readonly kind: 'unreadable';
      readonly detail: string;
      readonly response: { readonly status: number; readonly headers: Headers; readonly body: string };
      readonly requestId: string | undefined;
    };

export function toError(failure: Failure, context: ErrorContext): RaptorComplyError {
  switch (failure.kind) {
    case 'status':
      return createApiError(failure.response, { ...context, requestId: failure.requestId });
    case 'connection':
      return new ConnectionError(failure.detail, failure, context);
    case 'timeout':
      return new TimeoutError(failure.scope, failure.timeoutMs, context);
    case 'aborted':
      return new AbortError(failure.reason, context);
    case 'unreadable':
      return new ParseError(failure.detail, failure.response, { ...context, requestId: failure.requestId });
  }
}

/** Codes of failures during DNS lookup or connect, before any byte of the request is sent. */
const UNSENT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
  'FailedToOpenSocket',
]);
const UNSENT_SYSCALLS: ReadonlySet<unknown> = new Set(['connect', 'getaddrinfo']);

/** Codes of failures that every retry would repeat: an untrusted certificate, a server without TLS, response headers that are too large. */
const LASTING_CODES =
  /CERT|CRL|ISSUER|LEAF_SIGNATURE|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH_EXCEEDED$|^HOSTNAME_MISMATCH$|^EPROTO$|^UND_ERR_HEADERS_OVERFLOW$/;
/** TLS errors, except those of a connection that broke. */
const LASTING_TLS_CODES = /^ERR_SSL_(?!.*(EOF|BAD_RECORD_MAC|INTERNAL_ERROR))/;

export function isLasting(failure: Failure): boolean {
  const code = failure.kind === 'connection' ? failure.code : undefined;
  return code !== undefined && (LASTING_CODES.test(code) || LASTING_TLS_CODES.test(code));
}

/** Describes a rejected `fetch` or a broken body, without secrets. */
export function toConnectionFailure(error: unknown, redactor: Redactor): Failure {
  const chain = causes(error);
  const code = chain.map((link) => property(link, 'code')).find((value) => typeof value === 'string');
  const unsent = chain.some((link) => {
    return UNSENT_CODES.has(String(property(link, 'code'))) || UNSENT_SYSCALLS.has(property(link, 'syscall'));
  });
  const messages = chain
    .map((link) => property(link, 'message'))
    .filter((text) => typeof text === 'string' && text !== '');
  const detail = messages.at(-1) ?? code ?? 'fetch failed';
  return {
    kind: 'connection',
    detail: oneLine(redactor.text(String(detail)), 500),
    code: typeof code === 'string' ? redactor.text(code) : undefined,
    unsent,
    cause: redactor.cause(error),
  };
}

/** Returns the error and its causes, outermost first. Of an AggregateError, only the first error counts. */
function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  let link: unknown = error;
  while (link !== undefined && link !== null && chain.length < 8) {
    chain.push(link);
    const group: unknown = property(link, 'errors');
    link = property(link, 'cause') ?? (Array.isArray(group) ? group[0] : undefined);
  }
  return chain;
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return Reflect.get(value, name);
  } catch {
    return undefined;
  }
}
