import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { VerifierKey } from '@raptor-comply/tlog';
import pg from 'pg';
import { inject } from 'vitest';
import { createSigner } from '../../src/kernel/activity/signer.ts';
import type { Clock } from '../../src/kernel/base/clock.ts';
import { connectServer, type Database } from '../../src/kernel/database/database.ts';
import type { Timeouts } from '../../src/kernel/http/app.ts';
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
  // With `fsync` off, copying files takes a third of the time that logging their pages does.
  await run(`create database ${name} template ${origin.template} strategy file_copy`);
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
  /** Everything that was logged, as text. A key in it fails the test file. */
  readonly logged: string[];
  /** An organization of the test's own. */
  newOrganization(name?: string): Promise<Organization>;
  newKey(organization: Organization, key?: Partial<NewKey>): Promise<string>;
  /** A client with an admin key of a new organization. */
  newClient(): Promise<Client>;
  client(key: string | undefined): Client;
  /** A client with an admin key that acts for a user of the client's organization. */
  actingFor(userId: string, admin: Client): Promise<Client>;
  startClosing(): void;
  /** Throws Error if a key was logged. */
  checkLog(): void;
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly rateLimit?: number;
  readonly limiter?: RateLimiter;
  readonly handlerDeadlineMs?: number;
  readonly clock?: Clock;
  readonly trustedProxies?: readonly string[];
  readonly publicUrl?: URL;
  readonly mailFrom?: string;
  /** The folder that the console is built in; by default, one without a console. */
  readonly consoleFolder?: string;
  /** How long a client may take, where a test cannot wait as long as the product does. */
  readonly timeouts?: Partial<Timeouts>;
  /** The operations, if not those of the product. */
  readonly implementations?: readonly Implementation[];
  /** The file of the key that signs checkpoints; by default, one of the server's own. */
  readonly keyFile?: string;
  readonly witnesses?: readonly VerifierKey[];
  /** A database to share with another server; it is not closed with this one. */
  readonly database?: Database;
}

/** The product on a real port and a real database. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { database: shared, keyFile, witnesses = [], ...parts } = options;
  const directory = await mkdtemp(path.join(inject('origin').folder, 'key-'));
  const database = shared ?? (await openTestDatabase());
  const logged: string[] = [];
  let withKey: string | undefined;
  const app = await assembleServer({
    limiter: new LocalRateLimiter(options.clock?.monotonicMs),
    rateLimit: 1_000_000,
    consoleFolder: directory,
    ...parts,
    database,
    signer: createSigner({ database, keyFile: keyFile ?? path.join(directory, 'checkpoint-key.pem'), witnesses }),
    log: createLogger('info', {
      write(line) {
        logged.push(line);
        if (KEY.test(line)) withKey ??= line;
      },
    }),
  });
  await app.server.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(app.server.server.address() as AddressInfo).port}`;
  const checkLog = () => {
    if (withKey !== undefined) throw new Error(`A key was logged: ${withoutKeys(withKey)}`);
  };
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
    async actingFor(userId, admin) {
      const { key } = (await admin.must.post('/api-keys', { role: 'admin', userId })).body;
      return createClient(url, String(key));
    },
    startClosing: app.startClosing,
    checkLog,
    async close() {
      await app.server.close();
      app.metrics.close();
      if (shared === undefined) await database.close();
      await rm(directory, { recursive: true });
      checkLog();
    },
  };
}
