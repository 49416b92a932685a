import { checkTransport } from './base-url.ts';
import { callWithRetries } from './call.ts';
import { ConfigError } from './errors.ts';
import { readHeaders } from './headers.ts';
import { checkIdempotencyKey, keyToSend } from './idempotency-key.ts';
import {
  checkSignal,
  RETRY_DEFAULTS,
  type RetryOptions,
  type RuntimeOptions,
  resolveRetrySettings,
  resolveRuntimeSettings,
} from './options.ts';
import { paceOf } from './pace.ts';
import { recall } from './recent.ts';
import { createRedactor } from './redact.ts';
import { toRepeatableBody } from './request-body.ts';
import { RetryBudget } from './retry-budget.ts';
import { resendOf } from './retry-decision.ts';
import { routeOf } from './route.ts';
import { RouteNotices } from './route-notices.ts';
import { secretsIn } from './secrets.ts';

/** The options of `fetch`, and how to retry. */
export interface FetchWithRetryOptions extends RequestInit, RetryOptions, RuntimeOptions {
  /** As for a method of the client: default a new key for each write; `false` for none. */
  readonly idempotencyKey?: string | false | undefined;
}

/**
 * The helper of the API's documentation, with the same signature, on this package's retry core. Returns a successful Response whose
 * body has been received. Throws ApiError for any other response, and any other RaptorComplyError.
 */
export async function fetchWithRetry(
  url: string | URL | Request,
  options: FetchWithRetryOptions | null = {},
  maxRetries?: number,
): Promise<Response> {
  const caller = new Error();
  const given = options ?? {};
  const { onRetry, initialDelayMs, maxDelayMs, maxRetryAfterMs, attemptTimeoutMs, totalTimeoutMs, ...rest } = given;
  const {
    fetch,
    logger,
    random,
    maxResponseBytes,
    allowInsecureHttp,
    maxRetries: _,
    idempotencyKey,
    signal,
    body: givenBody,
    ...init
  } = rest;
  const settings = resolveRetrySettings({ ...given, maxRetries: maxRetries ?? given.maxRetries }, RETRY_DEFAULTS);
  const runtime = resolveRuntimeSettings(given);
  const source = url instanceof Request ? url : undefined;
  const signals = [source?.signal, signal ?? undefined].filter((item) => item !== undefined);
  for (const item of signals) checkSignal(item);

  const method = (init.method ?? source?.method ?? 'GET').toUpperCase();
  const { 'idempotency-key': headerKey, ...headers } = readHeaders(init.headers ?? source?.headers);
  const writeKey = keyToSend(method, checkIdempotencyKey(idempotencyKey === undefined ? headerKey : idempotencyKey));
  if (writeKey !== undefined) headers['idempotency-key'] = writeKey;

  const target = parseTarget(url instanceof Request ? url.url : url);
  const hasBody = (givenBody ?? source?.body ?? undefined) !== undefined;
  checkInit(target, { ...init, method, headers }, hasBody);
  const secrets = secretsIn(headers);
  checkTransport(target, runtime.allowInsecureHttp || secrets.length === 0);
  const { body, contentType, oneShot } = await toRepeatableBody(givenBody ?? (await bodyOf(source)));
  if (contentType !== undefined) headers['content-type'] ??= contentType;

  const apiKey = headers['x-api-key'] ?? headers.authorization ?? '';
  const { budget, notices } = recall(states, target.origin, () => ({
    budget: new RetryBudget(),
    notices: new RouteNotices(),
  }));
  const { data } = await callWithRetries({
    request: {
      method,
      url: target.href,
      urlTemplate: routeOf(target.pathname),
      headers,
      body,
      caller,
      init: oneShot ? { ...init, ...HALF_DUPLEX } : init,
    },
    resend: resendOf(method, oneShot, writeKey),
    settings,
    signals,
    sender: { runtime, redactor: createRedactor(secrets), notices, pace: paceOf(runtime.fetch, target.origin, apiKey) },
    budget,
    read: rebuildResponse,
  });
  return data;
}

const HALF_DUPLEX: object = { duplex: 'half' };
/** Without a client, the retry budget is kept per origin. */
const states = new Map<string, { readonly budget: RetryBudget; readonly notices: RouteNotices }>();

/** In a browser, a relative URL is relative to the page. */
function parseTarget(url: string | URL): URL {
  const page: { location?: { href?: string } } = globalThis as object;
  try {
    return new URL(url, page.location?.href);
  } catch {
    throw new ConfigError('The URL is not valid');
  }
}

/** Throws ConfigError for what `fetch` would always refuse. The message of `fetch` could contain the key. */
function checkInit(target: URL, init: RequestInit, hasBody: boolean): void {
  if (hasBody && (init.method === 'GET' || init.method === 'HEAD'))
    throw new ConfigError(`A ${init.method} request cannot have a body`);
  try {
    new Request(target, init);
  } catch {
    throw new ConfigError('fetch does not accept these options');
  }
}

async function bodyOf(source: Request | undefined): Promise<ArrayBuffer | undefined> {
  if (source === undefined || source.body === null) return undefined;
  if (source.bodyUsed) throw new ConfigError('The body of the Request was already used');
  return source.clone().arrayBuffer();
}

/** Wraps the received bytes in a Response, so that reading the body cannot stall. */
function rebuildResponse(bytes: Uint8Array, { status, statusText, headers, url }: Response): Response {
  const hasNoBody = status === 204 || status === 205;
  const response = new Response(hasNoBody ? null : new Uint8Array(bytes), {
    status,
    statusText: statusText.replace(/[^\x20-\x7e]/g, ''),
    headers,
  });
  Object.defineProperty(response, 'url', { value: url });
  return response;
}
