import type { Call } from './call.ts';
import {
  type CallOptions,
  type ClientSettings,
  checkApiKey,
  checkCallOptions,
  readExtraHeaders,
} from './client-options.ts';
import { ConfigError } from './errors.ts';
import { checkIdempotencyKey, createIdempotencyKey, isSafe } from './idempotency-key.ts';
import { type RetrySettings, resolveRetrySettings } from './options.ts';
import { type ResponseKind, readResponse } from './read-response.ts';
import { createRedactor } from './redact.ts';
import type { EncodedBody, Upload } from './request-body.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { Resend } from './retry-decision.ts';
import { encodeQuery, expandPath, type Query } from './route.ts';
import { secretsIn } from './secrets.ts';
import type { Sender } from './send.ts';

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** One operation to call: a route and its input. */
export interface Operation {
  readonly method: Method;
  /** The path as the API documents it, `/facilities/{id}`. */
  readonly path: string;
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: Query | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** A file, sent unchanged or as a form. */
  readonly upload?: { readonly file: Upload; readonly as: 'text/csv' | 'multipart/form-data' };
  /** What a successful response contains; default `object`. Anything else is a ParseError. */
  readonly response?: ResponseKind;
}

/** The settings of one call: the client's, overridden by the call's own. */
export interface CallSettings {
  readonly retry: RetrySettings;
  readonly headers: Readonly<Record<string, string>>;
  readonly ifMatch: string | undefined;
  readonly changeReason: string | undefined;
  /** The caller's own; `false` for none; undefined for a new one. */
  readonly idempotencyKey: string | false | undefined;
  readonly signals: readonly AbortSignal[];
  readonly sender: Sender;
}

export interface Preparation {
  readonly operation: Operation;
  readonly url: string;
  readonly settings: CallSettings;
  readonly encoded: EncodedBody;
  readonly budget: RetryBudget;
}

/** The options of a call without options. Recognized by identity, which skips the checks. */
export const NO_OPTIONS: CallOptions = Object.freeze({});

const ACCEPT: Readonly<Record<ResponseKind, string>> = {
  array: 'application/json',
  object: 'application/json',
  json: 'application/json',
  text: 'text/csv, text/plain;q=0.9',
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
  const pathUrl = baseUrl + expandPath(path, ids);
  if (asOf !== undefined) return pathUrl + encodeQuery({ ...query, asOf: readMoment(asOf) });
  return query === undefined ? pathUrl : pathUrl + encodeQuery(query);
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
  const headers = { ...given, 'x-api-key': apiKey };
  const ownKey = given['idempotency-key'] ?? (settings.sendsIdempotencyKey ? undefined : false);
  const ownSecrets = options.apiKey !== undefined || options.headers !== undefined;
  const redactor = ownSecrets ? createRedactor([settings.apiKey, ...secretsIn(headers)]) : sender.redactor;
  return {
    retry: resolveRetrySettings(options, settings.retry),
    headers,
    ifMatch: options.ifMatch,
    changeReason: options.changeReason,
    idempotencyKey: options.idempotencyKey === undefined ? ownKey : options.idempotencyKey,
    signals: [settings.signal, options.signal].filter((signal) => signal !== undefined),
    sender: { ...sender, redactor },
  };
}

/** Prepares what all attempts of one call share. Throws ConfigError for an invalid idempotency key. */
export function prepareCall<T>({ operation, url, settings, encoded, budget }: Preparation): Call<T> {
  const { method, path, response = 'object' } = operation;
  const { retry, signals, sender, ifMatch, changeReason } = settings;
  const writeKey = isSafe(method) ? undefined : idempotencyKeyFor(settings);
  const headers: Record<string, string> = { accept: ACCEPT[response], ...settings.headers };
  if (encoded.contentType !== undefined) headers['content-type'] ??= encoded.contentType;
  if (writeKey !== undefined) headers['idempotency-key'] = writeKey;
  if (ifMatch !== undefined) headers['if-match'] = ifMatch;
  if (changeReason !== undefined) headers['x-change-reason'] = utf8Bytes(changeReason);
  return {
    request: { method, url, urlTemplate: path, headers, body: encoded.body },
    resend: resendOf(method, encoded, writeKey),
    settings: retry,
    signals,
    sender,
    budget,
    read: (bytes) => readResponse(response, bytes) as T,
  };
}

/** Returns the UTF-8 bytes of the text, one character for each, as a header needs them. */
const utf8Bytes = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

function resendOf(method: string, { body }: EncodedBody, writeKey: string | undefined): Resend {
  if (body instanceof ReadableStream) return 'one-shot';
  if (isSafe(method)) return 'safe';
  return writeKey === undefined ? 'unkeyed' : 'keyed';
}

function idempotencyKeyFor({ idempotencyKey }: CallSettings): string | undefined {
  if (idempotencyKey === false) return undefined;
  return idempotencyKey === undefined ? createIdempotencyKey() : checkIdempotencyKey(idempotencyKey);
}
