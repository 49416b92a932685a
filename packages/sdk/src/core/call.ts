import { Deadline } from './deadline.ts';
import type { RaptorComplyError } from './error-base.ts';
import { type Failure, toError } from './failure.ts';
import type { RetryEvent } from './options.ts';
import type { Redactor } from './redact.ts';
import type { RetryBudget } from './retry-budget.ts';
import { decide, type Resend } from './retry-decision.ts';
import { ignoreErrors, warn } from './route-notices.ts';
import { requestIdOf, type Sending, sendOnce } from './send.ts';

export interface Call<T> extends Sending<T> {
  readonly resend: Resend;
  readonly signals: readonly AbortSignal[];
  readonly budget: RetryBudget;
}

/** An operation's data, with the response it came in. */
export interface ApiResult<T> {
  readonly data: T;
  /** Status and headers; the body has been read. */
  readonly response: Response;
  readonly attempts: number;
  readonly requestId: string | undefined;
}

/** The result of a call. `toApiResult` computes the rest on demand, because most callers need only the data. */
export interface CallResult<T> {
  readonly data: T;
  readonly response: Response;
  readonly attempts: number;
  readonly url: string;
  readonly redactor: Redactor;
}

export function toApiResult<T>({ data, response, attempts, redactor }: CallResult<T>): ApiResult<T> {
  return { data, response, attempts, requestId: requestIdOf(response, redactor) };
}

/** Sends a request until it succeeds or must not be retried. Throws any RaptorComplyError except ConfigError. */
export async function callWithRetries<T>(call: Call<T>): Promise<CallResult<T>> {
  const { request, sender, budget } = call;
  const deadline = new Deadline(call.signals, call.settings.totalTimeoutMs);
  const { pace } = sender;
  const turn = { ticket: pace.takeTicket(), deadline, maxRetryAfterMs: call.settings.maxRetryAfterMs };
  const previous: RaptorComplyError[] = [];
  let last: Retry | undefined;
  try {
    for (let attempts = 1; ; attempts += 1) {
      const started = !deadline.over && (pace.tryStart() || (await pace.start(turn)));
      if (!started) throw unsentError(call, deadline, { attempts: attempts - 1, previous }, last);
      const outcome = await sendOnce(call, deadline);
      if (outcome.kind === 'success') {
        budget.refund(last?.cost);
        return {
          data: outcome.value,
          response: outcome.response,
          attempts,
          url: request.url,
          redactor: sender.redactor,
        };
      }
      last = await waitToRetry(call, deadline, outcome, { attempts, previous });
      previous.push(last.error);
    }
  } finally {
    deadline.end();
  }
}

interface History {
  readonly attempts: number;
  readonly previous: readonly RaptorComplyError[];
}

/** A failed attempt that may be retried, and what the retry costs. */
interface Retry {
  readonly failure: Failure;
  readonly error: RaptorComplyError;
  readonly cost: number;
}

/** Waits before the next attempt. Throws the call's error if there is none. */
async function waitToRetry<T>(call: Call<T>, deadline: Deadline, failure: Failure, history: History): Promise<Retry> {
  const { resend, settings, sender, budget } = call;
  const { method, urlTemplate, caller } = call.request;
  const { attempts } = history;
  const { random } = sender.runtime;
  const remainingMs = deadline.remainingMs();
  const decision = decide(failure, { attempts, resend, settings, random, remainingMs, budget });
  if (!decision.retry) throw finalError(call, failure, history, decision.because);

  const error = toError(failure, { method, urlTemplate, caller, attempts, previous: [] });
  const status = failure.kind === 'status' ? failure.response.status : undefined;
  announce(call, { attempt: attempts, delayMs: decision.delayMs, reason: decision.reason, status, error });
  await deadline.wait(decision.delayMs);
  return { failure, error, cost: decision.cost };
}

/** The error of a call that ends before its next attempt, because it was aborted or its time has passed. */
function unsentError<T>(call: Call<T>, deadline: Deadline, history: History, last?: Retry): RaptorComplyError {
  if (last !== undefined) call.budget.refund(last.cost);
  if (deadline.aborted) return finalError(call, { kind: 'aborted', reason: deadline.abortReason }, history);
  if (last === undefined) {
    const timeout: Failure = { kind: 'timeout', scope: 'total', timeoutMs: call.settings.totalTimeoutMs };
    return finalError(call, timeout, history, 'it waited for the rate limit and was not sent');
  }
  const earlier = { ...history, previous: history.previous.slice(0, -1) };
  return finalError(call, last.failure, earlier, 'totalTimeoutMs passed during the wait');
}

function finalError<T>(call: Call<T>, failure: Failure, history: History, notRetried?: string): RaptorComplyError {
  const { method, urlTemplate, caller } = call.request;
  return toError(failure, { method, urlTemplate, caller, ...history, notRetried });
}

function announce<T>(call: Call<T>, happened: Omit<RetryEvent, 'method' | 'urlTemplate'>): void {
  const { method, urlTemplate } = call.request;
  const event: RetryEvent = { ...happened, method, urlTemplate };
  const { error, ...fields } = event;
  const left = `retry ${event.attempt} of ${call.settings.maxRetries} in ${Math.round(event.delayMs)} ms`;
  warn(call.sender.runtime.logger, `${error.message}; ${left}`, fields);
  ignoreErrors(() => call.settings.onRetry?.(event));
}
