import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { ApiError, unavailable } from '../base/errors.ts';
import type { DirectoryUse } from '../embedded/directory-lock.ts';
import { openEmbedded } from '../embedded/open.ts';
import { dropToTenantRole, type TenantConnection } from './tenant-session.ts';
import { types } from './values.ts';

/** PostgreSQL, embedded or on a server: only `openDatabase` knows the difference. */
export interface Database {
  /** The number of connections for organizations. */
  readonly tenantConnections: number;
  /** A connection as the owner, which the caller releases. Throws ApiError 503 when there is none. */
  acquire(): Promise<pg.PoolClient>;
  /** A connection for an organization, which the caller releases. Throws ApiError 503 when there is none. */
  acquireTenant(): Promise<TenantConnection>;
  /** Runs one statement as the owner, outside any organization: key look-up, health, administration. Never a request's own work. */
  query<Row extends object>(statement: pg.QueryConfig): Promise<Row[]>;
  /**
   * Calls `listener` at each notification on a channel until the database is closed, and when the connection was interrupted, as
   * notifications may be lost then.
   */
  listen(channel: string, listener: () => void): void;
  /** Open and idle connections, and requests that wait for one. */
  load(): { connections: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** Requests use tenant connections; the owner looks up keys, checks health, runs jobs and migrates. */
const TENANT_CONNECTIONS = 10;
const OWNER_CONNECTIONS = 3;
/** Requests that may wait for a connection; further ones are refused. */
const MAX_WAITING = 1000;
const CONNECT_TIMEOUT_MS = 5000;
const LISTEN_AGAIN_MS = 1000;

/** The SQLSTATE of an error that PostgreSQL reported; undefined when the connection failed. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined;

/** Temporary SQLSTATE classes and codes: connection, resources, operator intervention, lock timeouts. */
const TEMPORARY = /^(08|53|57P|55P03|25P03)/;

/** Raised by `append_activity`. */
const CONTRADICTION = 'RC001';
export const CONTRADICTED =
  'The activity log of this organization contradicts a checkpoint that was published, so changes are refused; ' +
  'an operator can look into it and run "raptor-comply activity fork"';

/** Converts an error to a 503 when the database is unavailable or cannot serve now; returns any other error unchanged. */
export function databaseError(error: unknown): unknown {
  if (error instanceof ApiError) return error;
  const state = sqlState(error);
  if (state === CONTRADICTION) return unavailable(CONTRADICTED, 60);
  if (state !== undefined && !TEMPORARY.test(state)) return error;
  return Object.assign(unavailable('The database is not available; retry later'), { cause: error });
}

/**
 * A server whose host fails must not hold its locks for hours: PostgreSQL checks whether its clients still respond, and ends idle
 * transactions after longer than a request may take.
 */
const SESSION = `set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3;
                 set idle_in_transaction_session_timeout = '150s'`;

const connectionOptions = (connectionString: string): pg.ClientConfig => ({
  connectionString,
  types,
  keepAlive: true,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  application_name: 'raptor-comply',
});

function openPool(connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    ...connectionOptions(connectionString),
    max,
    // Connections stay open, to keep their prepared statements.
    idleTimeoutMillis: 0,
    onConnect: (client) => client.query(SESSION),
  });
  // Without listeners, a broken connection would end the process. The pool replaces it, and its queries report the error.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  if (pool.waitingCount >= MAX_WAITING) throw unavailable('The server is overloaded; retry later');
  try {
    return await pool.connect();
  } catch (error) {
    const isBusy = pool.totalCount > 0 && pool.idleCount === 0 && pool.totalCount >= pool.options.max;
    const message = isBusy ? 'The server is overloaded; retry later' : 'The database is not available; retry later';
    throw Object.assign(unavailable(message), { cause: error });
  }
}

/** Listens on a connection of its own, and connects again when it is lost. Returns a function that stops it. */
function listenOn(connectionString: string, channel: string, listener: () => void): () => Promise<void> {
  const stopping = new AbortController();
  let client: pg.Client | undefined;
  async function listenOnce(): Promise<void> {
    const own = new pg.Client(connectionOptions(connectionString));
    const ended = new Promise((resolve) => own.once('end', resolve));
    // `end` follows an error.
    own.on('error', () => {});
    own.on('notification', listener);
    try {
      await own.connect();
      // Ending a client that is still connecting would leave `connect` pending forever.
      client = own;
      if (stopping.signal.aborted) return await own.end();
      await own.query(`${SESSION}; listen ${channel}`);
      listener();
      await ended;
    } catch {
      await own.end();
    }
    listener();
  }
  async function keepListening(): Promise<void> {
    while (!stopping.signal.aborted) {
      await listenOnce();
      await wait(LISTEN_AGAIN_MS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
  const stopped = keepListening();
  return async () => {
    stopping.abort();
    await client?.end();
    await stopped;
  };
}

/** Runs `work` on a connection as the owner. If it fails, the connection is closed, which also rolls back its transaction. */
export async function withOwner<T>(
  { acquire }: Pick<Database, 'acquire'>,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await acquire();
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Opens two pools, so a connection that has dropped to the tenants' role never has to become the owner's again. */
export function connectServer(connectionString: string): Database {
  const owners = openPool(connectionString, OWNER_CONNECTIONS);
  const tenants = openPool(connectionString, TENANT_CONNECTIONS);
  const stopListening: (() => Promise<void>)[] = [];
  const connections = new WeakMap<pg.PoolClient, TenantConnection>();
  const acquire = () => connect(owners);

  async function query<Row extends object>(statement: pg.QueryConfig): Promise<Row[]> {
    try {
      return await withOwner({ acquire }, async (client) => (await client.query<Row>(statement)).rows);
    } catch (error) {
      throw databaseError(error);
    }
  }

  async function acquireTenant(): Promise<TenantConnection> {
    const client = await connect(tenants);
    const known = connections.get(client);
    if (known !== undefined) return known;
    try {
      const cancel = (pid: number) => query({ text: 'select pg_cancel_backend($1)', values: [pid] });
      const connection = await dropToTenantRole(client, cancel);
      connections.set(client, connection);
      return connection;
    } catch (error) {
      client.release(true);
      throw databaseError(error);
    }
  }

  return {
    tenantConnections: TENANT_CONNECTIONS,
    acquire,
    acquireTenant,
    query,
    listen(channel, listener) {
      stopListening.push(listenOn(connectionString, channel, listener));
    },
    load: () => ({
      connections: owners.totalCount + tenants.totalCount,
      idle: owners.idleCount + tenants.idleCount,
      waiting: owners.waitingCount + tenants.waitingCount,
    }),
    async close() {
      await Promise.all(stopListening.map((stop) => stop()));
      await tenants.end();
      await owners.end();
    },
  };
}

/**
 * Connects to the configured server, or opens the embedded database in the data directory.
 * @throws DirectoryInUse when another server uses the directory, or a command waited for too long.
 * @throws EmbeddedError when the embedded database cannot run.
 */
export async function openDatabase(
  { databaseUrl, dataDir }: { databaseUrl: string | undefined; dataDir: string },
  use: DirectoryUse = 'server',
): Promise<Database> {
  if (databaseUrl !== undefined) return connectServer(databaseUrl);
  const embedded = await openEmbedded(dataDir, use);
  const database = connectServer(embedded.url);
  return {
    ...database,
    async close() {
      await database.close();
      await embedded.close();
    },
  };
}
