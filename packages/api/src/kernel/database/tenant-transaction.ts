import { tookTooLong, unavailable } from '../base/errors.ts';
import { type Database, databaseError, sqlState } from './database.ts';
import type { Result } from './pipeline.ts';
import { RowList, toObjects } from './rows.ts';
import type { Statement } from './statement.ts';
import {
  COMMIT,
  checkOpened,
  checkPrepared,
  isTransaction,
  openTenantSession,
  prepareForPast,
  ROLLBACK,
  sessionOf,
  type TenantConnection,
  type TenantContext,
} from './tenant-session.ts';

export type { Actor, TenantContext } from './tenant-session.ts';

/** A newer server has migrated a table since the connection prepared a statement, so the connection must be closed. */
const STALE_STATEMENT = '0A000';
const CANCELLED = '57014';
/** Rolled back for reasons outside the request: a serialization failure, a deadlock, or the above. */
const RETRYABLE = new Set(['40001', '40P01', STALE_STATEMENT]);
const MAX_ATTEMPTS = 4;

/** The rows of each statement of a batch. */
type Rows<Statements extends readonly Statement[]> = {
  -readonly [K in keyof Statements]: Statements[K] extends Statement<infer Row> ? Row[] : never;
};

/** The error of the first statement that should have returned a row. */
const noRow = (statements: readonly Statement[], results: readonly Result[]): Error | undefined =>
  statements.find(({ otherwise }, index) => otherwise && results[index]?.values.length === 0)?.otherwise?.();

/**
 * One organization's transaction, the only access to its data. It takes a connection with its first statement. Statements that are sent
 * together are one round trip.
 */
export class TenantTransaction {
  readonly #database: Database;
  readonly #context: TenantContext;
  #connection: TenantConnection | undefined;
  /** Settles after the last batch: they are sent one after another. */
  #last: Promise<unknown> | undefined;
  readonly #atCommit: Statement[] = [];
  #version: string | undefined;
  /** The first error; nothing is sent after it. */
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

  /** The time in the past that is read, if any. */
  get asOf(): string | undefined {
    return this.#context.asOf;
  }

  /** The caller's reason for the change, from `X-Change-Reason`. */
  get changeReason(): string | undefined {
    return this.#context.changeReason;
  }

  /** Whether the record that is read must be locked, as it will be changed. */
  get locksRecord(): boolean {
    return this.#context.locksRecord === true;
  }

  /**
   * The organization's version when the transaction opened (`readsVersion`): while it stays the same, so does every response about the
   * organization. It is read before the response's data, so it is never too new.
   */
  async version(): Promise<string> {
    if (this.#version === undefined) await this.#send([]);
    return this.#version ?? '0';
  }

  /** Sends statements together. Throws the error of the first one that fails, or that returns no row and has an `otherwise`. */
  async batch<const Statements extends readonly Statement[]>(statements: Statements): Promise<Rows<Statements>> {
    const results = statements.length === 0 ? [] : await this.#send(statements);
    const missing = noRow(statements, results);
    if (missing !== undefined) throw missing;
    return results.map(toObjects) as Rows<Statements>;
  }

  async many<Row>(statement: Statement<Row>): Promise<Row[]> {
    const [rows] = await this.batch([statement]);
    return rows;
  }

  async maybeOne<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    const [row] = await this.many(statement);
    return row;
  }

  /** Returns the only row. Throws `otherwise` when there is none; an aggregate always has one. */
  async one<Row>(statement: Statement<Row>, otherwise = () => new Error('A query returned no row')): Promise<Row> {
    const row = await this.maybeOne(statement);
    if (row === undefined) throw otherwise();
    return row;
  }

