import { tookTooLong, unavailable } from '../base/errors.ts';
import { type Database, databaseError, sqlState } from './database.ts';
import type { Result } from './pipeline.ts';
import { namedRows, RowList } from './rows.ts';
import type { Statement } from './statement.ts';
import {
  COMMIT,
  checkOpened,
  isTransaction,
  openTenantSession,
  ROLLBACK,
  sessionOf,
  type TenantConnection,
  type TenantContext,
} from './tenant-session.ts';

export type { Actor, TenantContext } from './tenant-session.ts';

/** A newer server has migrated a table since a connection prepared a statement. The connection is of no more use. */
const STALE_STATEMENT = '0A000';
const CANCELLED = '57014';
/** Rolled back through no fault of the request: a lost race, a deadlock, or the above. */
const WORTH_ANOTHER_TRY = new Set(['40001', '40P01', STALE_STATEMENT]);
const MAX_ATTEMPTS = 4;

/** The rows of each statement of a batch. */
type Rows<Statements extends readonly Statement[]> = {
  -readonly [K in keyof Statements]: Statements[K] extends Statement<infer Row> ? Row[] : never;
};

/** The error of the first statement that should have returned a row. */
const noRow = (statements: readonly Statement[], results: readonly Result[]): Error | undefined =>
  statements.find(({ otherwise }, index) => otherwise && results[index]?.values.length === 0)?.otherwise?.();

/**
 * One organization's transaction: the one door to data. It opens with the first statement, so work before that holds no connection.
 * Statements that are sent together are one round trip.
 */
export class TenantTransaction {
  readonly #database: Database;
  readonly #context: TenantContext;
  #connection: TenantConnection | undefined;
  /** Settled when the last batch is done: they take turns. */
  #last: Promise<unknown> | undefined;
  readonly #atCommit: Statement[] = [];
  #version: string | undefined;
  /** Why nothing can be sent any more. */
  #failure: unknown;
  #hasEnded = false;
  /** The connection must not serve another request. */
  #isSpoiled = false;

  constructor(database: Database, context: TenantContext) {
    this.#database = database;
    this.#context = context;
  }

  get organizationId(): string {
    return this.#context.organizationId;
  }

  /** Whether a record that is read must be locked: it will be changed by what was read. */
  get locksRecord(): boolean {
    return this.#context.locksRecord === true;
  }

  /**
   * The organization's version when the transaction opened (`readsVersion`): as long as it stays, so does every response about the
   * organization. It is read before what is tagged with it, so it is never too new.
   */
  async version(): Promise<string> {
    if (this.#version === undefined) await this.#send([]);
    return this.#version ?? '0';
  }

  /** Sends statements together. When one fails, or returns no row and has an `otherwise`, its error is thrown and none after it counts. */
  async batch<const Statements extends readonly Statement[]>(statements: Statements): Promise<Rows<Statements>> {
    const results = await this.#send(statements);
    const missing = noRow(statements, results);
    if (missing !== undefined) throw missing;
    return results.map(namedRows) as Rows<Statements>;
  }

  async many<Row>(statement: Statement<Row>): Promise<Row[]> {
    const [rows] = await this.batch([statement]);
    return rows;
  }

  async maybeOne<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    const [row] = await this.many(statement);
    return row;
  }

  /** The only row, or `otherwise` thrown. */
  async one<Row>(statement: Statement<Row>, otherwise: () => Error): Promise<Row> {
    const row = await this.maybeOne(statement);
    if (row === undefined) throw otherwise();
    return row;
  }

  /** Rows that go into a response as PostgreSQL wrote them. */
  async list<Row>(statement: Statement<Row>): Promise<RowList<Row>> {
    return new RowList(await this.#sendOne(statement));
  }

  /**
   * Rows as they were at one moment, in parts of at most `size`, of which at most two are in memory. Only in a transaction that stays
   * open (`isLong`).
   */
  async *parts<Row>({ text, values }: Statement<Row>, size: number): AsyncGenerator<RowList<Row>> {
    const fetch = { text: `fetch ${size} from parts` };
    await this.#sendOne({ text: `declare parts no scroll cursor for ${text}`, ...(values && { values }) });
    for (let part = await this.#sendOne(fetch); part.values.length > 0; ) {
      // Fetched while the caller works on this one. It may fail while nobody waits for it yet.
      const next = this.#sendOne(fetch);
      next.catch(() => {});
      yield new RowList(part);
      part = await next;
    }
    await this.#sendOne({ text: 'close parts' });
  }

  /** Adds a statement that is sent with the commit: when it fails, so does the commit. */
  atCommit(statement: Statement): void {
    this.#atCommit.push(statement);
  }

  async #sendOne(statement: Statement): Promise<Result> {
    const [result] = await this.#send([statement]);
    if (result === undefined) throw new Error('A statement returned no result');
    return result;
  }

