import type { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { tookTooLong, unavailable } from '../base/errors.ts';
import { type Database, databaseError, sqlState } from './database.ts';
import { type Asked, exchange, type Result, type Statement } from './pipeline.ts';
import { namedRows, RowList, statementName } from './rows.ts';
import { COMMIT, type Entry, enter, ROLLBACK, type TenantContext, versionStatement } from './tenant-session.ts';

export type { Actor, TenantContext } from './tenant-session.ts';

/** A query that was built with the query builder or the `sql` tag, and knows the type of its rows. */
export interface Compilable<Row> {
  compile(): CompiledQuery<Row>;
}

/** A prepared statement whose table has changed since: a newer server has migrated the database. Its connection is of no more use. */
const STALE_STATEMENT = '0A000';
/** Undone by the database through no fault of the request: a lost race, a deadlock, or the above. */
const WORTH_ANOTHER_TRY = new Set(['40001', '40P01', STALE_STATEMENT]);
const MAX_ATTEMPTS = 4;
/** For whoever asks too late. */
const ENDED = new Error('The transaction has ended');

/**
 * One organization's transaction: the one door to data. It opens at the first query, so work before that holds no connection. Queries
 * that do not wait for each other leave together, and the first ones with what makes the connection the organization's.
 */
export class TenantTransaction {
  readonly #database: Database;
  readonly #context: TenantContext;
  /** What is asked and not sent yet. */
  #asked: Asked[] = [];
  #isScheduled = false;
  #opening: Promise<void> | undefined;
  #hasEnded = false;
  #client: pg.PoolClient | undefined;
  #entry: Entry | undefined;
  /** Settled when it is known whether the connection is the organization's. */
  #entered: Promise<void> | undefined;
  #isEntering = false;
  /** Why nothing can be asked any more. */
  #broken: unknown;
  #version: Promise<string> | undefined;
  /** Of what nobody waits for. */
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
    this.#version ??= this.#ask(versionStatement(this.#context)).then(({ values }) => values[0]?.[0] ?? '0');
    this.#version.catch(() => {});
    return this.#version;
  }

  #run(query: Compilable<unknown>): Promise<Result> {
    const { sql: text, parameters: values } = query.compile();
    // The same text means something else on the views of the past.
    const name = this.#context.asOf === undefined ? statementName(text) : undefined;
    return this.#ask({ text, values, name });
  }

  async many<Row>(query: Compilable<Row>): Promise<Row[]> {
    return namedRows(await this.#run(query));
  }

  /** Rows that will be an answer as they are. */
  async list<Row>(query: Compilable<Row>): Promise<RowList<Row>> {
    return new RowList(await this.#run(query));
  }

  /**
   * Rows as they were at one moment, in parts of at most `size`: never are there more than two parts here. Only in a transaction that
   * stays open (`isLong`).
   */
  async *parts<Row>(query: Compilable<Row>, size: number): AsyncGenerator<RowList<Row>> {
    const { sql: text, parameters: values } = query.compile();
    const fetch = () => {
      const part = this.#ask({ text: `fetch ${size} from parts` });
      // It may fail while nobody waits for it yet.
      part.catch(() => {});
      return part;
    };
    const declared = this.#ask({ text: `declare parts no scroll cursor for ${text}`, values });
    let next = fetch();
    await declared;
    for (;;) {
      const part = await next;
      if (part.values.length === 0) break;
      // Fetched while this one is worked on.
      next = fetch();
      yield new RowList(part);
    }
    await this.#ask({ text: 'close parts' });
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
    this.#run(query).catch((error: unknown) => {
      this.#failure ??= error;
    });
  }

  #ask(statement: Statement): Promise<Result> {
    return new Promise((resolve, reject) => {
      const refuse = (error: unknown) => reject(this.#translated(error));
      if (this.#context.deadline.passed) return refuse(tookTooLong());
      if (this.#hasEnded) return refuse(ENDED);
      if (this.#broken !== undefined) return refuse(this.#broken);
      this.#asked.push({ statement, resolve, reject: refuse });
      this.#opening ??= this.#open();
      this.#sendSoon();
    });
  }

  /** An error of the driver or the database, as the caller should see it. */
  #translated(error: unknown): unknown {
    const state = sqlState(error);
    this.#isStale ||= state === STALE_STATEMENT;
    return state === '57014' || this.#context.deadline.passed ? tookTooLong() : databaseError(error);
  }

  async #open(): Promise<void> {
    const { organizationId, deadline } = this.#context;
    try {
      const entering = this.#database.share.enter(organizationId);
      this.#leave = typeof entering === 'function' ? entering : await entering;
      // Its turn may come after its deadline.
      if (deadline.passed) throw tookTooLong();
      this.#client = await this.#database.acquire('tenant');
    } catch (error) {
      this.#break(error);
      return;
    }
    this.#sendSoon();
  }

  #break(error: unknown): void {
    this.#broken ??= error;
    for (const { reject } of this.#asked.splice(0)) reject(error);
  }

  /** When the work at hand has nothing more to ask: after all that waits for nothing but promises which are settled already. */
  #sendSoon(): void {
    if (this.#isScheduled || this.#client === undefined || this.#isEntering) return;
    this.#isScheduled = true;
    process.nextTick(() => {
      this.#isScheduled = false;
      this.#send();
    });
  }

  #send(): void {
    const client = this.#client;
    if (client === undefined || this.#isEntering || this.#asked.length === 0) return;
    if (this.#entry === undefined) this.#enter(client);
    else exchange(client, this.#asked.splice(0));
  }

  #enter(client: pg.PoolClient): void {
    const entry = enter(client, this.#context);
    this.#entry = entry;
    this.#isEntering = true;
    let known = () => {};
    this.#entered = new Promise((resolve) => {
      known = resolve;
    });
    const ahead = entry.statements.map((statement) => ({ statement, resolve() {}, reject() {} }));
    const own = entry.isAlone ? [] : this.#asked.splice(0);
    exchange(client, [...ahead, ...own], (error, results) => {
      this.#isEntering = false;
      try {
        // Undone with the rest, should that be what failed.
        if (error !== undefined && entry.statements.length > 0) throw error;
        entry.check(results.slice(0, ahead.length));
        if (!entry.isTransaction) entry.kept();
      } catch (refused) {
        this.#break(refused);
      }
      known();
      this.#sendSoon();
    });
  }

  /** Ends the transaction; `commit` throws when the database did not confirm it. */
  async end(how: 'commit' | 'rollback'): Promise<void> {
    // Whatever the end, it is the only one; what is asked from now on has nowhere to go.
    if (this.#opening === undefined || this.#hasEnded) return;
    this.#hasEnded = true;
    await this.#opening;
    if (how === 'commit') this.#send();
    await this.#entered;
    const client = this.#client;
    this.#client = undefined;
    try {
      if (client !== undefined) await this.#endOn(client, how);
      else if (how === 'commit') throw this.#failure ?? this.#broken;
    } finally {
      this.#break(ENDED);
      this.#leave();
    }
  }

  async #endOn(client: pg.PoolClient, how: 'commit' | 'rollback'): Promise<void> {
    const { deadline } = this.#context;
    try {
      await this.#finish(client, how);
    } catch (error) {
      client.release(true);
      if (how === 'commit') throw this.#failure ?? this.#translated(error);
      return;
    }
    // A cancellation that is still on its way must not hit the next request on this connection.
    client.release(deadline.passed || this.#isStale);
  }

  async #finish(client: pg.PoolClient, how: 'commit' | 'rollback'): Promise<void> {
    const entry = this.#entry;
    if (how === 'commit' && this.#broken !== undefined) throw this.#broken;
    if (entry?.isTransaction !== true) return;
    const { command } = await new Promise<Result>((resolve, reject) => {
      const [statement, before] = how === 'commit' ? [COMMIT, this.#asked.splice(0)] : [ROLLBACK, []];
      exchange(client, [...before, { statement, resolve, reject }]);
    });
    if (how === 'rollback') return;
    // PostgreSQL answers the commit of a failed transaction with a rollback.
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back');
    entry.kept();
  }

  /** At the deadline: stops the statement that runs, if one does. */
  async cancel(): Promise<void> {
    if (this.#client !== undefined) await this.#database.cancel(this.#client);
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
    context.deadline.onPass(() => {
      tx.cancel().catch(() => {});
    });
    try {
      const result = await work(tx);
      if (context.deadline.passed) throw tookTooLong();
      await tx.end('commit');
      return result;
    } catch (error) {
      await tx.end('rollback');
      if (!WORTH_ANOTHER_TRY.has(sqlState(error) ?? '')) throw error;
      if (attempt === MAX_ATTEMPTS) throw unavailable('Too many requests change the same rows at once; retry');
    } finally {
      context.deadline.onPass(undefined);
    }
  }
}
