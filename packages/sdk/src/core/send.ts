import { VERSION } from '../generated/version.ts';
import type { Attempt, Deadline } from './deadline.ts';
import { oneLine } from './error-base.ts';
import { type Failure, toConnectionFailure } from './failure.ts';
import { callsNodeFetch, type RetrySettings, type RuntimeSettings } from './options.ts';
import type { Pace } from './pace.ts';
import { BodyReader, discardBody, readAvailable } from './read-body.ts';
import type { Redactor } from './redact.ts';
import type { FetchBody } from './request-body.ts';
import { requestedWaitMs } from './retry-after.ts';
import type { RouteNotices } from './route-notices.ts';

/** One request. Every attempt sends the same bytes. */
export interface PreparedRequest {
  readonly method: string;
  readonly url: string;
  readonly urlTemplate: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: FetchBody | undefined;
  /** Created where the call was made, for the stacks of its errors. */
  readonly caller: Error;
  /** Other members of a caller's RequestInit. */
  readonly init?: RequestInit | undefined;
}

export interface Sender {
  readonly runtime: RuntimeSettings;
  readonly redactor: Redactor;
  readonly notices: RouteNotices;
  readonly pace: Pace;
}

export interface Success<T> {
  readonly kind: 'success';
  readonly value: T;
  readonly response: Response;
}

/** Parses the body of a successful response. Throws UnreadableResponse if it is not what the operation promises. */
export type ReadResponse<T> = (bytes: Uint8Array, response: Response) => T;

/** What to send, and how to read the response. */
export interface Sending<T> {
  readonly request: PreparedRequest;
  readonly settings: RetrySettings;
  readonly sender: Sender;
  readonly read: ReadResponse<T>;
}

/** Thrown by a ReadResponse; becomes a ParseError. */
export class UnreadableResponse extends Error {}

const USER_AGENT = `raptor-comply-sdk/${VERSION}`;
const ERROR_BODY_LIMIT_BYTES = 2 ** 20;
const ERROR_BODY_TIMEOUT_MS = 5000;
const ERROR_TEXT_LIMIT = 2 ** 16;

/** Sends a request that `pace` has started, and reads the whole response. Returns failures; does not throw them. */
export async function sendOnce<T>(sending: Sending<T>, deadline: Deadline): Promise<Success<T> | Failure> {
  const { request, sender, settings, read } = sending;
  const attempt = deadline.startAttempt(settings.attemptTimeoutMs);
  let body: BodyReader | undefined;
  try {
    // Asked before the request: a library may replace the global while it runs.
    const canReuseSignal = callsNodeFetch(sender.runtime.fetch);
    const response = await fetchInTurn(sending, attempt);
    sender.notices.check(request, response.headers, sender);
    if (!response.ok) return await readError(response, sender, attempt, deadline);
    body = new BodyReader(response, sender.runtime.maxResponseBytes, attempt);
    while (body.end === undefined) body.take(await body.next());
    if (attempt.interruption) return interruptionOf(attempt, deadline, settings);
    attempt.end(body.end === 'complete' && canReuseSignal);
    return readSuccess(body, read, sender.redactor);
  } catch (error) {
    if (attempt.interruption) return interruptionOf(attempt, deadline, settings);
    const failure = toConnectionFailure(error, sender.redactor);
    const isCorrupt = failure.kind === 'connection' && failure.code?.startsWith('Z_') === true;
    return body !== undefined && isCorrupt ? unreadable('its compression is corrupt', body, sender.redactor) : failure;
  } finally {
    attempt.end();
  }
}

/** Ends the request's turn at the headers: from then on the server has counted it, however long its body is. */
async function fetchInTurn<T>({ request, settings, sender }: Sending<T>, attempt: Attempt): Promise<Response> {
  const { pace, runtime } = sender;
  const sent = { ticket: pace.takeTicket(), maxRetryAfterMs: settings.maxRetryAfterMs, random: runtime.random };
  try {
    const response = await attempt.race(callFetch(request, sender, attempt), discardBody);
    pace.learn(response, sent);
    return response;
  } finally {
    pace.end();
  }
}

function callFetch(request: PreparedRequest, { runtime }: Sender, attempt: Attempt): Promise<Response> {
  const { fetch } = runtime;
  const init: RequestInit & { duplex?: 'half' } = {
    ...request.init,
    method: request.method,
    headers: { 'user-agent': USER_AGENT, ...request.headers, 'x-attempt-number': String(attempt.number) },
    redirect: 'manual',
    signal: attempt.signal,
  };
  if (request.body !== undefined) init.body = request.body;
  if (request.body instanceof ReadableStream) init.duplex = 'half';
  return fetch(request.url, init);
}

function interruptionOf(attempt: Attempt, deadline: Deadline, settings: RetrySettings): Failure {
  if (attempt.interruption === 'aborted') return { kind: 'aborted', reason: deadline.abortReason };
  if (attempt.interruption === 'total-timeout')
    return { kind: 'timeout', scope: 'total', timeoutMs: settings.totalTimeoutMs };
  return { kind: 'timeout', scope: 'attempt', timeoutMs: settings.attemptTimeoutMs };
}

function readSuccess<T>(body: BodyReader, read: ReadResponse<T>, redactor: Redactor): Success<T> | Failure {
  if (body.end === 'too-large') return unreadable('it is larger than maxResponseBytes', body, redactor);
  const { response } = body;
  try {
    return { kind: 'success', value: read(body.bytes, response), response };
  } catch (error) {
    if (error instanceof UnreadableResponse) return unreadable(error.message, body, redactor);
    throw error;
  }
}

function unreadable(problem: string, { bytes, response }: BodyReader, redactor: Redactor): Failure {
  const detail = oneLine(redactor.text(problem), 120);
  const text = redactor.text(new TextDecoder().decode(bytes.subarray(0, ERROR_TEXT_LIMIT)));
  return {
    kind: 'unreadable',
    detail: text === '' ? detail : `${detail}: ${oneLine(text, 120)}`,
    response: { status: response.status, headers: redactor.headers(response.headers), body: text },
    requestId: requestIdOf(response, redactor),
  };
}

/** Returns the failure of the response's status, even if its body breaks or stalls. */
async function readError(response: Response, sender: Sender, attempt: Attempt, deadline: Deadline): Promise<Failure> {
  attempt.shorten(ERROR_BODY_TIMEOUT_MS);
  const bytes = await readAvailable(response, ERROR_BODY_LIMIT_BYTES, attempt);
  if (attempt.interruption === 'aborted') return { kind: 'aborted', reason: deadline.abortReason };
  const { redactor } = sender;
  const { status, headers } = response;
  const canAskToWait = status === 429 || (status >= 500 && status <= 599);
  const received = {
    status,
    body: parseErrorBody(bytes, redactor),
    headers: redactor.headers(headers),
    retryAfterMs: canAskToWait ? requestedWaitMs(headers) : undefined,
  };
  return { kind: 'status', response: received, requestId: requestIdOf(response, redactor) };
}

/** Parses JSON, whatever the content type; otherwise returns the text. */
function parseErrorBody(bytes: Uint8Array, redactor: Redactor): unknown {
  const text = redactor.text(new TextDecoder().decode(bytes));
  try {
    return redactor.json(JSON.parse(text));
  } catch {
    return text.slice(0, ERROR_TEXT_LIMIT);
  }
}

/** Returns `X-Request-Id` without any part of the key that the server may echo. */
export function requestIdOf(response: Response, redactor: Redactor): string | undefined {
  const value = response.headers.get('x-request-id');
  return value === null || value === '' ? undefined : oneLine(redactor.text(value), 128);
}
