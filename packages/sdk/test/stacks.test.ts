import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { Client } from '../src/core/client.ts';
import type { CallOptions } from '../src/core/client-options.ts';
import { fetchWithRetry, type Operation, RaptorComplyError, type RetryEvent } from '../src/index.ts';
import { type Fault, html, json, reset, respond, stall } from './fault-server.ts';
import { createClient, failureOf, KEY, useFaultServer } from './setup.ts';

const server = useFaultServer();
const get = { method: 'GET', path: '/facilities' } as const;
const upload = { method: 'POST', path: '/import', upload: { file: 'a,b', as: 'text/csv' } } as const;
const cycle: Record<string, unknown> = {};
cycle.self = cycle;

interface Failing {
  readonly fault: Fault;
  readonly operation?: Operation;
  readonly options?: CallOptions;
}

const failing: Record<string, Failing> = {
  'ApiError of any class': { fault: json(422, {}) },
  'ServerError after retries': { fault: html(503) },
  ConnectionError: { fault: reset.beforeHeaders },
  ParseError: { fault: respond(200, '<html></html>', { 'Content-Type': 'text/html' }) },
  'TimeoutError of an attempt': { fault: stall, options: { attemptTimeoutMs: 5, maxRetries: 1 } },
  'TimeoutError of the call': { fault: stall, options: { totalTimeoutMs: 5 } },
  AbortError: { fault: stall, options: { signal: AbortSignal.abort() } },
  'ConfigError of an option': { fault: stall, options: { maxRetries: -1 } },
  'ConfigError of a key': { fault: stall, operation: upload, options: { idempotencyKey: 'bad\nkey' } },
  'ConfigError of a path': { fault: stall, operation: { ...get, path: 'x' } },
  'ConfigError of a body': { fault: stall, operation: { ...get, method: 'POST', body: cycle } },
  'ConfigError of a file': {
    fault: stall,
    operation: { ...upload, upload: { file: 7 as unknown as string, as: 'text/csv' } },
  },
  'an upload': { fault: json(400, { success: false }), operation: upload },
};

const styles: Record<string, (client: Client, operation: Operation, options?: CallOptions) => Promise<unknown>> = {
  async await(client, operation, options) {
    return await client.request(operation, options);
  },
  'then()': (client, operation, options) => client.request(operation, options).then(() => 'no failure'),
  'catch()': (client, operation, options) => client.request(operation, options).catch((error) => Promise.reject(error)),
  withResponse: (client, operation, options) => client.request(operation, options).withResponse(),
  all: (client, operation, options) => Promise.all([1, client.request(operation, options)]),
  list: (client, operation, options) => client.requestList(operation, options),
  async iteration(client, operation, options) {
    for await (const item of client.requestList(operation, options)) expect(item).toBeDefined();
  },
  async 'await, later'(client, operation, options) {
    const call = client.request(operation, options);
    const failure = failureOf(call);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await failure;
    return call;
  },
  'a callback': (client, operation, options) =>
    new Promise((resolve, reject) => {
      setImmediate(function theCaller() {
        client.request(operation, options).then(resolve, reject);
      });
    }),
};

function expectTheCaller(error: unknown): void {
  expect(error).toBeInstanceOf(RaptorComplyError);
  const { name, message, stack = '' } = error as RaptorComplyError;
  expect(stack.split('\n    at ')[0]).toBe(`${name}: ${message}`);
  expect(stack).toMatch(/theCaller.*stacks\.test\.ts:\d+/);
  expect(inspect(error)).toContain(`${name}: ${message}\n    at `);
  expect(Object.keys(error as object)).not.toContain('stack');
}

for (const [what, { fault, operation = get, options }] of Object.entries(failing)) {
  for (const [style, call] of Object.entries(styles)) {
    test(`${what}, with ${style}, shows the frame of the caller`, async () => {
      server.script(fault);
      const client = createClient(server);
      const theCaller = () => call(client, operation, options);
      const error = await failureOf(theCaller());
      expectTheCaller(error);
      for (const earlier of (error as RaptorComplyError).previous) expectTheCaller(earlier);
    });
  }
}

const helperFailures: Record<string, [Fault, string, Parameters<typeof fetchWithRetry>[1]]> = {
  ApiError: [json(404, {}), '/x', {}],
  'ServerError after retries': [html(503), '/x', { initialDelayMs: 1 }],
  ConnectionError: [reset.beforeHeaders, '/x', { maxRetries: 0 }],
  'ConfigError of an option': [stall, '/x', { maxRetries: -1 }],
  'ConfigError of a body': [stall, '/x', { body: 'a GET with a body' }],
  'ConfigError of a mode': [stall, '/x', { mode: 'navigate', method: 'POST', body: new FormData() }],
  'ConfigError of a URL': [stall, '?key', { method: 'POST', body: 'a', allowInsecureHttp: 7 as unknown as boolean }],
};
for (const [what, [fault, path, options]] of Object.entries(helperFailures)) {
  test(`${what} of fetchWithRetry shows the frame of the caller`, async () => {
    server.script(fault);
    const theCaller = () => fetchWithRetry(server.origin + path, { logger: false, ...options }).catch((error) => error);
    expectTheCaller(await theCaller());
  });
}

test('a later page that fails or is refused shows the frame that asked for the list', async () => {
  const first = json(200, [1], { Link: '<?cursor=2>; rel="next"' });
  for (const second of [json(500, {}), json(200, [2], { Link: '<https://elsewhere.example/>; rel="next"' })]) {
    server.script(first, second);
    const theCaller = () => createClient(server, { maxRetries: 0 }).requestList(get);
    const list = theCaller();
    const iterate = async () => {
      for await (const item of list) expect(item).toBeDefined();
    };
    expectTheCaller(await failureOf(iterate()));
  }
});

test('the error of a retry event shows the frame of the caller, and no stack has the key', async () => {
  server.script(html(503));
  const events: RetryEvent[] = [];
  const theCaller = () => createClient(server, { onRetry: (event) => events.push(event) }).request(get);
  const error = await failureOf(theCaller());
  expect(events).toHaveLength(4);
  for (const event of events) expectTheCaller(event.error);
  expect((error as Error).stack).not.toContain(KEY);
});

test('without stack traces, an error is its name and message', async () => {
  server.script(json(404, {}));
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const error = (await failureOf(createClient(server).request(get))) as Error;
  Error.stackTraceLimit = limit;
  expect(error.stack?.trim()).toBe('NotFoundError: Not Found (GET /facilities)');
});
