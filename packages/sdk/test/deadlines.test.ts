import { expect, test, vi } from 'vitest';
import { ApiError, ServerError, TimeoutError } from '../src/index.ts';
import { dribble, html, json, stall, stallInBody } from './fault-server.ts';
import { createClient, failureOf, useFaultServer } from './setup.ts';

const server = useFaultServer();
const get = { method: 'GET', path: '/facilities' } as const;

/** How long a call takes until it fails, and its error. */
async function timed(call: () => Promise<unknown>): Promise<{ error: unknown; tookMs: number }> {
  const startedAt = performance.now();
  const error = await failureOf(call());
  return { error, tookMs: performance.now() - startedAt };
}

for (const [name, fault] of Object.entries({
  'before its headers': stall,
  'in its body': stallInBody(200),
  'one byte at a time': dribble(200, 5),
})) {
  test(`the attempt deadline ends a response that stalls ${name}`, async () => {
    server.script(fault);
    const { error, tookMs } = await timed(() =>
      createClient(server, { maxRetries: 0, attemptTimeoutMs: 80 }).request(get),
    );
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({ scope: 'attempt', timeoutMs: 80, attempts: 1 });
    expect(tookMs).toBeGreaterThanOrEqual(80);
    expect(tookMs).toBeLessThan(10_000);
  });
}

test('the total deadline holds over attempts and waits together', async () => {
  server.script(stall);
  const options = { attemptTimeoutMs: 60, totalTimeoutMs: 300, maxRetries: 50 };
  const { error, tookMs } = await timed(() => createClient(server, options).request(get));
  expect(error).toBeInstanceOf(TimeoutError);
  expect((error as TimeoutError).attempts).toBeLessThanOrEqual(5);
  expect(tookMs).toBeLessThan(10_000);
});

test('the total deadline ends a single attempt that may take longer', async () => {
  server.script(stallInBody(200));
  const { error } = await timed(() =>
    createClient(server, { attemptTimeoutMs: 60_000, totalTimeoutMs: 80 }).request(get),
  );
  expect(error).toMatchObject({ name: 'TimeoutError', scope: 'total', attempts: 1 });
});

test('an error whose body stalls is still that error, with what was read of it', async () => {
  server.script(stallInBody(503, 'upstream said', { 'X-Request-Id': '01JABC' }));
  const { error } = await timed(() => createClient(server, { maxRetries: 0, attemptTimeoutMs: 500 }).request(get));
  expect(error).toBeInstanceOf(ServerError);
  expect(error).toMatchObject({ status: 503, body: 'upstream said', requestId: '01JABC' });
});

test('an error whose body dribbles past the total deadline is still that error', async () => {
  server.script(dribble(401, 5));
  const { error, tookMs } = await timed(() => createClient(server, { totalTimeoutMs: 500 }).request(get));
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 401 });
  expect(tookMs).toBeLessThan(10_000);
});

test('a fetch that ignores its signal cannot hold the call', async () => {
  const deaf: typeof fetch = () => new Promise(() => {});
  const { error } = await timed(() =>
    createClient(server, { fetch: deaf, maxRetries: 1, attemptTimeoutMs: 30 }).request(get),
  );
  expect(error).toMatchObject({ name: 'TimeoutError', attempts: 2 });
});

test('a body that ignores its cancellation cannot hold the call', async () => {
  const deaf: typeof fetch = async () => {
    const body = new ReadableStream({ pull: () => new Promise(() => {}), cancel: () => new Promise(() => {}) });
    return new Response(body);
  };
  const { error } = await timed(() =>
    createClient(server, { fetch: deaf, maxRetries: 0, attemptTimeoutMs: 30 }).request(get),
  );
  expect(error).toBeInstanceOf(TimeoutError);
});

test('without deadlines a slow response is awaited', async () => {
  const none = { attemptTimeoutMs: Number.POSITIVE_INFINITY, totalTimeoutMs: Number.POSITIVE_INFINITY };
  server.script(html(503), json(200, { ok: true }));
  expect(await createClient(server, none).request(get)).toEqual({ ok: true });
});

test('the body of an error is waited for 5 s at most, and the status then counts without it', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const neverEnding = new ReadableStream<Uint8Array>({
      start: (body) => body.enqueue(new TextEncoder().encode('{')),
    });
    const fetch = () => Promise.resolve(new Response(neverEnding, { status: 404 }));
    let error: unknown;
    const call = failureOf(createClient(server, { fetch }).request(get)).then((failure) => {
      error = failure;
    });
    await vi.advanceTimersByTimeAsync(4999);
    expect(error).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    await call;
    expect(error).toMatchObject({ name: 'NotFoundError', body: '{', attempts: 1 });
  } finally {
    vi.useRealTimers();
  }
});
