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
import { type AnswerKind, readAnswer } from './read-answer.ts';
import { createRedactor } from './redact.ts';
import type { EncodedBody, Upload } from './request-body.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { Resend } from './retry-decision.ts';
import { encodeQuery, expandPath, type Query } from './route.ts';
import { secretsIn } from './secrets.ts';
import type { Sender } from './send.ts';

const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** One operation to call: a route, and what goes into it. */
export interface Operation {
  readonly method: Method;
  /** The path as the API documents it, `/facilities/{id}`. */
  readonly path: string;
  readonly ids?: Readonly<Record<string, string>>;
  readonly query?: Query | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** A file, sent as it is or as a form. */
  readonly upload?: { readonly file: Upload; readonly as: 'text/csv' | 'multipart/form-data' };
  /** What a success answers; default `object`. Anything else is a ParseError. */
  readonly answer?: AnswerKind;
}

/** What one call is made with: the client's settings, and the call's own laid over them. */
export interface CallSettings {
  readonly retry: RetrySettings;
  readonly headers: Readonly<Record<string, string>>;
  readonly ifMatch: string | undefined;
  readonly changeReason: string | undefined;
  /** The caller's own; `false` for none; undefined for one made anew. */
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

/** The options of a call that has none: known by being this one, so that nothing is checked for it again. */
export const NO_OPTIONS: CallOptions = Object.freeze({});

const ACCEPT: Readonly<Record<AnswerKind, string>> = {
  array: 'application/json',
  object: 'application/json',
  json: 'application/json',
  text: 'text/csv, text/plain;q=0.9',
  nothing: '*/*',
};

/** The address of an operation. Throws ConfigError for a bad method, path, id or query value. */
export function operationUrl(
  baseUrl: string,
  { method, path, ids = {}, query }: Operation,
  asOf?: string | Date,
): string {
  if (!METHODS.includes(method)) throw new ConfigError(`method must be one of ${METHODS.join(', ')}`);
  // Without the slash, the path could go on where the host ends, and the key go to another one.
  if (typeof path !== 'string' || !path.startsWith('/')) throw new ConfigError('path must begin with a slash');
  const pathUrl = baseUrl + expandPath(path, ids);
  if (asOf !== undefined) return pathUrl + encodeQuery({ ...query, asOf: readMoment(asOf) });
  return query === undefined ? pathUrl : pathUrl + encodeQuery(query);
}

function readMoment(asOf: string | Date): string {
  if (typeof asOf === 'string') return asOf;
  if (asOf instanceof Date && !Number.isNaN(asOf.getTime())) return asOf.toISOString();
  throw new ConfigError('asOf must be a Date or an RFC 3339 timestamp');
}

/** Lays the options of a call over its client's settings. Throws ConfigError for one that cannot be meant. */
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

/** Makes everything ready that all attempts of one call share. Throws ConfigError for an idempotency key that cannot be sent. */
export function prepareCall<T>({ operation, url, settings, encoded, budget }: Preparation): Call<T> {
  const { method, path, answer = 'object' } = operation;
  const { retry, signals, sender, ifMatch, changeReason } = settings;
  const writeKey = isSafe(method) ? undefined : idempotencyKeyFor(settings);
  const headers: Record<string, string> = { accept: ACCEPT[answer], ...settings.headers };
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
    read: (bytes) => readAnswer(answer, bytes) as T,
  };
}

/** A header takes one character for each byte; these are the bytes of the text in UTF-8. */
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
