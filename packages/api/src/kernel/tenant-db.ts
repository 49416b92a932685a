import type { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { type Database, databaseError, sqlState } from './database.ts';
import { tookTooLong, unavailable } from './errors.ts';

/** On whose behalf a transaction runs; what the database records with a change. */
export interface TenantContext {
  readonly organizationId: string;
  readonly apiKeyId: string;
  readonly operationId: string;
  readonly requestId: string;
  /** Aborted at the request's deadline. */
  readonly signal: AbortSignal;
  /** Milliseconds that one statement may take. */
  readonly timeoutMs: number;
  /** Everything is read as of one moment, and a change of what changed since is undone and done again. */
  readonly repeatableRead?: boolean;
}

/** A query that was built with the query builder or the `sql` tag, and knows the type of its rows. */
export interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

const DEADLOCKS = new Set(['40001', '40P01']);
const MAX_ATTEMPTS = 4;

const BEGIN = 'begin';
const BEGIN_REPEATABLE_READ = 'begin isolation level repeatable read';
const SET_CONTEXT = {
  name: 'set-context',
  text: `select set_config('role', 'raptor_comply_app', true),
                set_config('timezone', 'UTC', true),
                set_config('app.organization_id', $1, true),
                set_config('app.operation_id', $2, true),
                set_config('app.api_key_id', $3, true),
                set_config('app.request_id', $4, true),
                set_config('statement_timeout', $5, true)`,
};

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const camelCased = new Map<string, string>();

/** snake_case in SQL, camelCase everywhere else: this is the one place where rows change their names. */
function renamed(result: pg.QueryResult): unknown[] {
  const names = result.fields.map(({ name }) => {
    const known = camelCased.get(name);
    if (known !== undefined) return [name, known] as const;
    const made = camelCase(name);
    camelCased.set(name, made);
    return [name, made] as const;
  });
  return result.rows.map((row: Record<string, unknown>) => {
    const out: Record<string, unknown> = {};
    for (const [from, to] of names) out[to] = row[from];
    return out;
  });
}

/** An error of the driver or the database, as the caller should see it. */
function translated(error: unknown, signal: AbortSignal): unknown {
  if (sqlState(error) === '57014' || signal.aborted) return tookTooLong();
  return databaseError(error);
}

/** One organization's transaction: the one door to data. It opens at the first query, so work before that holds no connection. */
export class TenantTransaction {
  readonly #database: Database;
  readonly #context: TenantContext;
  #client: Promise<pg.PoolClient> | undefined;
  #leave = () => {};

  constructor(database: Database, context: TenantContext) {
    this.#database = database;
    this.#context = context;
  }

  get organizationId(): string {
    return this.#context.organizationId;
  }

  async many<Row>(query: Compilable<Row>): Promise<Row[]> {
    const { sql, parameters } = query.compile();
    const { signal } = this.#context;
    if (signal.aborted) throw tookTooLong();
    try {
      this.#client ??= this.#open();
      const client = await this.#client;
      return renamed(await client.query(sql, [...parameters])) as Row[];
    } catch (error) {
      throw translated(error, signal);
    }
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

  async #open(): Promise<pg.PoolClient> {
    this.#leave = await this.#database.share.enter(this.#context.organizationId);
    // Its turn may come after its deadline.
    if (this.#context.signal.aborted) throw tookTooLong();
    const client = await this.#database.acquire();
    const { organizationId, operationId, apiKeyId, requestId, timeoutMs, repeatableRead } = this.#context;
    // Sent together with the first query: the driver pipelines, and a failure of either makes that query fail.
    const opening = [
      client.query(repeatableRead === true ? BEGIN_REPEATABLE_READ : BEGIN),
      client.query({ ...SET_CONTEXT, values: [organizationId, operationId, apiKeyId, requestId, String(timeoutMs)] }),
    ];
    Promise.all(opening).catch(() => {});
    return client;
  }

  /** Ends the transaction; `commit` throws when the database did not confirm it. */
  async end(how: 'commit' | 'rollback'): Promise<void> {
    if (this.#client === undefined) return;
    const client = await this.#client.catch(() => undefined);
    try {
      if (client !== undefined) await this.#endOn(client, how);
    } finally {
      this.#leave();
    }
  }

  async #endOn(client: pg.PoolClient, how: 'commit' | 'rollback'): Promise<void> {
    const { signal } = this.#context;
    let command: string;
    try {
      ({ command } = await client.query(how));
    } catch (error) {
      client.release(true);
      if (how === 'commit') throw translated(error, signal);
      return;
    }
    // A cancellation that is still on its way must not hit the next request on this connection.
    client.release(signal.aborted);
    // PostgreSQL answers the commit of a failed transaction with a rollback.
    if (how === 'commit' && command !== 'COMMIT') throw new Error('The transaction was rolled back');
  }

  /** At the deadline: stops the statement that runs, if one does. */
  async cancel(): Promise<void> {
    if (this.#client !== undefined) await this.#database.cancel(await this.#client);
  }
}

/** Runs `work` in one transaction of one organization; again, when it lost a deadlock; `work` must bear that. */
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
      if (!DEADLOCKS.has(sqlState(error) ?? '')) throw error;
      if (attempt === MAX_ATTEMPTS) throw unavailable('Too many requests change the same rows at once; retry');
    } finally {
      context.signal.removeEventListener('abort', cancel);
    }
  }
}
