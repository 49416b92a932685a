import pg from 'pg';
import { ApiError, unavailable } from '../base/errors.ts';
import type { DirectoryUse } from '../embedded/directory-lock.ts';
import { openEmbedded } from '../embedded/open.ts';
import { FairShare } from './tenant-concurrency.ts';
import { enterAsOwner } from './tenant-session.ts';
import { types } from './values.ts';

/** PostgreSQL, whichever way it runs: after `openDatabase` nothing else knows the difference. */
export interface Database {
  /** What one organization may have of the connections at a time. */
  readonly share: FairShare;
  /** A connection, to be released: the owner's, or one that is about to be an organization's. Throws ApiError 503 when there is none. */
  acquire(use?: 'owner' | 'tenant'): Promise<pg.PoolClient>;
  /** Rows of one statement outside any organization: key look-up, health, administration. Never a request's own work. */
  query<Row extends object>(statement: pg.QueryConfig): Promise<Row[]>;
  /** Stops what a connection is doing. */
  cancel(client: pg.PoolClient): Promise<void>;
  /** Connections in use and requests that wait for one. */
  load(): { connections: number; idle: number; waiting: number };
  close(): Promise<void>;
}

const POOL_SIZE = 10;
/** Requests that may wait for a connection before more are told to come back later. */
const MAX_WAITING = 1000;
const CONNECT_TIMEOUT_MS = 5000;
/** Of the connections, how much one organization may have at a time. */
const ORGANIZATION_SHARE = 0.6;

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

function overPool(pool: pg.Pool, rest: Pick<Database, 'cancel' | 'close'>): Database {
  // A connection that breaks, idle or between two statements, is replaced on its next use; its queries report why.
  // Without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  async function connect(): Promise<pg.PoolClient> {
    if (pool.waitingCount >= MAX_WAITING) throw unavailable('The server is overloaded; retry later');
    try {
      return await pool.connect();
    } catch (error) {
      const busy = pool.totalCount > 0 && pool.idleCount === 0 && pool.totalCount >= pool.options.max;
      const sentence = busy ? 'The server is overloaded; retry later' : 'The database is not available; retry later';
      throw Object.assign(unavailable(sentence), { cause: error });
    }
  }
  async function acquire(use: 'owner' | 'tenant' = 'owner'): Promise<pg.PoolClient> {
    const client = await connect();
    if (use === 'tenant') return client;
    try {
      await enterAsOwner(client);
      return client;
    } catch (error) {
      client.release(true);
      throw databaseError(error);
    }
  }
  return {
    ...rest,
    share: new FairShare(Math.max(1, Math.ceil(pool.options.max * ORGANIZATION_SHARE))),
    acquire,
    async query<Row extends object>(statement: pg.QueryConfig) {
      const client = await acquire();
      try {
        const { rows } = await client.query<Row>(statement);
        client.release();
        return rows;
      } catch (error) {
        client.release(true);
        throw databaseError(error);
      }
    },
    load: () => ({ connections: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
  };
}

/**
 * So that a server whose host is gone, and cannot say so, does not hold its locks for hours: the database looks whether its clients are
 * still there, and ends a transaction that nobody goes on with. Longer than a request may take.
 */
const SESSION = `set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3;
                 set idle_in_transaction_session_timeout = '150s'`;

export function connectServer(connectionString: string): Database {
  const settings: pg.PoolConfig = {
    connectionString,
    types,
    max: POOL_SIZE,
    // Kept: what a connection has prepared is worth more than it costs, and so is a timer for each time that it is given back.
    idleTimeoutMillis: 0,
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'raptor-comply',
  };
  const pool = new pg.Pool(settings);
  // Sent before the first use of a connection; one that breaks here breaks there.
  pool.on('connect', (client) => client.query(SESSION).catch(() => {}));
  return overPool(pool, {
    async cancel(client) {
      // Of the backend behind this connection; the driver has it and its types do not.
      const { processID } = client as unknown as { processID: number };
      const canceller = new pg.Client(settings);
      canceller.on('error', () => {});
      await canceller.connect();
      try {
        await canceller.query('select pg_cancel_backend($1)', [processID]);
      } finally {
        await canceller.end();
      }
    },
    close: () => pool.end(),
  });
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
