import type { Attempt, Deadline } from './deadline.ts';
import { oneLine } from './error-base.ts';
import { type Failure, toConnectionFailure } from './failure.ts';
import { isPlatformFetch, type RetrySettings, type RuntimeSettings } from './options.ts';
import { parseRateLimitReset } from './rate-limit-header.ts';
import { BodyReader, discardBody, readWhatComes } from './read-body.ts';
import type { Redactor } from './redact.ts';
import type { FetchBody } from './request-body.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { RouteNotices } from './route-notices.ts';

/** One request, ready to be sent as often as needed with the same bytes. */
export interface PreparedRequest {
  readonly method: string;
  readonly url: string;
  readonly urlTemplate: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: FetchBody | undefined;
  /** Members of a caller's own RequestInit that are passed on. */
  readonly init?: RequestInit | undefined;
}

export interface Sender {
  readonly runtime: RuntimeSettings;
  readonly redactor: Redactor;
  readonly notices: RouteNotices;
}

export interface Answer<T> {
  readonly kind: 'answer';
  readonly value: T;
  readonly response: Response;
}

/** Turns the whole body of a successful answer into a value; throws UnreadableAnswer when it is not what was promised. */
export type ReadAnswer<T> = (bytes: Uint8Array, response: Response) => T;

/** What to send, by what rules, and how to read what comes back. */
export interface Sending<T> {
  readonly request: PreparedRequest;
  readonly settings: RetrySettings;
  readonly sender: Sender;
  readonly read: ReadAnswer<T>;
}

/** Thrown by a ReadAnswer; becomes a ParseError. */
export class UnreadableAnswer extends Error {}

const ERROR_BODY_LIMIT_BYTES = 2 ** 20;
const ERROR_BODY_TIMEOUT_MS = 5000;
const ERROR_TEXT_LIMIT = 2 ** 16;

/** Sends the request once and reads the whole answer; a failure is returned, not thrown. */
export async function sendOnce<T>(sending: Sending<T>, deadline: Deadline): Promise<Answer<T> | Failure> {
  const { request, sender, settings, read } = sending;
  const attempt = deadline.startAttempt(settings.attemptTimeoutMs);
  let body: BodyReader | undefined;
  try {
    const response = await attempt.race(callFetch(request, sender, attempt), discardBody);
    sender.notices.check(request, response.headers, sender);
    if (!response.ok) return await readError(response, sender, attempt, deadline);
    body = new BodyReader(response, sender.runtime.maxResponseBytes, attempt);
    while (body.end === undefined) body.take(await body.next());
    if (attempt.interruption) return interruptionOf(attempt, deadline, settings);
    attempt.end(body.end === 'complete' && isPlatformFetch(sender.runtime.fetch));
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

function callFetch(request: PreparedRequest, { runtime }: Sender, attempt: Attempt): Promise<Response> {
  const { fetch } = runtime;
  const init: RequestInit & { duplex?: 'half' } = {
    ...request.init,
    method: request.method,
    headers: { ...request.headers },
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

function readSuccess<T>(body: BodyReader, read: ReadAnswer<T>, redactor: Redactor): Answer<T> | Failure {
  if (body.end === 'too-large') return unreadable('it is larger than maxResponseBytes', body, redactor);
  const { response } = body;
  try {
    return { kind: 'answer', value: read(body.bytes, response), response };
  } catch (error) {
    if (error instanceof UnreadableAnswer) return unreadable(error.message, body, redactor);
    throw error;
  }
}

function unreadable(detail: string, { bytes, response }: BodyReader, redactor: Redactor): Failure {
  const text = redactor.text(new TextDecoder().decode(bytes.subarray(0, ERROR_TEXT_LIMIT)));
  const answer = { status: response.status, headers: redactor.headers(response.headers), body: text };
  return {
    kind: 'unreadable',
    detail: text === '' ? detail : `${detail}: ${oneLine(text, 120)}`,
    answer,
    requestId: requestIdOf(response, redactor),
  };
}

/** The status is known and is what matters: whatever the body does, it becomes that status's failure. */
async function readError(response: Response, sender: Sender, attempt: Attempt, deadline: Deadline): Promise<Failure> {
  attempt.shorten(ERROR_BODY_TIMEOUT_MS);
  const bytes = await readWhatComes(response, ERROR_BODY_LIMIT_BYTES, attempt);
  if (attempt.interruption === 'aborted') return { kind: 'aborted', reason: deadline.abortReason };
  const { redactor } = sender;
  const { status, headers } = response;
  const canAskToWait = status === 429 || (status >= 500 && status <= 599);
  const answer = {
    status,
    body: parseErrorBody(bytes, redactor),
    headers: redactor.headers(headers),
    retryAfterMs: canAskToWait ? requestedWaitMs(headers) : undefined,
  };
  return { kind: 'status', answer, requestId: requestIdOf(response, redactor) };
}

function requestedWaitMs(headers: Headers): number | undefined {
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), headers.get('date'), Date.now());
  return retryAfterMs ?? parseRateLimitReset(headers.get('ratelimit'));
}

/** JSON whatever its label says, or else the text. */
function parseErrorBody(bytes: Uint8Array, redactor: Redactor): unknown {
  const text = redactor.text(new TextDecoder().decode(bytes));
  try {
    return redactor.json(JSON.parse(text));
  } catch {
    return text.slice(0, ERROR_TEXT_LIMIT);
  }
}

/** The server's name for the request, without what it may echo of the key. */
export function requestIdOf(response: Response, redactor: Redactor): string | undefined {
  const value = response.headers.get('x-request-id');
  return value === null || value === '' ? undefined : oneLine(redactor.text(value), 128);
}
