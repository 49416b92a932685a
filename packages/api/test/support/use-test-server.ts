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

/** A server that runs while the tests of this file, or of this `describe`, run. */
export function useTestServer(options?: TestServerOptions): TestServer {
  const server = prepared(() => startTestServer(options));
  afterAll(() => server.close());
  return server;
}

/** A client with an admin key of a new organization. */
export const useClient = (server: TestServer): Client => prepared(() => server.newClient());
