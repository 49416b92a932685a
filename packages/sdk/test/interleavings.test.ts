import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaled } from '../../api/test/support/scaled.ts';
import { RaptorComplyError } from '../src/index.ts';
import {
  commitThen,
  corruptGzip,
  cutBody,
  type Fault,
  html,
  json,
  redirect,
  reset,
  respond,
  stall,
  stallInBody,
} from './fault-server.ts';
import { createClient, useFaultServer } from './setup.ts';

const server = useFaultServer();
const write = { method: 'POST', path: '/cyber-assets', body: { assetTitle: 'RTU-01' } } as const;

/** Each fault with how a call must take it: retried, ended by an error of this name, or by success. */
const faults: Record<string, [Fault, 'retried' | 'ok' | string]> = {
  'reset before headers': [reset.beforeHeaders, 'retried'],
  'reset during headers': [reset.duringHeaders, 'retried'],
  'reset after headers': [reset.afterHeaders, 'retried'],
  'cut body': [cutBody(201), 'retried'],
  '503 with HTML': [html(503), 'retried'],
  '500 with a cut body': [cutBody(500), 'retried'],
  '502 with corrupt gzip': [corruptGzip(502), 'retried'],
  '429': [json(429, {}, { 'Retry-After': '0' }), 'retried'],
  '503 that asks to wait too long': [json(503, {}, { 'Retry-After': '61' }), 'ServerError'],
  '404': [json(404, {}), 'NotFoundError'],
  '409': [json(409, {}), 'ConflictError'],
  redirect: [redirect(307, '/elsewhere'), 'ApiError'],
  'HTML with 200': [html(200), 'ParseError'],
  'null with 200': [respond(200, 'null'), 'ParseError'],
  success: [json(201, { id: '1' }), 'ok'],
};
const LAST_ERRORS: Record<string, string> = {
  '429': 'RateLimitError',
  '503 with HTML': 'ServerError',
  '500 with a cut body': 'ServerError',
  '502 with corrupt gzip': 'ServerError',
};

test('whatever happens in whatever order, a call is sent as often as the rules say and ends as they say', async () => {
  const script = fc.array(fc.constantFrom(...Object.keys(faults)), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(script, fc.nat(4), async (names, maxRetries) => {
      server.script(...names.map((name) => commitThen((faults[name] ?? [stall])[0])));
      const outcome = await createClient(server, { maxRetries })
        .request(write)
        .then(
          () => 'ok',
          (error: unknown) => (error instanceof RaptorComplyError ? error.name : error),
        );

      const met = Array.from({ length: maxRetries + 1 }, (_, k) => names[Math.min(k, names.length - 1)] ?? '');
      const end = met.findIndex((name) => faults[name]?.[1] !== 'retried');
      const last = end < 0 ? met.at(-1) : met[end];
      const expected = end < 0 ? (LAST_ERRORS[last ?? ''] ?? 'ConnectionError') : faults[last ?? '']?.[1];
      expect([outcome, server.requests.length]).toEqual([expected, end < 0 ? met.length : end + 1]);
      expect(server.committed).toHaveLength(1);
    }),
    { numRuns: scaled(1500, 100) },
  );
});

test('calls that run together, some aborted, all end; none is done twice and none is sent after its abort', async () => {
  const rough: Record<string, Fault> = {
    ok: json(201, {}),
    html: html(503),
    reset: reset.beforeHeaders,
    cut: cutBody(201),
    stall,
    stallInBody: stallInBody(201),
    gone: json(404, {}),
  };
  const fault = fc.constantFrom(...Object.keys(rough));
  const call = fc.record({
    abortAtRequest: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    maxRetries: fc.nat(3),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { minLength: 1, maxLength: 20 }),
      fc.array(call, { minLength: 1, maxLength: 8 }),
      async (names, calls) => {
        const controllers = calls.map(() => new AbortController());
        const sent = calls.map(() => 0);
        const sentAfterAbort: string[] = [];
        const watch =
          (next: Fault): Fault =>
          (exchange) => {
            calls.forEach(({ abortAtRequest }, index) => {
              if (abortAtRequest === server.requests.length) controllers[index]?.abort();
            });
            next(exchange);
          };
        server.script(...names.map((name) => commitThen(watch(rough[name] ?? stall))));
        const fetch = (async (input: string, init: RequestInit) => {
          const key = new Headers(init.headers).get('idempotency-key') ?? '';
          sent[Number(key)] = (sent[Number(key)] ?? 0) + 1;
          if (controllers[Number(key)]?.signal.aborted) sentAfterAbort.push(key);
          return globalThis.fetch(input, init);
        }) as typeof globalThis.fetch;
        const client = createClient(server, { fetch, attemptTimeoutMs: 60 });
        const sentWhenEnded: number[] = [];
        const outcomes = await Promise.allSettled(
          calls.map(async ({ maxRetries }, index) => {
            const { signal } = controllers[index] ?? new AbortController();
            try {
              return await client.request(write, { idempotencyKey: `${index}`, maxRetries, signal });
            } finally {
              sentWhenEnded[index] = sent[index] ?? 0;
            }
          }),
        );
        outcomes.forEach((outcome, index) => {
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(RaptorComplyError);
          expect(sent[index]).toBeLessThanOrEqual((calls[index]?.maxRetries ?? 0) + 1);
        });
        expect(sent).toEqual(sentWhenEnded);
        expect(new Set(server.committed).size).toBe(server.committed.length);
        expect(sentAfterAbort).toEqual([]);
      },
    ),
    { numRuns: scaled(250, 20) },
  );
});
