import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SEED, seededRandom } from '../../api/test/support/scaled.ts';
import { Client, type ClientOptions, fetchWithRetry, RateLimitError, TimeoutError } from '../src/index.ts';
import { failureOf, KEY } from './setup.ts';

const get = { method: 'GET', path: '/facilities' } as const;
const URL_BASE = 'https://api.example';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Sent {
  readonly name: string;
  readonly atMs: number;
}

/** A network that responds as told, after a latency, and records what was sent and when. Each request is named by its header X-Name. */
function startNetwork(respond: (sent: Sent) => Response, latencyMs = () => 1) {
  const sent: Sent[] = [];
  const startedAt = performance.now();
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const name = new Headers(init?.headers).get('x-name') ?? '';
    const request = { name, atMs: performance.now() - startedAt };
    sent.push(request);
    const response = respond(request);
    await new Promise((resolve) => setTimeout(resolve, latencyMs()));
    return response;
  };
  const newClient = (options: ClientOptions = {}) =>
    new Client({ apiKey: KEY, baseUrl: URL_BASE, fetch, random: () => 0, logger: false, ...options });
  return { sent, fetch, newClient };
}

const ok = (headers: Record<string, string> = {}) => new Response('{}', { headers });
const refused = (retryAfter: number | string, headers: Record<string, string> = {}) =>
  new Response('{}', { status: 429, headers: { 'Retry-After': String(retryAfter), ...headers } });
const named = (name: string) => ({ headers: { 'X-Name': name } });
const advance = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('after one call was told to wait, none is sent before, and then each in the order of the calls', async () => {
  let count = 0;
  const { sent, newClient } = startNetwork(() => {
    count += 1;
    return count === 1 ? refused(3) : ok();
  });
  const client = newClient();
  const calls = [client.request(get, named('0'))];
  await advance(5);
  for (const name of ['1', '2', '3', '4']) calls.push(client.request(get, named(name)));
  await advance(2990);
  expect(sent).toHaveLength(1);
  await vi.runAllTimersAsync();
  await Promise.all(calls);
  const [, ...later] = sent;
  expect(later.map(({ name }) => name)).toEqual(['0', '1', '2', '3', '4']);
  for (const { atMs } of later) expect(atMs).toBeGreaterThanOrEqual(3001);
});

test('a Retry-After date and an exhausted RateLimit hold up the other calls as well', async () => {
  const date = () => new Date(Date.now() + 7000).toUTCString();
  const responses = [
    () => refused(date()),
    () => new Response('{}', { status: 429, headers: { RateLimit: '"x";r=0;t=7' } }),
    () => ok({ RateLimit: '"x";r=0;t=7' }),
    () => new Response('{}', { status: 404, headers: { RateLimit: '"x";r=0;t=7' } }),
  ];
  for (const first of responses) {
    vi.setSystemTime(Date.UTC(2026, 10, 22));
    let count = 0;
    const { sent, newClient } = startNetwork(() => {
      count += 1;
      return count === 1 ? first() : ok();
    });
    const client = newClient();
    const call = client.request(get).catch(() => {});
    await advance(5);
    const other = client.request(get, named('other'));
    await vi.runAllTimersAsync();
    await Promise.all([call, other]);
    expect(sent.find(({ name }) => name === 'other')?.atMs).toBeGreaterThanOrEqual(7000);
  }
});

test('a 503 with Retry-After, a malformed RateLimit, and a wait that the call does not accept hold up nobody else', async () => {
  const responses = [
    () => new Response('{}', { status: 503, headers: { 'Retry-After': '7' } }),
    () => ok({ RateLimit: 'x;r=0;t=7' }),
    () => refused(61),
    () => ok({ RateLimit: '"day";r=0;t=3600' }),
  ];
  for (const first of responses) {
    let count = 0;
    const { sent, newClient } = startNetwork(() => {
      count += 1;
      return count === 1 ? first() : ok();
    });
    const client = newClient();
    const call = client.request(get).catch(() => {});
    await advance(5);
    await Promise.all([client.request(get, named('other')), advance(5)]);
    expect(sent.find(({ name }) => name === 'other')?.atMs).toBe(5);
    await vi.runAllTimersAsync();
    await call;
  }
});

test('no more requests are in flight than the server says remain', async () => {
  let inFlight = 0;
  let most = 0;
  let remaining = 100;
  const { fetch: plain, newClient } = startNetwork(
    () => ok({ RateLimit: `"x";r=${remaining};t=1` }),
    () => 10,
  );
  const fetch: typeof plain = async (...parameters) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    const response = await plain(...parameters);
    inFlight -= 1;
    return response;
  };
  const client = newClient({ fetch });
  await Promise.all([client.request(get), advance(10)]);
  remaining = 3;
  await Promise.all([client.request(get), advance(10)]);
  most = 0;
  const calls = Promise.all(Array.from({ length: 20 }, () => client.request(get)));
  await vi.runAllTimersAsync();
  await calls;
  expect(most).toBe(3);
});

