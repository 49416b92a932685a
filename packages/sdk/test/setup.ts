import { afterEach, beforeEach } from 'vitest';
import { Client } from '../src/core/client.ts';
import type { ClientOptions } from '../src/core/client-options.ts';
import type { RetryEvent } from '../src/core/options.ts';
import { type FaultServer, startFaultServer } from './fault-server.ts';

export const KEY = 'rc_test_4fXq7LmZ2pWcT9sVbN1kRyHd8GjUe3AoQi6ExMz5BtCwPl0SnDvFrKh2YuJaOgIb1Q2w3E';

/** A fault server of its own for each test: a request that a slow machine delivers late meets no other test. */
export function useFaultServer(): FaultServer {
  let server: FaultServer | undefined;
  beforeEach(async () => {
    server = await startFaultServer();
  });
  afterEach(() => server?.close());
  return new Proxy({} as FaultServer, {
    get: (_, name) => {
      const value: unknown = Reflect.get(server ?? {}, name);
      return typeof value === 'function' ? value.bind(server) : value;
    },
  });
}

/** A client that retries fast, without jitter and without noise. */
export function createClient(server: FaultServer, options: ClientOptions = {}): Client {
  return new Client({ ...quick(server), ...options });
}

export function quick(server: FaultServer): ClientOptions {
  return { apiKey: KEY, baseUrl: server.origin, initialDelayMs: 1, random: () => 0, logger: false };
}

/** A list of what onRetry told. */
export function recordRetries(): { events: RetryEvent[]; onRetry: (event: RetryEvent) => void } {
  const events: RetryEvent[] = [];
  return { events, onRetry: (event) => events.push(event) };
}

/** The error that a promise must reject with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => Promise.reject(new Error(`expected a failure, got ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  );
}

/** Lets the runtime put a connection whose response has been read back into its pool. */
export async function connectionIsIdle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** Counts the timers that keep the process alive, set and neither cleared nor fired, until `stop`. Those of the runtime's own fetch do not. */
export function trackTimers(): { pending: () => number; stop: () => void } {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const pending = new Set<ReturnType<typeof set>>();
  globalThis.setTimeout = ((callback: () => void, delayMs?: number, ...parameters: unknown[]) => {
    const handle = set(
      (...parameters: unknown[]) => {
        pending.delete(handle);
        (callback as (...parameters: unknown[]) => void)(...parameters);
      },
      delayMs,
      ...parameters,
    );
    pending.add(handle);
    return handle;
  }) as typeof set;
  globalThis.clearTimeout = ((handle: ReturnType<typeof set>) => {
    pending.delete(handle);
    clear(handle);
  }) as typeof clear;
  const stop = () => {
    globalThis.setTimeout = set;
    globalThis.clearTimeout = clear;
  };
  return { pending: () => [...pending].filter((handle) => handle.hasRef()).length, stop };
}
