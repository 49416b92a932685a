import pg from 'pg';
import { ApiError, unavailable } from '../base/errors.ts';
import type { DirectoryUse } from '../embedded/directory-lock.ts';
import { openEmbedded } from '../embedded/open.ts';
import { dropToTenantRole, type TenantConnection } from './tenant-session.ts';
import { types } from './values.ts';

/** PostgreSQL, whichever way it runs: after `openDatabase` nothing else knows the difference. */
export interface Database {
  /** How many connections there are for organizations. */
  readonly tenantConnections: number;
  /** A connection of the owner's, to be released. Throws ApiError 503 when there is none. */
  acquire(): Promise<pg.PoolClient>;
  /** A connection for an organization, to be released. Throws ApiError 503 when there is none. */
  acquireTenant(): Promise<TenantConnection>;
  /** Rows of one statement outside any organization: key look-up, health, administration. Never a request's own work. */
  query<Row extends object>(statement: pg.QueryConfig): Promise<Row[]>;
  /** Connections in use and requests that wait for one. */
  load(): { connections: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** Requests hold a tenant connection while they use the database; the owner looks up keys, checks health, runs jobs and migrates. */
const TENANT_CONNECTIONS = 10;
const OWNER_CONNECTIONS = 3;
/** Requests that may wait for a connection before more are told to come back later. */
const MAX_WAITING = 1000;
const CONNECT_TIMEOUT_MS = 5000;

/** An error that PostgreSQL itself reported has an SQLSTATE; anything else is a connection that failed. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof pg.DatabaseError ? error.code : undefined;

/** SQLSTATE classes and codes that say "not now": connection, resources, operator intervention, lock waits. */
const NOT_NOW = /^(08|53|57P|55P03|25P03)/;

/** A 503 when the database is away or cannot serve just now; any other error as it is. */
export function databaseError(error: unknown): unknown {
  if (error instanceof ApiError) return error;
  const state = sqlState(error);
  if (state !== undefined && !NOT_NOW.test(state)) return error;
  return Object.assign(unavailable('The database is not available; retry later'), { cause: error });
}

/**
 * A server whose host is gone cannot say so, and must not hold its locks for hours: the database checks whether its clients are still
 * there, and ends a transaction that nobody continues. Longer than a request may take.
 */
const SESSION = `set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3;
                 set idle_in_transaction_session_timeout = '150s'`;

function openPool(connectionString: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    types,
    max,
    // Connections stay open: what they have prepared is worth more than they cost.
    idleTimeoutMillis: 0,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'raptor-comply',
    // Awaited by the pool.
    onConnect: (client) => client.query(SESSION),
  });
  // A connection that breaks, idle or between two statements, is replaced on its next use; its queries report why.
  // Without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** A client of a pool. Throws ApiError 503 when there is none. */
async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  if (pool.waitingCount >= MAX_WAITING) throw unavailable('The server is overloaded; retry later');
  try {
    return await pool.connect();
  } catch (error) {
    const isBusy = pool.totalCount > 0 && pool.idleCount === 0 && pool.totalCount >= pool.options.max;
    const sentence = isBusy ? 'The server is overloaded; retry later' : 'The database is not available; retry later';
    throw Object.assign(unavailable(sentence), { cause: error });
  }
}

/** Opens two pools, so that a connection which has dropped to the tenants' role never has to become the owner's again. */
export function connectServer(connectionString: string): Database {
  const owners = openPool(connectionString, OWNER_CONNECTIONS);
  const tenants = openPool(connectionString, TENANT_CONNECTIONS);
  const connections = new WeakMap<pg.PoolClient, TenantConnection>();

  async function query<Row extends object>(statement: pg.QueryConfig): Promise<Row[]> {
    const client = await connect(owners);
    try {
      const { rows } = await client.query<Row>(statement);
      client.release();
      return rows;
    } catch (error) {
      client.release(true);
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
    acquire: () => connect(owners),
    acquireTenant,
    query,
    load: () => ({
      connections: owners.totalCount + tenants.totalCount,
      idle: owners.idleCount + tenants.idleCount,
      waiting: owners.waitingCount + tenants.waitingCount,
    }),
    async close() {
      await tenants.end();
      await owners.end();
    },
  };
}

/**
 * Connects to the server that is configured, or opens the embedded database in the data directory.
 * @throws DirectoryInUse when a server finds another one in the directory, or a command waited too long for it.
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