test('clients and fetchWithRetry with one key share what they learned; another key, server, or fetch does not', async () => {
  let count = 0;
  const { sent, fetch, newClient } = startNetwork(() => {
    count += 1;
    return count === 1 ? refused(5) : ok();
  });
  const first = newClient().request(get);
  await advance(5);
  const options = { fetch, logger: false, headers: { 'X-API-Key': KEY, 'X-Name': 'helper' } } as const;
  const other = startNetwork(() => ok());
  const calls = [
    first,
    newClient().request(get, named('same key')),
    newClient({ apiKey: 'another' }).request(get, { ...named('its own key'), apiKey: KEY }),
    fetchWithRetry(`${URL_BASE}/facilities`, options),
    newClient({ apiKey: 'another' }).request(get, named('another key')),
    newClient().request(get, { ...named('another key of the call'), apiKey: 'another' }),
    newClient({ baseUrl: 'https://other.example' }).request(get, named('another server')),
    newClient({ fetch: other.fetch }).request(get, named('another fetch')),
  ];
  await advance(100);
  const early = [...sent.slice(1), ...other.sent].map(({ name }) => name);
  expect(early.sort()).toEqual(['another fetch', 'another key', 'another key of the call', 'another server']);
  await vi.runAllTimersAsync();
  await Promise.all(calls);
  const late = sent.filter(({ atMs }) => atMs >= 5000).map(({ name }) => name);
  expect(late).toEqual(['', 'same key', 'its own key', 'helper']);
});

test('an aborted call leaves the line without a request, and the next one moves up', async () => {
  let count = 0;
  const { sent, newClient } = startNetwork(() => {
    count += 1;
    return count === 1 ? ok({ RateLimit: '"x";r=0;t=5' }) : ok();
  });
  const client = newClient();
  await Promise.all([client.request(get), advance(5)]);
  const controller = new AbortController();
  const aborted = failureOf(client.request(get, { ...named('aborted'), signal: controller.signal }));
  const next = client.request(get, named('next'));
  await advance(100);
  controller.abort(new Error('the user left'));
  expect(await aborted).toMatchObject({ name: 'AbortError', attempts: 0, cause: { message: 'the user left' } });
  await vi.runAllTimersAsync();
  await next;
  expect(sent.map(({ name }) => name)).toEqual(['', 'next']);
});

test('calls that are all aborted leave no timer, and the line works again', async () => {
  const { newClient } = startNetwork(() => ok({ RateLimit: '"x";r=0;t=5' }));
  const client = newClient();
  await Promise.all([client.request(get), advance(5)]);
  const controller = new AbortController();
  const calls = Promise.allSettled([1, 2, 3].map(() => client.request(get, { signal: controller.signal })));
  await advance(5);
  controller.abort();
  await calls;
  expect(vi.getTimerCount()).toBe(0);
  const last = client.request(get);
  await vi.runAllTimersAsync();
  expect(await last).toEqual({});
});

test('a call whose time passes in the line ends then, unsent, and the calls behind it are served', async () => {
  const { sent, newClient } = startNetwork(() => ok({ RateLimit: '"x";r=0;t=2' }));
  const client = newClient();
  await Promise.all([client.request(get), advance(5)]);
  const startedAt = performance.now();
  const first = client.request(get, named('first'));
  const late = failureOf(client.request(get, { ...named('late'), totalTimeoutMs: 3000 })).then((error) => {
    return { error, afterMs: performance.now() - startedAt };
  });
  const last = client.request(get, named('last'));
  await vi.runAllTimersAsync();
  await Promise.all([first, last]);
  const { error, afterMs } = await late;
  expect(error).toBeInstanceOf(TimeoutError);
  expect(error).toMatchObject({
    scope: 'total',
    attempts: 0,
    notRetried: 'it waited for the rate limit and was not sent',
  });
  expect(afterMs).toBe(3000);
  expect(sent.map(({ name }) => name)).toEqual(['', 'first', 'last']);
});

test('a refused call whose time passes in the line fails with the refusal', async () => {
  let count = 0;
  const { sent, newClient } = startNetwork(() => {
    count += 1;
    return count <= 3 ? refused(1) : ok({ RateLimit: '"x";r=0;t=1' });
  });
  const client = newClient();
  const others = Promise.all([client.request(get), client.request(get)]);
  const call = failureOf(client.request(get, { totalTimeoutMs: 2500 }));
  await vi.runAllTimersAsync();
  await others;
  const error = await call;
  expect(error).toBeInstanceOf(RateLimitError);
  expect(error).toMatchObject({ attempts: 1, previous: [], notRetried: 'totalTimeoutMs passed during the wait' });
  expect(sent).toHaveLength(5);
});

