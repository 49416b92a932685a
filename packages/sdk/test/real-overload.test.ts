import { describe, expect, test } from 'vitest';
import { scaled } from '../../api/test/support/scaled.ts';
import { type ApiError, fetchWithRetry, RateLimitError, type RetryEvent, ServerError } from '../src/index.ts';
import { facilityBody } from './inventory.ts';
import { useRealServer } from './real-server.ts';
import { failureOf } from './setup.ts';

const server = useRealServer();

describe('a real server that is busy or closing', () => {
  test('a used-up rate limit is waited out for as long as Retry-After says, and the call then succeeds', async () => {
    const retries: RetryEvent[] = [];
    let refusedAt: number | undefined;
    // The server's clock starts at the first refusal: a slow machine does not get more quota.
    const now = () => (refusedAt === undefined ? 0 : performance.now() - refusedAt);
    const busy = await server.startAnother({ rateLimit: 60, now });
    const onRetry = (event: RetryEvent) => {
      refusedAt ??= performance.now();
      retries.push(event);
    };
    const comply = await busy.newClient({ initialDelayMs: 1, onRetry });
    const startedAt = performance.now();
    // One more than a minute's quota.
    const lists = await Promise.all(Array.from({ length: 61 }, () => comply.facilities.list()));
    expect(lists).toHaveLength(61);
    expect(retries.length).toBeGreaterThan(0);
    for (const { error, delayMs, status } of retries) {
      expect(status).toBe(429);
      expect(delayMs).toBeGreaterThanOrEqual((error as RateLimitError).retryAfterMs ?? Number.POSITIVE_INFINITY);
    }
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1000);
    await busy.close();
  });

  test('more calls at once than a minute allows are all served, through the client and through fetchWithRetry', async () => {
    const busy = await server.startAnother({ rateLimit: 150 });
    const calls = (call: () => Promise<unknown>) => Promise.all(Array.from({ length: scaled(200, 100) }, call));
    const comply = await busy.newClient();
    const headers = { 'X-API-Key': await busy.newKey() };
    await Promise.all([
      calls(() => comply.facilities.list()),
      calls(() => fetchWithRetry(`${busy.url}/facilities`, { headers, logger: false }, 4)),
    ]);
    await busy.close();
  }, 60_000);

  test('workers use a limit up without being refused', async () => {
    const busy = await server.startAnother({ rateLimit: 600 });
    const retries: RetryEvent[] = [];
    const comply = await busy.newClient({ onRetry: (event) => retries.push(event) });
    let left = 680;
    const work = async () => {
      while (left > 0) {
        left -= 1;
        await comply.facilities.list();
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    expect(retries.length).toBeLessThan(680 / 100);
    await busy.close();
  }, 60_000);

  test('a wait longer than maxRetryAfterMs fails at once as a RateLimitError that says how long', async () => {
    const busy = await server.startAnother({ rateLimit: 1 });
    const comply = await busy.newClient();
    await comply.facilities.list();
    const error = await failureOf(comply.facilities.list({}, { maxRetryAfterMs: 500 }));
    expect(error).toBeInstanceOf(RateLimitError);
    const { retryAfterMs, headers, attempts } = error as RateLimitError;
    expect(retryAfterMs).toBe(Number(headers.get('retry-after')) * 1000);
    expect(retryAfterMs).toBeGreaterThan(500);
    expect(attempts).toBe(1);
    await busy.close();
  });

  test('a server that shuts down is a ServerError with its 503, after the retries it asked for', async () => {
    const closing = await server.startAnother();
    const comply = await closing.newClient({ maxRetries: 1 });
    expect(await comply.facilities.list()).toEqual([]);
    closing.startClosing();
    const startedAt = performance.now();
    const error = await failureOf(comply.facilities.create(facilityBody()));
    expect(error).toBeInstanceOf(ServerError);
    expect((error as ApiError).message).toMatch(/^Service Unavailable - The server is shutting down/);
    expect([(error as ApiError).status, (error as ApiError).attempts]).toEqual([503, 2]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual((error as ApiError).retryAfterMs ?? Number.NaN);
    await closing.close();
  });

  test('a server that is gone is a ConnectionError, and even a write without a key is tried again, as none of it was sent', async () => {
    const gone = await server.startAnother();
    const comply = await gone.newClient({ maxRetries: 1, initialDelayMs: 1 });
    await gone.close();
    const error = await failureOf(comply.facilities.create(facilityBody(), { idempotencyKey: false }));
    expect(error).toMatchObject({ name: 'ConnectionError', unsent: true, attempts: 2 });
  });
});