  #send(statements: readonly Statement[]): Promise<readonly Result[]> {
    if (this.#hasEnded) return Promise.reject(new Error('The transaction has ended'));
    const results =
      this.#last === undefined ? this.#sendNow(statements) : this.#last.then(() => this.#sendNow(statements));
    this.#last = results.catch(() => {});
    return results;
  }

  async #sendNow(statements: readonly Statement[]): Promise<readonly Result[]> {
    // Also after a failure that nobody looked at: on a connection that was not switched, another organization's rows would be read.
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#context.deadline.passed) throw tookTooLong();
    // The same text means something else on the views of the past.
    const own = this.#context.asOf === undefined ? statements : statements.map(({ name: _, ...rest }) => rest);
    if (this.#connection !== undefined) return this.#run(this.#connection, own);
    this.#connection = await this.#database.acquireTenant();
    return this.#open(this.#connection, own);
  }

  async #open(connection: TenantConnection, own: readonly Statement[]): Promise<readonly Result[]> {
    const { asOf } = this.#context;
    const opening = openTenantSession(connection, this.#context);
    // Not known again before the batch, or transaction, has succeeded: a rollback sets the connection back to what it was.
    if (opening.length > 0) connection.session = undefined;
    const results = await this.#run(connection, asOf === undefined ? [...opening, ...own] : opening);
    try {
      this.#version = checkOpened(results.slice(0, opening.length), this.#context);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
    if (!isTransaction(this.#context)) connection.session = sessionOf(this.#context);
    return asOf === undefined ? results.slice(opening.length) : this.#run(connection, own);
  }

  async #run(connection: TenantConnection, statements: readonly Statement[]): Promise<readonly Result[]> {
    if (statements.length === 0) return [];
    const { results, error } = await connection.send(statements);
    if (error === undefined) return results;
    this.#fail(error);
    throw noRow(statements, results) ?? this.#failure;
  }

  /** Keeps an error of the driver or the database as the caller should see it. */
  #fail(error: unknown): void {
    const state = sqlState(error);
    this.#isSpoiled ||= state === undefined || state === STALE_STATEMENT;
    this.#failure = state === CANCELLED || this.#context.deadline.passed ? tookTooLong() : databaseError(error);
  }

  /** Throws when the database did not confirm it. */
  async commit(): Promise<void> {
    const isUsed = this.#last !== undefined || this.#atCommit.length > 0;
    const committing = isUsed && isTransaction(this.#context) ? this.#send([...this.#atCommit, COMMIT]) : undefined;
    this.#hasEnded = true;
    try {
      const results = await committing;
      await this.#last;
      if (results === undefined || this.#connection === undefined) return;
      // PostgreSQL answers the commit of a failed transaction with a rollback.
      if (results.at(-1)?.command !== 'COMMIT') throw new Error('The transaction was rolled back');
      this.#connection.session = sessionOf(this.#context);
    } catch (error) {
      this.#isSpoiled = true;
      throw error;
    } finally {
      this.#release();
    }
  }

  /** Does nothing after a commit, whether that succeeded or not. */
  async rollback(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    await this.#last;
    if (this.#connection !== undefined && isTransaction(this.#context)) {
      const { error } = await this.#connection.send([ROLLBACK]);
      this.#isSpoiled ||= error !== undefined;
    }
    this.#release();
  }

  #release(): void {
    // A cancellation that is still on its way must not hit the next request on this connection.
    this.#connection?.release(this.#isSpoiled || this.#context.deadline.passed);
    this.#connection = undefined;
  }

  /** At the deadline: cancels the statement that runs, if one does. */
  async cancel(): Promise<void> {
    await this.#connection?.cancel();
  }
}

/** Runs `work` in one transaction of one organization; again, when the database rolled it back; `work` must bear that. */
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
      await tx.commit();
      return result;
    } catch (error) {
      await tx.rollback();
      if (!WORTH_ANOTHER_TRY.has(sqlState(error) ?? '')) throw error;
      if (attempt === MAX_ATTEMPTS) throw unavailable('Too many requests change the same rows at once; retry');
    } finally {
      context.deadline.onPass(undefined);
    }
  }
}
