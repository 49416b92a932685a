import { type Failure, isLasting } from './failure.ts';
import { isSafe } from './idempotency-key.ts';
import type { RetryEvent, RetrySettings } from './options.ts';
import type { RetryBudget } from './retry-budget.ts';
import { retryDelayMs, spread } from './retry-delay.ts';

/**
 * Whether a request can be sent again: `safe` always; `keyed` with its Idempotency-Key; `unkeyed` only if no byte was sent;
 * `one-shot` never, because its body can be read only once.
 */
export type Resend = 'safe' | 'keyed' | 'unkeyed' | 'one-shot';

export function resendOf(method: string, isOneShot: boolean, idempotencyKey: string | undefined): Resend {
  if (isOneShot) return 'one-shot';
  if (isSafe(method)) return 'safe';
  return idempotencyKey === undefined ? 'unkeyed' : 'keyed';
}

export interface Situation {
  /** Attempts so far, including the failed one. */
  readonly attempts: number;
  readonly resend: Resend;
  readonly settings: RetrySettings;
  readonly random: () => number;
  readonly remainingMs: number;
  readonly budget: RetryBudget;
}

export type Decision =
  | { readonly retry: true; readonly delayMs: number; readonly cost: number; readonly reason: RetryEvent['reason'] }
  | { readonly retry: false; readonly because: string | undefined };

/** Decides whether to retry a failed attempt, and takes the cost from the budget. */
export function decide(failure: Failure, situation: Situation): Decision {
  const { attempts, resend, settings, random, remainingMs, budget } = situation;
  const reason = retryReason(failure);
  if (reason === undefined || attempts > settings.maxRetries) return stop(undefined);
  if (isLasting(failure)) return stop('every attempt would fail in this way');
  if (resend === 'one-shot') return stop('the body is a stream, which can be sent only once');
  const unsent = failure.kind === 'connection' && failure.unsent;
  if (resend === 'unkeyed' && !unsent) return stop('a write without an Idempotency-Key could happen twice');

  const retryAfterMs = failure.kind === 'status' ? failure.response.retryAfterMs : undefined;
  if (retryAfterMs !== undefined && retryAfterMs > settings.maxRetryAfterMs) {
    return stop(`the server asks to wait ${retryAfterMs} ms, more than maxRetryAfterMs`);
  }
  const askedMs = retryAfterMs === undefined ? 0 : spread(retryAfterMs, random);
  const delayMs = Math.max(retryDelayMs(attempts - 1, { ...settings, random }), askedMs);
  if (delayMs >= remainingMs) return stop(`a wait of ${Math.round(delayMs)} ms does not fit totalTimeoutMs`);
  // A server that throttles and says until when is well: the budget is for outages.
  const isPaced = reason === 'throttled' && retryAfterMs !== undefined;
  const cost = isPaced ? 0 : budget.take(reason === 'throttled');
  if (cost === undefined) return stop("the client's retry budget is exhausted");
  return { retry: true, delayMs, cost, reason };
}

function retryReason(failure: Failure): RetryEvent['reason'] | undefined {
  if (failure.kind === 'connection') return 'connection';
  if (failure.kind === 'timeout') return failure.scope === 'attempt' ? 'timeout' : undefined;
  if (failure.kind !== 'status') return undefined;
  const { status } = failure.response;
  if (status === 429) return 'throttled';
  return status >= 500 && status <= 599 ? 'server-error' : undefined;
}

function stop(because: string | undefined): Decision {
  return { retry: false, because };
}
