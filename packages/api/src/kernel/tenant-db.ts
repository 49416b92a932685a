import type { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { type Database, databaseError, sqlState } from './database.ts';
import { tookTooLong, unavailable } from './errors.ts';
import { namedRows, sendTogether, statementName } from './statements.ts';
import { type Access, openAccess, type TenantContext } from './tenant-access.ts';

export type { Actor, TenantContext } from './tenant-access.ts';

/** A query that was built with the query builder or the `sql` tag, and knows the type of its rows. */
export interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/** A prepared statement whose table has changed since: a newer server has migrated the database. Its connection is of no more use. */
const STALE_STATEMENT = '0A000';
/** Undone by the database through no fault of the request: a lost race, a deadlock, or the above. */
const WORTH_ANOTHER_TRY = new Set(['40001', '40P01', STALE_STATEMENT]);
const MAX_ATTEMPTS = 4;

/** An error of the driver or the database, as the caller should see it. */
function translated(error: unknown, signal: AbortSignal): unknown {
  if (sqlState(error) === '57014' || signal.aborted) return tookTooLong();
  return databaseError(error);
}

interface Opened {
  readonly client: pg.PoolClient;
  readonly access: Access;
}

/**
 * One organization's transaction: the one door to data. It opens at the first query, so work before that holds no connection. Queries
 * that do not wait for each other are sent together.
 */
export class TenantTransaction {
  readonly #database: Database;
  readonly #context: TenantContext;
  #opened: Promise<Opened> | undefined;
  #version: Promise<string> | undefined;
  #failure: unknown;
  #isStale = false;
  #leave = () => {};

  constructor(database: Database, context: TenantContext) {
    this.#database = database;
    this.#context = context;
  }

  get organizationId(): string {
    return this.#context.organizationId;
  }

  /** Whether a record that is read is to be locked: it will be changed by what was read. */
  get locksRecord(): boolean {
    return this.#context.locksRecord === true;
  }

  /**
   * The organization's version at the first time that it is asked for: while it stays, so does every answer about the organization.
   * Asked for before what is tagged with it is read, it is never later than that.
   */
  version(): Promise<string> {
    this.#version ??= this.#on(({ access }) => access.version());
    this.#version.catch(() => {});
    return this.#version;
  }

  many<Row>(query: Compilable<Row>): Promise<Row[]> {
    const { sql: text, parameters } = query.compile();
    // The same text means something else on the views of the past.
    const name = this.#context.asOf === undefined ? statementName(text) : undefined;
    const statement = {
      text,
      values: [...parameters],
      rowMode: 'array' as const,
      ...(name === undefined ? {} : { name }),
    };
    return this.#on(async ({ client }) => namedRows(await client.query<unknown[]>(statement)) as Row[]);
  }

  async maybeOne<Row>(query: Compilable<Row>): Promise<Row | undefined> {
    const [row] = await this.many(query);
    return row;
  }

  /** The only row, or `otherwise` thrown. */
  async one<Row>(query: Compilable<Row>, otherwise: () => Error): Promise<Row> {
    const row = await this.maybeOne(query);
    if (row === undefined) throw otherwise();
    return row;
  }

  /** Sends what nobody waits for: when it fails, the commit does. */
  send(query: Compilable<unknown>): void {
    this.many(query).catch((error: unknown) => {
      this.#failure ??= error;
    });
  }

  /** Does something on the connection, as nobody else than the organization. */
  async #on<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    const { signal } = this.#context;
    if (signal.aborted) throw tookTooLong();
    try {
      this.#opened ??= this.#open();
      const opened = await this.#opened;
      sendTogether(opened.client);
      const working = work(opened);
      working.catch(() => {});
      await opened.access.entered;
      return await working;
    } catch (error) {
      this.#isStale ||= sqlState(error) === STALE_STATEMENT;
      throw translated(error, signal);
    }
  }

  async #open(): Promise<Opened> {
    const { organizationId, signal } = this.#context;
    this.#leave = await this.#database.share.enter(organizationId);
    // Its turn may come after its deadline.
    if (signal.aborted) throw tookTooLong();
    const client = await this.#database.acquire('tenant');
    sendTogether(client);
    try {
      return { client, access: await openAccess(client, this.#context) };
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** Ends the transaction; `commit` throws when the database did not confirm it. */
  async end(how: 'commit' | 'rollback'): Promise<void> {
    if (this.#opened === undefined) return;
    const opened = await this.#opened.catch(() => undefined);
    // Whatever the end, it is the only one.
    this.#opened = undefined;
    try {
      if (opened !== undefined) await this.#endOn(opened, how);
    } finally {
      this.#leave();
    }
  }

  async #endOn({ client, access }: Opened, how: 'commit' | 'rollback'): Promise<void> {
    const { signal } = this.#context;
    try {
      sendTogether(client);
      await Promise.all([access.entered, access.end(how)]);
    } catch (error) {
      client.release(true);
      if (how === 'commit') throw translated(this.#failure ?? error, signal);
      return;
    }
    // A cancellation that is still on its way must not hit the next request on this connection.
    client.release(signal.aborted || this.#isStale);
  }

  /** At the deadline: stops the statement that runs, if one does. */
  async cancel(): Promise<void> {
    if (this.#opened !== undefined) await this.#database.cancel((await this.#opened).client);
  }
}

/** Runs `work` in one transaction of one organization; again, when the database undid it; `work` must bear that. */
export async function inTenantTransaction<T>(
  database: Database,
  context: TenantContext,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const tx = new TenantTransaction(database, context);
    const cancel = () => {
      tx.cancel().catch(() => {});
    };
    context.signal.addEventListener('abort', cancel, { once: true });
    try {
      const result = await work(tx);
      if (context.signal.aborted) throw tookTooLong();
      await tx.end('commit');
      return result;
    } catch (error) {
      await tx.end('rollback');
      if (!WORTH_ANOTHER_TRY.has(sqlState(error) ?? '')) throw error;
      if (attempt === MAX_ATTEMPTS) throw unavailable('Too many requests change the same rows at once; retry');
    } finally {
      context.signal.removeEventListener('abort', cancel);
    }
  }
}
