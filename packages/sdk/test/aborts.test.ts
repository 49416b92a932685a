import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AbortError } from '../src/index.ts';
import { dribble, html, json, stall, stallInBody } from './fault-server.ts';
import { createClient, failureOf, trackTimers, useFaultServer } from './setup.ts';

const server = useFaultServer();
const get = { method: 'GET', path: '/facilities' } as const;

/** A signal that counts its listeners. */
function countedSignal(): { controller: AbortController; listeners: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  let count = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...parameters: Parameters<typeof add>) => {
    count += 1;
    add(...parameters);
  };
  signal.removeEventListener = (...parameters: Parameters<typeof remove>) => {
    count -= 1;
    remove(...parameters);
  };
  return { controller, listeners: () => count };
}

let timers = trackTimers();
beforeEach(() => {
  timers = trackTimers();
});
afterEach(() => {
  timers.stop();
});

/** Aborts once `ready` holds, and counts the turns of the event loop until the call is over. */
async function abortWhen(
  promise: Promise<unknown>,
  controller: AbortController,
  ready: () => boolean,
): Promise<{ error: unknown; turns: number }> {
  let isOver = false;
  const failure = failureOf(promise).finally(() => {
    isOver = true;
  });
  while (!ready()) await nextTurn();
  controller.abort(new Error('the user left'));
  let turns = 0;
  for (; !isOver; turns += 1) await nextTurn();
  return { error: await failure, turns };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** No timer and no socket is waited for: the 50 ms hold on any machine that is not standing still. */
const AT_ONCE = 2;

const moments = {
  'a read of the headers': stall,
  'a read of the body': stallInBody(200),
  'a dribbling body': dribble(200, 5),
  "an error's body": stallInBody(500),
};
for (const [name, fault] of Object.entries(moments)) {
  test(`an abort ends ${name} within 50 ms and leaves no listener or timer`, async () => {
    server.script(fault);
    const { controller, listeners } = countedSignal();
    const call = createClient(server).request(get, { signal: controller.signal });
    const { error, turns } = await abortWhen(call, controller, () => server.requests.length === 1);
    expect(error).toBeInstanceOf(AbortError);
    expect(error).toMatchObject({ name: 'AbortError', attempts: 1, cause: { message: 'the user left' } });
    expect(turns).toBeLessThanOrEqual(AT_ONCE);
    expect(listeners()).toBe(0);
    expect(timers.pending()).toBe(0);
  });
}

test('an abort ends a wait within 50 ms, sends nothing more, and leaves no listener or timer', async () => {
  server.script(html(503));
  const { controller, listeners } = countedSignal();
  let waiting = false;
  const onRetry = () => {
    waiting = true;
  };
  const call = createClient(server, { initialDelayMs: 30_000 }).request(get, { signal: controller.signal, onRetry });
  const { error, turns } = await abortWhen(call, controller, () => waiting);
  expect(error).toMatchObject({ name: 'AbortError', attempts: 1 });
  expect((error as AbortError).previous).toMatchObject([{ status: 503 }]);
  expect(turns).toBeLessThanOrEqual(AT_ONCE);
  expect(listeners()).toBe(0);
  expect(timers.pending()).toBe(0);
  expect(server.requests).toHaveLength(1);
});

test('an abort inside onRetry sends nothing more', async () => {
  server.script(html(503));
  const controller = new AbortController();
  const call = createClient(server).request(get, { signal: controller.signal, onRetry: () => controller.abort() });
  expect(await failureOf(call)).toMatchObject({ name: 'AbortError', attempts: 1 });
  expect(server.requests).toHaveLength(1);
});

test('a signal that is aborted already sends nothing', async () => {
  server.script(json(200, {}));
  const error = await failureOf(createClient(server).request(get, { signal: AbortSignal.abort() }));
  expect(error).toMatchObject({ name: 'AbortError', attempts: 0 });
  expect(server.requests).toHaveLength(0);
});

test("a client's signal ends all its calls", async () => {
  server.script(stall);
  const controller = new AbortController();
  const client = createClient(server, { signal: controller.signal });
  const calls = [client.request(get), client.request(get, { signal: new AbortController().signal })];
  const failures = Promise.all(calls.map(failureOf));
  while (server.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  expect(await failures).toMatchObject([{ name: 'AbortError' }, { name: 'AbortError' }]);
});

test("a call that succeeds leaves nothing on the caller's signal", async () => {
  server.script(html(503), json(200, {}));
  const { controller, listeners } = countedSignal();
  await createClient(server).request(get, { signal: controller.signal });
  expect(listeners()).toBe(0);
  expect(timers.pending()).toBe(0);
});

test('an abort after the end changes nothing', async () => {
  server.script(json(200, { ok: true }));
  const controller = new AbortController();
  const call = createClient(server).request(get, { signal: controller.signal });
  await call;
  controller.abort();
  expect(await call).toEqual({ ok: true });
});

test('an aborted request closes its connection', async () => {
  server.script(stall);
  const controller = new AbortController();
  const failure = failureOf(createClient(server).request(get, { signal: controller.signal }));
  while (server.requests.length < 1) await new Promise((resolve) => setImmediate(resolve));
  const [socket] = [...server.sockets].slice(-1);
  const closed = socket === undefined ? Promise.reject(new Error('no socket')) : once(socket, 'close');
  controller.abort();
  await failure;
  await closed;
});

test('an abort while the body of an error is read is an AbortError, not half an ApiError', async () => {
  server.script(stallInBody(404));
  const controller = new AbortController();
  let hasResponse = false;
  const fetchAndTell: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    setImmediate(() => {
      hasResponse = true;
    });
    return response;
  };
  const call = createClient(server, { fetch: fetchAndTell }).request(get, { signal: controller.signal });
  const { error } = await abortWhen(call, controller, () => hasResponse);
  expect(error).toBeInstanceOf(AbortError);
});

test('a retry that is given up unsent costs the retry budget nothing', async () => {
  server.script(html(503));
  const client = createClient(server);
  // The whole budget pays for 35.
  for (let calls = 0; calls < 40; calls += 1) {
    const controller = new AbortController();
    const options = { signal: controller.signal, onRetry: () => controller.abort() };
    expect(await failureOf(client.request(get, options))).toBeInstanceOf(AbortError);
  }
});

test('an abort ends its own call and no other, whatever was called before and is called beside it', async () => {
  const held: (() => void)[] = [];
  server.script((exchange) => {
    const respond = () => json(200, { path: exchange.request.url })(exchange);
    if (exchange.request.url.startsWith('/slow')) held.push(respond);
    else respond();
  });
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  const client = createClient(server);
  for (let wave = 0; wave < 15; wave += 1) {
    await Promise.all(Array.from({ length: 12 }, (_, n) => client.request({ method: 'GET', path: `/quick/${n}` })));
    const calls = Array.from({ length: 12 }, (_, n) => {
      const controller = new AbortController();
      const path = `/slow/${wave}/${n}`;
      return { path, controller, call: client.request({ method: 'GET', path }, { signal: controller.signal }) };
    });
    const aborted = calls.filter((_, n) => n % 3 === wave % 3);
    const failures = aborted.map(({ call }) => failureOf(call));
    while (server.requests.filter(({ url }) => url.startsWith(`/slow/${wave}/`)).length < calls.length)
      await nextTurn();
    for (const { controller } of aborted) controller.abort();
    for (const respond of held.splice(0)) respond();
    for (const failure of await Promise.all(failures)) expect(failure).toBeInstanceOf(AbortError);
    for (const { path, call } of calls.filter((one) => !aborted.includes(one))) {
      expect(await call.withResponse()).toMatchObject({ data: { path }, attempts: 1 });
    }
  }
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});

test('what a fetch of the caller does with the signal beside the request is aborted by no later call', async () => {
  server.script((exchange) => {
    const { url } = exchange.request;
    const respond = () => json(200, { url })(exchange);
    if (url === '/beside') setTimeout(respond, 150);
    else if (url !== '/stalls') respond();
  });
  let beside: Promise<Response> | undefined;
  const fetchTwice: typeof fetch = (input, init) => {
    beside = fetch(`${server.origin}/beside`, init);
    return fetch(input, init);
  };
  await createClient(server, { fetch: fetchTwice }).request({ method: 'GET', path: '/first' });
  const stalled = Array.from({ length: 3 }, () =>
    failureOf(
      createClient(server).request({ method: 'GET', path: '/stalls' }, { attemptTimeoutMs: 30, maxRetries: 0 }),
    ),
  );
  await Promise.all(stalled);
  expect(await (await beside)?.json()).toEqual({ url: '/beside' });
});
