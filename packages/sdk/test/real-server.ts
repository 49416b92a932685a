import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, inject } from 'vitest';
import { connectServer, type Database } from '../../api/dist/kernel/database/database.js';
import { LocalRateLimiter } from '../../api/dist/kernel/limits/rate-limiter.js';
import { createLogger } from '../../api/dist/kernel/ops/log.js';
import { createKey } from '../../api/dist/operator/api-keys.js';
import { createOrganization } from '../../api/dist/operator/organizations.js';
import { assembleServer } from '../../api/dist/server.js';
import { testSigner } from '../../api/test/support/test-signer.ts';
import { type ClientOptions, RaptorComply } from '../src/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** From the global setup, which is the API's own. */
    origin: { readonly url: string; readonly template: string };
  }
}

type NewKey = Parameters<typeof createKey>[2];

/** The product itself, on a real port and a real database. */
export interface RealServer {
  readonly url: string;
  /** A key of a new organization; an admin's unless told otherwise. */
  newKey(key?: Partial<NewKey>): Promise<string>;
  /** A client with an admin key of a new organization. */
  newClient(options?: ClientOptions): Promise<RaptorComply>;
  /** From now on each request gets a 503. */
  startClosing(): void;
  close(): Promise<void>;
}

/** A migrated database of the test file's own, which is dropped when closed. */
async function openRealDatabase(): Promise<Database> {
  const { url: serverUrl, template } = inject('origin');
  const name = `raptor_comply_sdk_${randomUUID().replaceAll('-', '')}`;
  const run = async (text: string) => {
    const maintenance = connectServer(serverUrl);
    await maintenance.query({ text });
    await maintenance.close();
  };
  await run(`create database ${name} template ${template} strategy file_copy`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = connectServer(url.href);
  return {
    ...database,
    async close() {
      await database.close();
      await run(`drop database ${name} with (force)`);
    },
  };
}

interface RealServerOptions {
  readonly rateLimit?: number;
  /** The clock of the rate limit, in milliseconds. */
  readonly now?: () => number;
}

async function startRealServer(database: Database, options: RealServerOptions = {}): Promise<RealServer> {
  const { rateLimit = 1_000_000, now } = options;
  const app = await assembleServer({
    // Whether or not the console is built in this checkout, it is not here.
    consoleFolder: import.meta.dirname,
    database,
    signer: testSigner(database),
    limiter: new LocalRateLimiter(now),
    rateLimit,
    log: createLogger('silent'),
  });
  await app.server.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(app.server.server.address() as AddressInfo).port}`;
  const newKey: RealServer['newKey'] = async (key) => {
    const organization = { slug: `org-${randomUUID()}`, name: 'SDK tests', isTest: true };
    return createKey(database, await createOrganization(database, organization), { grant: { role: 'admin' }, ...key });
  };
  return {
    url,
    newKey,
    newClient: async (options) =>
      new RaptorComply({ apiKey: await newKey(), baseUrl: url, logger: false, initialDelayMs: 10, ...options }),
    startClosing: () => app.startClosing(),
    async close() {
      const closed = app.server.close();
      // A connection that a client has opened and not used yet would hold the stop up.
      app.server.server.closeAllConnections();
      await closed;
      app.metrics.close();
    },
  };
}

/** A server that runs while the tests of this file run, on a database of its own; `startAnother` starts one more on that database. */
export function useRealServer(): RealServer & { startAnother(options?: RealServerOptions): Promise<RealServer> } {
  const server = {} as ReturnType<typeof useRealServer>;
  let database: Database;
  beforeAll(async () => {
    database = await openRealDatabase();
    const startAnother = (options?: RealServerOptions) => startRealServer(database, options);
    Object.assign(server, await startAnother(), { startAnother });
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await database.close();
  });
  return server;
}
