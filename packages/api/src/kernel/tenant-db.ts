import type { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { type Database, databaseError, sqlState } from './database.ts';
import { ApiError, tookTooLong, unavailable } from './errors.ts';

/** Who changes something, as the activity log names them. */
export type Actor =
  | { readonly type: 'api_key'; readonly id: string; readonly label: string }
  | { readonly type: 'operator'; readonly label: string };

/** On whose behalf a transaction runs; what the database records with a change. */
export interface TenantContext {
  readonly organizationId: string;
  readonly actor: Actor;
  readonly operationId: string;
  readonly requestId: string;
  /** Why, in the caller's words. */
  readonly changeReason?: string | undefined;
  /** A moment in the past that everything is read as of. */
  readonly asOf?: string | undefined;
  /** Aborted at the request's deadline. */
  readonly signal: AbortSignal;
  /** Milliseconds that one statement may take. */
  readonly timeoutMs: number;
  /** The record that is read will be changed: nobody else changes it in between. */
  readonly locksRecord?: boolean;
}

/** A query that was built with the query builder or the `sql` tag, and knows the type of its rows. */
export interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

const DEADLOCKS = new Set(['40001', '40P01']);
const MAX_ATTEMPTS = 4;

const BEGIN = 'begin';
const SET_CONTEXT = {
  name: 'set-context',
  text: `select set_config('role', 'raptor_comply_app', true),
                set_config('timezone', 'UTC', true),
                set_config('app.organization_id', $1, true),
                set_config('app.operation_id', $2, true),
                set_config('app.api_key_id', $3, true),
                set_config('app.api_key_label', $4, true),
                set_config('app.operator', $5, true),
                set_config('app.request_id', $6, true),
                set_config('app.change_reason', $7, true),
                set_config('statement_timeout', $8, true),
                (select version from activity_heads where organization_id = nullif($1, '')::uuid) as version`,
};
/** Every transaction that belongs before the moment is committed when the turn at the chain has come round. */
const AWAIT_COMMITS = {
  name: 'await-commits',
  text: `select pg_advisory_lock_shared(key), pg_advisory_unlock_shared(key) from activity_lock_key($1) as key`,
};
const ENTER_PAST = {
  name: 'enter-past',
  text: `select set_config('search_path', 'as_of, public', true),
                set_config('app.as_of_sequence', coalesce(last.sequence, 0)::text, true),
                coalesce(activity_version(last.sequence, last.hash), '0') as version, clock_timestamp() < $2 as is_future
           from (select) as once
           left join (
             select sequence, hash from public.activity_entries
              where organization_id = $1 and occurred_at <= $2 order by occurred_at desc, sequence desc limit 1
           ) last on true`,
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

function contextValues(context: TenantContext): string[] {
  const { organizationId, operationId, actor, requestId, changeReason = '', timeoutMs } = context;
  const who = actor.type === 'api_key' ? [actor.id, actor.label, ''] : ['', '', actor.label];
  return [organizationId, operationId, ...who, requestId, changeReason, String(timeoutMs)];
}

/** Makes the rest of a transaction read the past; returns the version that it reads. */
async function enterPast(client: pg.PoolClient, organizationId: string, asOf: string): Promise<string> {
  const [, entered] = await Promise.all([
    client.query({ ...AWAIT_COMMITS, values: [organizationId] }),
    client.query<{ version: string; is_future: boolean }>({ ...ENTER_PAST, values: [organizationId, asOf] }),
  ]);
  const [past] = entered.rows;
  if (past === undefined || past.is_future) {
    throw new ApiError('unprocessable', 'asOf must not be in the future', 'asOf');
  }
  return past.version;
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
  #version: Promise<string> = Promise.resolve('0');
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
   * The organization's version when the transaction began: while it stays, so does every answer about the organization.
   * Asking opens the transaction.
   */
  async version(): Promise<string> {
    try {
      this.#client ??= this.#open();
      await this.#client;
      return await this.#version;
    } catch (error) {
      throw translated(error, this.#context.signal);
    }
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
    // Sent together with the first query: the driver pipelines, and a failure of either makes that query fail.
    const begun = client.query(BEGIN);
    const set = client.query<{ version: string | null }>({ ...SET_CONTEXT, values: contextValues(this.#context) });
    this.#version = set.then(({ rows }) => rows[0]?.version ?? '0');
    Promise.all([begun, this.#version]).catch(() => {});
    if (this.#context.asOf === undefined) return client;
    try {
      this.#version = Promise.resolve(await enterPast(client, this.#context.organizationId, this.#context.asOf));
    } catch (error) {
      client.release(true);
      throw error;
    }
    return client;
  }

  /** Ends the transaction; `commit` throws when the database did not confirm it. */
  async end(how: 'commit' | 'rollback'): Promise<void> {
    if (this.#client === undefined) return;
    const client = await this.#client.catch(() => undefined);
    // Whatever the end, it is the only one.
    this.#client = undefined;
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
