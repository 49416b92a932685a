import { afterAll, beforeAll } from 'vitest';
import type { Client } from './client.ts';
import { startTestServer, type TestServer, type TestServerOptions } from './test-server.ts';

/** An object that `make` fills in before the first test; until then it is empty. */
export function prepared<T extends object>(make: () => Promise<T>): T {
  const object = {} as T;
  beforeAll(async () => {
    Object.assign(object, await make());
  });
  return object;
}

let shared: Promise<TestServer> | undefined;

/**
 * The server of this worker, for tests that act through organizations of their own and ask nothing of the database or the process as a
 * whole: a copy of the database takes longer than most of them.
 */
export function useSharedServer(): TestServer {
  const server = prepared(() => {
    shared ??= startTestServer();
    return shared;
  });
  afterAll(() => server.checkLog());
  return server;
}

/** A server of its own that runs while the tests of this file, or of this `describe`, run. */
export function useTestServer(options?: TestServerOptions): TestServer {
  const server = prepared(() => startTestServer(options));
  afterAll(() => server.close());
  return server;
}

/** A client with an admin key of a new organization. */
export const useClient = (server: TestServer): Client => prepared(() => server.newClient());
