import { Deadline } from './deadline.ts';
import type { RaptorComplyError } from './error-base.ts';
import { type Failure, toError } from './failure.ts';
import type { RetryEvent, RetrySettings } from './options.ts';
import type { RetryBudget } from './retry-budget.ts';
import { decide, type Resend } from './retry-decision.ts';
import { ignoreErrors, warn } from './route-notices.ts';
import { type PreparedRequest, type ReadAnswer, type Sender, sendOnce } from './send.ts';

export interface Call<T> {
  readonly request: PreparedRequest;
  readonly resend: Resend;
  readonly settings: RetrySettings;
  readonly signals: readonly AbortSignal[];
  readonly sender: Sender;
  readonly budget: RetryBudget;
  readonly read: ReadAnswer<T>;
}

/** An operation's data, and how it was got. */
export interface ApiResult<T> {
  readonly data: T;
  /** Status and headers of the answer; its body has been read. */
  readonly response: Response;
  readonly attempts: number;
  readonly requestId: string | undefined;
}

export interface CallResult<T> extends ApiResult<T> {
  readonly url: string;
}

/** Sends a request until it succeeds or may not be sent again. Throws any RaptorComplyError but ConfigError. */
export async function callWithRetries<T>(call: Call<T>): Promise<CallResult<T>> {
  const deadline = new Deadline(call.signals, call.settings.totalTimeoutMs);
  try {
    return await attemptUntilDone(call, deadline);
  } finally {
    deadline.end();
  }
}

async function attemptUntilDone<T>(call: Call<T>, deadline: Deadline): Promise<CallResult<T>> {
  const { request, settings, sender, budget } = call;
  const previous: RaptorComplyError[] = [];
  let lastCost: number | undefined;
  const { method, urlTemplate } = request;
  const finalError = (failure: Failure, attempts: number, notRetried?: string): RaptorComplyError => {
    return toError(failure, { method, urlTemplate, attempts, previous, notRetried });
  };

  for (let attempts = 1; ; attempts += 1) {
    if (deadline.aborted) throw finalError({ kind: 'aborted', reason: deadline.abortReason }, attempts - 1);
    const outcome = await sendOnce(request, { sender, deadline, settings, read: call.read });
    if (outcome.kind === 'answer') {
      budget.refund(lastCost);
      return {
        data: outcome.value,
        response: outcome.response,
        attempts,
        requestId: outcome.requestId,
        url: request.url,
      };
    }
    const { resend } = call;
    const remainingMs = deadline.remainingMs();
    const decision = decide(outcome, {
      attempts,
      resend,
      settings,
      random: sender.runtime.random,
      remainingMs,
      budget,
    });
    if (!decision.retry) throw finalError(outcome, attempts, decision.because);

    const error = toError(outcome, { method, urlTemplate, attempts, previous: [] });
    const status = outcome.kind === 'status' ? outcome.answer.status : undefined;
    announce(call, { attempt: attempts, delayMs: decision.delayMs, reason: decision.reason, status, error });
    await deadline.wait(decision.delayMs);
    lastCost = decision.cost;
    const late = deadline.remainingMs() <= 0;
    if (deadline.aborted || late) budget.refund(decision.cost);
    if (late && !deadline.aborted) throw finalError(outcome, attempts, 'totalTimeoutMs passed during the wait');
    previous.push(error);
  }
}

function announce<T>(call: Call<T>, happened: Omit<RetryEvent, 'method' | 'urlTemplate'>): void {
  const { method, urlTemplate } = call.request;
  const event: RetryEvent = { ...happened, method, urlTemplate };
  const { error, ...fields } = event;
  const left = `retry ${event.attempt} of ${call.settings.maxRetries} in ${Math.round(event.delayMs)} ms`;
  warn(call.sender.runtime.logger, `${error.message}; ${left}`, fields);
  ignoreErrors(() => call.settings.onRetry?.(event));
}