  /** Returns rows in PostgreSQL's text format, for a response. */
  async list<Row>(statement: Statement<Row>): Promise<RowList<Row>> {
    return new RowList(await this.#sendOne(statement));
  }

  /** Returns a consistent list in parts of at most `size` rows, two of them in memory. Needs an open transaction (`isLong`). */
  async *parts<Row>({ text, values }: Statement<Row>, size: number): AsyncGenerator<RowList<Row>> {
    const fetch = { text: `fetch ${size} from parts` };
    await this.#sendOne({ text: `declare parts no scroll cursor for ${text}`, ...(values && { values }) });
    for (let part = await this.#sendOne(fetch); part.values.length > 0; ) {
      // Fetched while the caller processes this part, so nothing may await it yet when it fails.
      const next = this.#sendOne(fetch);
      next.catch(() => {});
      yield new RowList(part);
      part = await next;
    }
    await this.#sendOne({ text: 'close parts' });
  }

  /** Adds a statement to the batch of the commit: when it fails, so does the commit. */
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
    // Also after an error that was ignored: if the switch failed, the connection would read another organization's rows.
    if (this.#failure !== undefined) throw this.#failure;
    const { asOf, deadline } = this.#context;
    if (deadline.passed) throw tookTooLong();
    // A prepared statement would read the present: the search path of the past differs.
    const own = asOf === undefined ? statements : statements.map(({ name: _, ...rest }) => rest);
    if (this.#connection !== undefined) return this.#run(this.#connection, own);
    this.#connection = await this.#database.acquireTenant();
    return this.#open(this.#connection, own);
  }

  async #open(connection: TenantConnection, own: readonly Statement[]): Promise<readonly Result[]> {
    const preparing = prepareForPast(connection, this.#context);
    const opening = openTenantSession(connection, this.#context);
    // Unknown until the batch or transaction succeeds, as a rollback restores the previous settings.
    if (opening.length > 0) connection.session = undefined;
    try {
      checkPrepared(await this.#run(connection, preparing));
      const results = await this.#run(connection, [...opening, ...own]);
      this.#version = checkOpened(results.slice(0, opening.length), this.#context);
      if (!isTransaction(this.#context)) connection.session = sessionOf(this.#context);
      return results.slice(opening.length);
    } catch (error) {
      this.#failure ??= error;
      throw error;
    }
  }

  /** Sends statements on a connection. An error of the driver or the database is kept as the caller should see it. */
  async #run(connection: TenantConnection, statements: readonly Statement[]): Promise<readonly Result[]> {
    if (statements.length === 0) return [];
    const { results, error } = await connection.send(statements);
    if (error === undefined) return results;
    const state = sqlState(error);
    this.#isSpoiled ||= state === undefined || state === STALE_STATEMENT;
    this.#failure = state === CANCELLED || this.#context.deadline.passed ? tookTooLong() : databaseError(error);
    throw noRow(statements, results) ?? this.#failure;
  }

  /** Commits. Throws when the database does not confirm it. */
  async commit(): Promise<void> {
    const isUsed = this.#last !== undefined || this.#atCommit.length > 0;
    const committing = isUsed && isTransaction(this.#context) ? this.#send([...this.#atCommit, COMMIT]) : undefined;
    this.#hasEnded = true;
    try {
      const results = await committing;
      await this.#last;
      if (results === undefined || this.#connection === undefined) return;
      // PostgreSQL responds to the commit of a failed transaction with ROLLBACK.
      if (results.at(-1)?.command !== 'COMMIT') throw new Error('The transaction was rolled back');
      this.#connection.session = sessionOf(this.#context);
    } catch (error) {
      this.#isSpoiled = true;
      throw error;
    } finally {
      this.#release();
    }
  }

  /** Rolls back, unless `commit` was called. */
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
    // After the deadline, a late cancellation could hit the next request on this connection.
    this.#connection?.release(this.#isSpoiled || this.#context.deadline.passed);
    this.#connection = undefined;
  }

  /** Cancels the running statement, if any. */
  async cancel(): Promise<void> {
    await this.#connection?.cancel();
  }
}

/**
 * Runs `work` in one transaction of one organization. It runs `work` again when the database rolls back for reasons outside the request.
 * Throws ApiError 503 after too many attempts or at the deadline.
 */
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
      if (!RETRYABLE.has(sqlState(error) ?? '')) throw error;
      if (attempt === MAX_ATTEMPTS) throw unavailable('Too many requests change the same rows at once; retry');
    } finally {
      context.deadline.onPass(undefined);
    }
  }
}
