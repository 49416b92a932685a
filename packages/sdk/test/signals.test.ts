import { getEventListeners } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { fetchWithRetry } from '../src/index.ts';
import { json, stall } from './fault-server.ts';
import { connectionIsIdle, createClient, failureOf, KEY, quick, useFaultServer } from './setup.ts';

const server = useFaultServer();
const get = { method: 'GET', path: '/facilities' } as const;
const platformFetch = globalThis.fetch;

afterEach(() => {
  globalThis.fetch = platformFetch;
});

const listenersOn = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

async function requestsHaveArrived(count: number): Promise<void> {
  while (server.requests.length < count) await connectionIsIdle();
}

test('calls at once share one listener on a signal of the caller, however they are made, and all end with it', async () => {
  server.script(stall);
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  const [ofClient, ofCall] = [new AbortController(), new AbortController()];
  const client = createClient(server, { signal: ofClient.signal });
  const { signal } = ofCall;
  const calls = Array.from({ length: 30 }, (_, n) => {
    if (n % 3 === 0) return client.request(get, { signal });
    if (n % 3 === 1) return client.requestList(get, { signal });
    return fetchWithRetry(server.origin, { headers: { 'X-API-Key': KEY }, signal });
  });
  const failures = Promise.all(calls.map(failureOf));
  await requestsHaveArrived(30);
  expect([listenersOn(ofClient.signal), listenersOn(signal)]).toEqual([1, 1]);
  ofCall.abort('enough');
  for (const failure of await failures) expect(failure).toMatchObject({ name: 'AbortError', cause: 'enough' });
  expect([listenersOn(ofClient.signal), listenersOn(signal)]).toEqual([0, 0]);
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});

test('a call that ends leaves the listener to the calls that go on', async () => {
  server.script(json(200, {}), stall);
  const controller = new AbortController();
  const { signal } = controller;
  const client = createClient(server);
  const quickCall = client.request(get, { signal });
  const stalled = failureOf(client.request(get, { signal }));
  await quickCall;
  await requestsHaveArrived(2);
  expect(listenersOn(signal)).toBe(1);
  controller.abort();
  expect(await stalled).toMatchObject({ name: 'AbortError' });
});

test('one signal given to the client and to the call ends the call once', async () => {
  server.script(stall);
  const controller = new AbortController();
  const { signal } = controller;
  const call = failureOf(createClient(server, { signal }).request(get, { signal }));
  await requestsHaveArrived(1);
  controller.abort();
  expect(await call).toMatchObject({ name: 'AbortError', attempts: 1 });
  expect(listenersOn(signal)).toBe(0);
});

/** Ways in which libraries put their own fetch in the place of the platform's. */
const replacements: Record<string, (note: (signal: unknown) => void) => typeof fetch> = {
  'a function': (note) => (input, init) => {
    note(init?.signal);
    return platformFetch(input, init);
  },
  'a function that looks like the one it replaces': (note) => {
    async function fetch(input: Parameters<typeof platformFetch>[0], init?: RequestInit) {
      note(init?.signal);
      return platformFetch(input, init);
    }
    return Object.assign(fetch, { toString: () => String(platformFetch) });
  },
  'a Proxy': (note) =>
    new Proxy(platformFetch, {
      apply(target, self, parameters: Parameters<typeof fetch>) {
        note(parameters[1]?.signal);
        return Reflect.apply(target, self, parameters);
      },
    }),
  'a bound function': (note) =>
    function (this: unknown, ...parameters: Parameters<typeof fetch>) {
      note(parameters[1]?.signal);
      return platformFetch(...parameters);
    }.bind(undefined),
};

for (const [name, replacement] of Object.entries(replacements)) {
  test(`a fetch that ${name} replaced before the import gets a signal of its own for each call`, async () => {
    server.script(json(200, {}));
    const signals: unknown[] = [];
    globalThis.fetch = replacement((signal) => signals.push(signal));
    vi.resetModules();
    const { Client } = await import('../src/core/client.ts');
    const client = new Client(quick(server));
    for (let call = 0; call < 5; call += 1) await client.request(get);
    expect(new Set(signals).size).toBe(5);
  });
}

test('a fetch that is replaced for one call only keeps its signal to itself', async () => {
  server.script(json(200, {}));
  const client = createClient(server);
  for (let call = 0; call < 3; call += 1) {
    let kept: AbortSignal | null | undefined;
    globalThis.fetch = (input, init) => {
      kept = init?.signal;
      return platformFetch(input, init);
    };
    const replaced = client.request(get);
    globalThis.fetch = platformFetch;
    await replaced;
    const controllers = Array.from({ length: 3 }, () => new AbortController());
    const aborted = controllers.map(({ signal }) => failureOf(client.request(get, { signal })));
    for (const controller of controllers) controller.abort();
    await Promise.all(aborted);
    expect(kept?.aborted).toBe(false);
  }
});