test('a call that does not accept the wait is sent at once, so that it fails with what the server says', async () => {
  const { sent, newClient } = startNetwork(() => refused(5));
  const client = newClient();
  const waiting = failureOf(client.request(get, { maxRetries: 1 }));
  await advance(5);
  const impatient = [
    failureOf(client.request(get, { maxRetryAfterMs: 4000 })),
    failureOf(client.request(get, { totalTimeoutMs: 4000 })),
  ];
  await advance(5);
  for (const error of await Promise.all(impatient)) expect(error).toMatchObject({ attempts: 1, retryAfterMs: 5000 });
  expect(sent).toHaveLength(3);
  await vi.runAllTimersAsync();
  await waiting;
});

test('the wait of the line has jitter, too', async () => {
  const starts = new Set<number>();
  for (let run = 0; run < 20; run += 1) {
    const { sent, newClient } = startNetwork(() => ok({ RateLimit: '"x";r=0;t=3' }));
    const paced = newClient({ random: Math.random });
    await Promise.all([paced.request(get), advance(5)]);
    const next = paced.request(get);
    await vi.runAllTimersAsync();
    await next;
    const startedAt = sent[1]?.atMs ?? 0;
    expect(startedAt).toBeGreaterThanOrEqual(3001);
    expect(startedAt).toBeLessThanOrEqual(3302);
    starts.add(startedAt);
  }
  expect(starts.size).toBeGreaterThan(10);
});

/** A server that allows `quota` requests a minute, all at once or evenly (GCRA), and says so as the API does. */
function limited(quota: number, saysQuota: boolean) {
  const intervalMs = 60_000 / quota;
  let fullAt = 0;
  let refusals = 0;
  const respond = ({ atMs }: Sent) => {
    const before = Math.max(fullAt, atMs);
    const allowed = before + intervalMs - atMs <= 60_000;
    if (allowed) fullAt = before + intervalMs;
    const remaining = Math.floor((60_000 - (fullAt - atMs)) / intervalMs);
    const nextSeconds = Math.max(1, Math.ceil((fullAt + intervalMs - atMs - 60_000) / 1000));
    const headers: Record<string, string> = saysQuota ? { RateLimit: `"default";r=${remaining};t=${nextSeconds}` } : {};
    if (allowed) return ok(headers);
    refusals += 1;
    return refused(nextSeconds, headers);
  };
  return { respond, refusals: () => refusals };
}

for (const [workers, mostLatencyMs] of [
  [8, 10],
  [8, 200],
  [200, 10],
  [200, 600],
] as const) {
  test(`${workers} workers whose responses overtake each other by up to ${mostLatencyMs} ms use a limit up and are not refused`, async () => {
    const { respond, refusals } = limited(600, true);
    const random = seededRandom(SEED);
    const { sent, newClient } = startNetwork(respond, () => random() * mostLatencyMs);
    const client = newClient({ random: Math.random });
    let left = 2000;
    const work = async () => {
      while (left > 0) {
        left -= 1;
        await client.request(get);
      }
    };
    const done = Promise.all(Array.from({ length: workers }, work));
    await vi.runAllTimersAsync();
    await done;
    expect(refusals()).toBe(0);
    // 1,400 more than the quota, at 10 a second.
    expect(sent.at(-1)?.atMs).toBeLessThan(150_000);
  });
}

test('800 calls at once, of which a minute allows 600, are all served, and none is refused twice', async () => {
  for (const saysQuota of [true, false]) {
    const { respond, refusals } = limited(600, saysQuota);
    const { newClient } = startNetwork(respond);
    const client = newClient({ random: Math.random });
    const calls = Promise.all(Array.from({ length: 800 }, () => client.request(get)));
    await vi.runAllTimersAsync();
    expect(await calls).toHaveLength(800);
    expect(refusals()).toBeLessThanOrEqual(saysQuota ? 200 : 400);
  }
});

test('1,000 calls against an outage that says Retry-After are sent 1,033 times', async () => {
  const { sent, newClient } = startNetwork(() => new Response('{}', { status: 503, headers: { 'Retry-After': '1' } }));
  const client = newClient();
  const calls = Promise.allSettled(Array.from({ length: 1000 }, () => client.request(get)));
  await vi.runAllTimersAsync();
  await calls;
  expect(sent).toHaveLength(1033);
});
