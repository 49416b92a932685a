import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { inject } from 'vitest';
import { connectServer, type Database } from '../../src/kernel/database/database.ts';
import { LocalRateLimiter, type RateLimiter } from '../../src/kernel/limits/rate-limiter.ts';
import { createLogger } from '../../src/kernel/ops/log.ts';
import type { Implementation } from '../../src/kernel/slice/implement.ts';
import { createKey } from '../../src/operator/api-keys.ts';
import { createOrganization, type Organization } from '../../src/operator/organizations.ts';
import type { NewKey } from '../../src/resources/api-keys/keys.ts';
import { assembleServer } from '../../src/server.ts';
import { type Client, createClient } from './client.ts';
import { KEY, withoutKeys } from './keys.ts';

/** A database of the test file's own, copied from the migrated one. */
export async function openTestDatabase(): Promise<Database> {
  const origin = inject('origin');
  const name = `${origin.template}_${randomUUID().slice(0, 8)}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: origin.url });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await run(`create database ${name} template ${origin.template}`);
  const url = new URL(origin.url);
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

export interface TestServer {
  readonly url: string;
  readonly database: Database;
  /** Everything that was logged, as text. A key in it fails the test file when the server is closed. */
  readonly logged: string[];
  /** An organization of the test's own. */
  newOrganization(name?: string): Promise<Organization>;
  newKey(organization: Organization, key?: Partial<NewKey>): Promise<string>;
  /** A client with an admin key of a new organization. */
  newClient(): Promise<Client>;
  client(key: string | undefined): Client;
  startClosing(): void;
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly rateLimit?: number;
  readonly limiter?: RateLimiter;
  readonly handlerDeadlineMs?: number;
  readonly now?: () => number;
  /** How long a client may take, where a test cannot wait as long as the product does. */
  readonly timeouts?: { readonly headersMs: number; readonly requestMs: number; readonly checkMs: number };
  /** The operations, if not those of the product. */
  readonly implementations?: readonly Implementation[];
  /** A database to share with another server; it is not closed with this one. */
  readonly database?: Database;
}

/** The product on a real port and a real database. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { database: shared, ...parts } = options;
  const database = shared ?? (await openTestDatabase());
  const logged: string[] = [];
  let withKey: string | undefined;
  const app = await assembleServer({
    limiter: new LocalRateLimiter(options.now),
    rateLimit: 1_000_000,
    ...parts,
    database,
    log: createLogger('info', {
      write(line) {
        logged.push(line);
        if (KEY.test(line)) withKey ??= line;
      },
    }),
  });
  await app.server.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(app.server.server.address() as AddressInfo).port}`;
  const newOrganization = (name = 'Test organization') =>
    createOrganization(database, { slug: `org-${randomUUID()}`, name, isTest: false });
  const newKey = (organization: Organization, key: Partial<NewKey> = {}) =>
    createKey(database, organization, { grant: { role: 'admin' }, ...key });
  return {
    url,
    database,
    logged,
    newOrganization,
    newKey,
    newClient: async () => createClient(url, await newKey(await newOrganization())),
    client: (key) => createClient(url, key),
    startClosing: app.startClosing,
    async close() {
      await app.server.close();
      app.metrics.close();
      if (shared === undefined) await database.close();
      if (withKey !== undefined) throw new Error(`A key was logged: ${withoutKeys(withKey)}`);
    },
  };
}
