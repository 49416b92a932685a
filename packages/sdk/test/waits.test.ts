import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Client, type ClientOptions, RateLimitError, ServerError, type TimeoutError } from '../src/index.ts';
import { html, json } from './fault-server.ts';
import { createClient, failureOf, KEY, recordRetries, useFaultServer } from './setup.ts';

const get = { method: 'GET', path: '/facilities' } as const;

describe('by an injected clock', () => {
  const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Calls a server that gives these responses in order, and tells when each request was sent. */
  async function callAtFullSpeed(responses: (() => Response)[], options: ClientOptions = {}) {
    const sentAtMs: number[] = [];
    const startedAt = Date.now();
    const fetch = async () => {
      sentAtMs.push(Date.now() - startedAt);
      return (responses[sentAtMs.length - 1] ?? responses.at(-1) ?? Response.error)();
    };
    const client = new Client({
      apiKey: KEY,
      baseUrl: 'https://api.example',
      fetch,
      random: () => 0,
      logger: false,
      ...options,
    });
    const outcome = client.request(get).then(
      (data) => ({ data, error: undefined }),
      (error: unknown) => ({ data: undefined, error }),
    );
    await vi.runAllTimersAsync();
    return { ...(await outcome), sentAtMs };
  }

  function failing(headers: Record<string, string> = {}, status = 503): () => Response {
    return () => new Response('{}', { status, headers });
  }
  const ok = () => new Response('{}');

  test('the waits are the documented 1, 2, 4 and 8 s', async () => {
    expect((await callAtFullSpeed([failing()])).sentAtMs).toEqual([0, 1000, 3000, 7000, 15_000]);
  });

  test('full jitter lengthens them to 1.5, 3, 6 and 12 s', async () => {
    expect((await callAtFullSpeed([failing()], { random: () => 1 })).sentAtMs).toEqual([0, 1500, 4500, 10_500, 22_500]);
  });

  test('the doubling stops at maxDelayMs', async () => {
    expect((await callAtFullSpeed([failing()], { maxDelayMs: 3000 })).sentAtMs).toEqual([0, 1000, 3000, 6000, 9000]);
  });

  test('Retry-After in seconds is waited in full, on 429 and on 5xx', async () => {
    for (const status of [429, 500, 502, 503, 504]) {
      expect((await callAtFullSpeed([failing({ 'Retry-After': '7' }, status), ok])).sentAtMs).toEqual([0, 7000]);
    }
  });

  test('a Retry-After shorter than the own wait does not shorten it', async () => {
    expect((await callAtFullSpeed([failing({ 'Retry-After': '0' }), ok])).sentAtMs).toEqual([0, 1000]);
  });

  test('a Retry-After date counts by the clock of the Date header', async () => {
    const headers = { 'Retry-After': 'Sun Nov  6 08:49:47 1994', Date: 'Sun, 06 Nov 1994 08:49:37 GMT' };
    expect((await callAtFullSpeed([failing(headers), ok])).sentAtMs).toEqual([0, 10_000]);
  });

  test('a Retry-After date without a Date header counts by the own clock', async () => {
    const headers = { 'Retry-After': new Date(Date.now() + 9000).toUTCString() };
    expect((await callAtFullSpeed([failing(headers), ok])).sentAtMs).toEqual([0, 9000]);
  });

  test('junk, negative and past Retry-After values count as absent', async () => {
    for (const value of ['soon', '-5', '1.5', '7, 9', 'Sun, 06 Nov 1994 08:49:37 GMT', '']) {
      expect((await callAtFullSpeed([failing({ 'Retry-After': value }), ok])).sentAtMs).toEqual([0, 1000]);
    }
  });

  test('a used-up RateLimit is read when there is no Retry-After, or only a junk one', async () => {
    expect((await callAtFullSpeed([failing({ RateLimit: '"x";r=0;t=7' }, 429), ok])).sentAtMs).toEqual([0, 7000]);
    expect(
      (await callAtFullSpeed([failing({ RateLimit: '"x";r=0;t=7', 'Retry-After': 'soon' }, 429), ok])).sentAtMs,
    ).toEqual([0, 7000]);
    expect(
      (await callAtFullSpeed([failing({ RateLimit: '"x";r=0;t=7', 'Retry-After': '3' }, 429), ok])).sentAtMs,
    ).toEqual([0, 3000]);
    expect((await callAtFullSpeed([failing({ RateLimit: '"x";r=1;t=7' }, 429), ok])).sentAtMs).toEqual([0, 1000]);
  });

  test('a wait above maxRetryAfterMs fails at once with the original error and its retryAfterMs', async () => {
    const { error, sentAtMs } = await callAtFullSpeed([failing({ 'Retry-After': '61' }, 429), ok]);
    expect(sentAtMs).toEqual([0]);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ status: 429, retryAfterMs: 61_000, attempts: 1 });
  });

  test('a wait that does not fit the total deadline fails at once with the original error', async () => {
    const { error, sentAtMs } = await callAtFullSpeed([failing({ 'Retry-After': '10' })], { totalTimeoutMs: 9000 });
    expect(sentAtMs).toEqual([0]);
    expect(error).toMatchObject({ status: 503, retryAfterMs: 10_000 });
    const own = await callAtFullSpeed([failing()], { totalTimeoutMs: 5000 });
    expect(own.sentAtMs).toEqual([0, 1000, 3000]);
    expect(own.error).toBeInstanceOf(ServerError);
  });

  test('a wait beyond what a timer can hold is not shortened into a hammer', async () => {
    const forever = { maxRetryAfterMs: Number.POSITIVE_INFINITY, totalTimeoutMs: Number.POSITIVE_INFINITY };
    const waitMs = 2 ** 31 * 1000;
    const { sentAtMs } = await callAtFullSpeed([failing({ 'Retry-After': String(waitMs / 1000) }), ok], forever);
    expect(sentAtMs).toEqual([0, waitMs]);
    const hostile = await callAtFullSpeed([failing({ 'Retry-After': '9'.repeat(300) }), ok]);
    expect(hostile.sentAtMs).toEqual([0]);
  });

  test('attempts and waits together end at the total deadline, to the millisecond', async () => {
    const startedAt = Date.now();
    const fetch = () => new Promise<Response>(() => {});
    const options = { apiKey: KEY, baseUrl: 'https://api.example', fetch, random: () => 0, logger: false } as const;
    const call = new Client({ ...options, attemptTimeoutMs: 10_000, totalTimeoutMs: 25_000 }).request(get);
    const ended = failureOf(call).then((error) => ({ error, afterMs: Date.now() - startedAt }));
    await vi.runAllTimersAsync();
    const { error, afterMs } = await ended;
    expect(error).toMatchObject({ name: 'TimeoutError', scope: 'total', timeoutMs: 25_000, attempts: 3 });
    expect((error as TimeoutError).previous).toMatchObject([{ scope: 'attempt' }, { scope: 'attempt' }]);
    expect(afterMs).toBe(25_000);
  });

  test("an error's body is awaited for 5 s at most, as its status is known already", async () => {
    const stalling = () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }), { status: 503 });
    expect((await callAtFullSpeed([stalling, ok])).sentAtMs).toEqual([0, 6000]);
  });

  test('a reason for not retrying is part of the message', async () => {
    const { error } = await callAtFullSpeed([failing({ 'Retry-After': '120' }, 429)]);
    expect((error as Error).message).toBe(
      'Too Many Requests (GET /facilities, not retried: the server asks to wait 120000 ms, more than maxRetryAfterMs)',
    );
  });
});

describe('in real time', () => {
  const server = useFaultServer();

  test('no request is sent sooner than the server said', async () => {
    server.script(json(429, {}, { 'Retry-After': '1' }), json(200, {}));
    await createClient(server).request(get);
    const [first, second] = server.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  test('what onRetry tells is what is waited, and never less', async () => {
    server.script(html(503), html(503), html(503), json(200, {}));
    const { events, onRetry } = recordRetries();
    await createClient(server, { onRetry, initialDelayMs: 10, random: Math.random }).request(get);
    const sent = server.requests.map(({ at }) => at);
    events.forEach(({ delayMs }, k) => {
      expect((sent[k + 1] ?? 0) - (sent[k] ?? 0)).toBeGreaterThanOrEqual(delayMs);
      expect(delayMs).toBeGreaterThanOrEqual(10 * 2 ** k);
    });
    expect(events).toHaveLength(3);
  });

  test('retryAfterMs is undefined where the server asked for nothing', async () => {
    server.script(html(503));
    expect(await failureOf(createClient(server, { maxRetries: 0 }).request(get))).toMatchObject({
      retryAfterMs: undefined,
    });
  });
});
