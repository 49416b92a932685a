import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Failure } from './failure.ts';
import { RETRY_DEFAULTS } from './options.ts';
import { RetryBudget } from './retry-budget.ts';
import { type Decision, decide, type Situation } from './retry-decision.ts';

function status(code: number, retryAfterMs?: number): Failure {
  return {
    kind: 'status',
    response: { status: code, body: undefined, headers: new Headers(), retryAfterMs },
    requestId: undefined,
  };
}

function connection(unsent: boolean): Failure {
  return { kind: 'connection', detail: 'lost', code: undefined, unsent, cause: undefined };
}

function situation(changes: Partial<Situation> = {}): Situation {
  const budget = new RetryBudget();
  return {
    attempts: 1,
    resend: 'safe',
    settings: RETRY_DEFAULTS,
    random: () => 0,
    remainingMs: 120_000,
    budget,
    ...changes,
  };
}

function because(decision: Decision): string | undefined {
  return decision.retry ? 'it was retried' : decision.because;
}

test('429 and every 5xx are retried, and no other status', () => {
  for (let code = 100; code < 1000; code += 1) {
    const isRetryable = code === 429 || (code >= 500 && code < 600);
    expect([code, decide(status(code), situation()).retry]).toEqual([code, isRetryable]);
  }
});

test('connection failures and attempt timeouts are retried; a passed total, an abort and an unreadable response are not', () => {
  expect(decide(connection(false), situation()).retry).toBe(true);
  expect(decide({ kind: 'timeout', scope: 'attempt', timeoutMs: 1 }, situation()).retry).toBe(true);
  expect(decide({ kind: 'timeout', scope: 'total', timeoutMs: 1 }, situation()).retry).toBe(false);
  expect(decide({ kind: 'aborted', reason: undefined }, situation()).retry).toBe(false);
  const response = { status: 200, headers: new Headers(), body: '' };
  expect(decide({ kind: 'unreadable', detail: '', response, requestId: undefined }, situation()).retry).toBe(false);
});

test('a write without a key is retried only when no byte of it was sent', () => {
  expect(decide(connection(true), situation({ resend: 'unkeyed' })).retry).toBe(true);
  for (const failure of [connection(false), status(503), status(429)]) {
    expect(because(decide(failure, situation({ resend: 'unkeyed' })))).toContain('Idempotency-Key');
  }
});

test('a one-shot body is never sent again, not even when no byte was sent', () => {
  expect(because(decide(connection(true), situation({ resend: 'one-shot' })))).toContain('stream');
});

test('a wait longer than maxRetryAfterMs fails at once, and the longest allowed one is waited in full', () => {
  expect(because(decide(status(503, 60_001), situation()))).toContain('maxRetryAfterMs');
  expect(decide(status(503, 60_000), situation())).toMatchObject({ retry: true, delayMs: 60_000 });
});

test('a wait that does not fit the total deadline fails at once', () => {
  expect(because(decide(status(503, 5000), situation({ remainingMs: 5000 })))).toContain('totalTimeoutMs');
  expect(because(decide(status(503), situation({ remainingMs: 1000 })))).toContain('totalTimeoutMs');
});

test('an empty budget ends retrying, and a retry that is refused for another reason costs nothing', () => {
  const budget = new RetryBudget();
  for (let i = 0; i < 1000; i += 1) decide(status(503, 1e9), situation({ budget }));
  for (let i = 0; i < 33; i += 1) expect(decide(status(503), situation({ budget })).retry).toBe(true);
  expect(because(decide(status(503), situation({ budget })))).toContain('budget');
});

test('a 429 that says when to return costs no budget; a 503 that says so, and a 429 that does not, cost theirs', () => {
  const budget = new RetryBudget();
  for (let i = 0; i < 1000; i += 1)
    expect(decide(status(429, 1000), situation({ budget }))).toMatchObject({ retry: true, cost: 0 });
  expect(decide(status(503, 1000), situation({ budget }))).toMatchObject({ cost: 15 });
  expect(decide(status(429), situation({ budget }))).toMatchObject({ cost: 5 });
  while (decide(status(503, 1000), situation({ budget })).retry);
  expect(decide(status(429, 0), situation({ budget })).retry).toBe(true);
});

test('clients told the same Retry-After plan different moments, none of them sooner', () => {
  const delays = Array.from({ length: 200 }, () => {
    const decision = decide(status(429, 3000), situation({ random: Math.random }));
    return decision.retry ? decision.delayMs : 0;
  });
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(3000);
  expect(Math.max(...delays)).toBeLessThanOrEqual(3300);
  expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(150);
});

test('no wait is ever sooner than the server said or than the doubled delay', () => {
  const attempts = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(
      attempts,
      fc.option(fc.integer({ min: 0, max: 70_000 }), { nil: undefined }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (made, asked, drawn) => {
        const decision = decide(status(503, asked), situation({ attempts: made, random: () => drawn }));
        if (decision.retry)
          expect(decision.delayMs).toBeGreaterThanOrEqual(Math.max(asked ?? 0, 1000 * 2 ** (made - 1)));
        else expect(asked).toBeGreaterThan(60_000);
      },
    ),
  );
});
