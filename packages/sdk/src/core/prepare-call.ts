import type { Call } from './call.ts';
import {
  type CallOptions,
  type ClientSettings,
  checkApiKey,
  checkCallOptions,
  readExtraHeaders,
} from './client-options.ts';
import { ConfigError } from './errors.ts';
import { checkIdempotencyKey, keyToSend } from './idempotency-key.ts';
import { type RetrySettings, resolveRetrySettings } from './options.ts';
import { paceOf } from './pace.ts';
import { type ResponseKind, readResponse } from './read-response.ts';
import { createRedactor } from './redact.ts';
import type { EncodedBody, Upload } from './request-body.ts';
import type { RetryBudget } from './retry-budget.ts';
import { resendOf } from './retry-decision.ts';
import { appendQuery, expandPath, type Query, routeOf } from './route.ts';
import { secretsIn } from './secrets.ts';
import type { Sender } from './send.ts';

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** One operation to call: a route and its input. */
export interface Operation {
  readonly method: Method;
  /** The path as the API documents it, `/facilities/{id}`. */
  readonly path: string;
  readonly ids?: Readonly<Record<string, string>> | undefined;
  readonly query?: Query | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** A file, sent unchanged or as a form. */
  readonly upload?: { readonly file: Upload; readonly as: 'text/csv' | 'multipart/form-data' } | undefined;
  /**
   * What a successful response contains; anything else is a ParseError. Default: an object, or undefined with 204 and 205. The type must be one
   * that the `Accept` header names; `text` asks for CSV unless your `headers` say otherwise. HEAD is always undefined.
   */
  readonly response?: ResponseKind | undefined;
}

/** The settings of one call: the client's, overridden by the call's own. */
export interface CallSettings {
  readonly retry: RetrySettings;
  readonly headers: Readonly<Record<string, string>>;
  readonly init: RequestInit | undefined;
  readonly ifMatch: string | null | undefined;
  readonly changeReason: string | undefined;
  /** The caller's own; `false` for none; undefined for a new one. */
  readonly idempotencyKey: string | false | undefined;
  readonly signals: readonly AbortSignal[];
  readonly sender: Sender;
}

/** The server refuses a change with a session without it: no page of another site can set it. */
const SESSION_HEADERS = { 'x-raptor-comply': 'console' };
const SESSION_INIT: RequestInit = { credentials: 'same-origin' };

export interface Preparation {
  readonly operation: Operation;
  readonly url: string;
  readonly settings: CallSettings;
  readonly encoded: EncodedBody;
  readonly caller: Error;
  readonly budget: RetryBudget;
}

/** The options of a call without options. Recognized by identity, which skips the checks. */
export const NO_OPTIONS: CallOptions = Object.freeze({});

const ACCEPT: Readonly<Record<ResponseKind, string>> = {
  array: 'application/json',
  object: 'application/json',
  json: 'application/json',
  text: 'text/csv, text/plain',
  bytes: 'text/csv, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, application/zip',
  nothing: '*/*',
};

/** Returns the URL of an operation. Throws ConfigError for an invalid method, path, id, or query value. */
export function operationUrl(
  baseUrl: string,
  { method, path, ids = {}, query }: Operation,
  asOf?: string | Date,
): string {
  if (!METHODS.includes(method)) throw new ConfigError(`method must be one of ${METHODS.join(', ')}`);
  // Without the slash, the path could extend the host name and send the key to another host.
  if (typeof path !== 'string' || !path.startsWith('/')) throw new ConfigError('path must start with a slash');
  if (path.includes('#')) throw new ConfigError('path must not contain #; pass ids as ids');
  const pathUrl = baseUrl + expandPath(path, ids);
  if (asOf !== undefined) return appendQuery(pathUrl, { ...query, asOf: readMoment(asOf) });
  return query === undefined ? pathUrl : appendQuery(pathUrl, query);
}

function readMoment(asOf: string | Date): string {
  if (typeof asOf === 'string') return asOf;
  if (asOf instanceof Date && !Number.isNaN(asOf.getTime())) return asOf.toISOString();
  throw new ConfigError('asOf must be a Date or an RFC 3339 timestamp');
}

/** Overrides the client's settings with a call's options. Throws ConfigError for an invalid option. */
export function resolveCall(options: CallOptions, settings: ClientSettings, sender: Sender): CallSettings {
  checkCallOptions(options);
  const given =
    options.headers === undefined ? settings.headers : { ...settings.headers, ...readExtraHeaders(options.headers) };
  const apiKey = options.apiKey === undefined ? settings.apiKey : checkApiKey(options.apiKey);
  const pace =
    apiKey === settings.apiKey
      ? sender.pace
      : paceOf(sender.runtime.fetch, new URL(settings.baseUrl).origin, apiKey ?? '');
  const { 'idempotency-key': headerKey = settings.idempotencyKey, ...others } = given;
  const identity = apiKey === undefined ? SESSION_HEADERS : { 'x-api-key': apiKey };
  const headers = { ...others, ...identity };
  const ownSecrets = options.apiKey !== undefined || options.headers !== undefined;
  const redactor = ownSecrets ? createRedactor([settings.apiKey ?? '', ...secretsIn(headers)]) : sender.redactor;
  return {
    retry: resolveRetrySettings(options, settings.retry),
    headers,
    init: apiKey === undefined ? SESSION_INIT : undefined,
    ifMatch: options.ifMatch,
    changeReason: options.changeReason,
    idempotencyKey: checkIdempotencyKey(options.idempotencyKey === undefined ? headerKey : options.idempotencyKey),
    signals: [settings.signal, options.signal].filter((signal) => signal !== undefined),
    sender: { ...sender, redactor, pace },
  };
}

/** Prepares what all attempts of one call share. */
export function prepareCall<T>({ operation, url, settings, encoded, caller, budget }: Preparation): Call<T> {
  const { method, path, response: kind } = operation;
  const { retry, signals, sender, ifMatch, changeReason, init } = settings;
  const writeKey = keyToSend(method, settings.idempotencyKey);
  const accept = settings.headers.accept ?? ACCEPT[kind ?? 'object'];
  const headers: Record<string, string> = { accept, ...settings.headers };
  if (encoded.contentType !== undefined) headers['content-type'] ??= encoded.contentType;
  if (writeKey !== undefined) headers['idempotency-key'] = writeKey;
  if (typeof ifMatch === 'string') headers['if-match'] = ifMatch;
  if (changeReason !== undefined) headers['x-change-reason'] = utf8Bytes(changeReason);
  return {
    request: { method, url, urlTemplate: routeOf(path), headers, body: encoded.body, caller, init },
    resend: resendOf(method, encoded.body instanceof ReadableStream, writeKey),
    settings: retry,
    signals,
    sender,
    budget,
    read: (bytes, response) => readResponse({ method, kind, accept }, bytes, response) as T,
  };
}

/** Returns the UTF-8 bytes of the text, one character for each, as a header needs them. */
const utf8Bytes = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));
