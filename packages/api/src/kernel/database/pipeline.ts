import type { Writable } from 'node:stream';
import pg from 'pg';
import { serialize } from 'pg-protocol';

/** A statement with its parameters. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** A connection keeps it prepared under this name, which belongs to this text only. */
  readonly name?: string | undefined;
}

export interface Column {
  readonly name: string;
  /** The type's object id. */
  readonly type: number;
}

/** What a statement gave, as PostgreSQL wrote it: nothing is made of a value before somebody knows what for. */
export interface Result {
  /** `SELECT 3`, `COMMIT`: what was done. */
  readonly command: string;
  readonly columns: readonly Column[];
  readonly values: readonly (readonly (string | null)[])[];
}

/** A statement and who waits for it. */
export interface Asked {
  readonly statement: Statement;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Called once, with what failed if anything did, and what was answered: before anybody who waits for a statement goes on. */
type Done = (error: unknown, results: readonly Result[]) => void;

/** What of node-postgres' connection is used here: it has it, and its types do not. */
interface Connection {
  readonly stream: Writable;
}

interface Prepared {
  columns: readonly Column[] | undefined;
}

/** The statements that connections have prepared, by name, and what is known of their columns. */
const preparedOn = new WeakMap<Connection, Map<string, Prepared>>();

function preparedBy(connection: Connection): Map<string, Prepared> {
  const known = preparedOn.get(connection) ?? new Map<string, Prepared>();
  preparedOn.set(connection, known);
  return known;
}

const NO_COLUMNS: readonly Column[] = [];
const UNNAMED = '';
const DESCRIBE = serialize.describe({ type: 'P' });
const EXECUTE = serialize.execute();
const SYNC = serialize.sync();

/** A value as text; PostgreSQL reads it by the parameter's type. */
function parameter(value: unknown): Buffer | string | null {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return `{${value.map(element).join(',')}}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function element(value: unknown): string {
  const text = parameter(value);
  if (text === null) return 'NULL';
  if (Buffer.isBuffer(text)) return `"\\\\x${text.toString('hex')}"`;
  return Array.isArray(value) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/**
 * Statements that leave in one write and are answered in one: the extended query protocol with a single Sync behind them all
 * (PostgreSQL documentation, 55.2.3 and 55.2.4). When one fails, those behind it are not run. Outside a transaction block they are one
 * transaction.
 */
export class Exchange {
  /** That there is one tells the driver not to throw; it may put one of its own in its place, which wants to be called at the end. */
  callback: () => void = () => {};
  readonly #asked: readonly Asked[];
  readonly #done: Done;
  #connection: Connection | undefined;
  #prepared: readonly Prepared[] = [];
  readonly #results: Result[] = [];
  #isSettled = false;
  #columns: readonly Column[] | undefined;
  #values: (string | null)[][] = [];

  constructor(asked: readonly Asked[], done: Done) {
    this.#asked = asked;
    this.#done = done;
  }

  get statements(): readonly Statement[] {
    return this.#asked.map(({ statement }) => statement);
  }

  submit(connection: Connection): null {
    this.#connection = connection;
    const known = preparedBy(connection);
    const messages: Buffer[] = [];
    this.#prepared = this.#asked.map(({ statement }) => add(messages, known, statement));
    messages.push(SYNC);
    // In one piece: every piece costs as much as what is in it.
    if (connection.stream.writable) connection.stream.write(Buffer.concat(messages));
    return null;
  }

  handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.#values.push(fields);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const prepared = this.#prepared[this.#results.length];
    const columns = prepared?.columns ?? this.#columns ?? NO_COLUMNS;
    if (prepared !== undefined) prepared.columns = columns;
    this.#results.push({ command: text, columns, values: this.#values });
    this.#columns = undefined;
    this.#values = [];
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleError(error: unknown): void {
    if (this.#isSettled) return;
    const known = this.#connection && preparedOn.get(this.#connection);
    for (const [index, { statement }] of this.#asked.entries()) {
      // Whether it was prepared before something failed is not known: it is prepared anew.
      if (this.#prepared[index]?.columns === undefined) known?.delete(statement.name ?? UNNAMED);
    }
    this.#settle(error);
  }

  handleReadyForQuery(): void {
    this.#settle(undefined);
  }

  #settle(error: unknown): void {
    this.#isSettled = true;
    this.callback();
    this.#done(error, this.#results);
    for (let index = 0; index < this.#asked.length; index++) {
      const result = this.#results[index];
      if (result === undefined) this.#asked[index]?.reject(error ?? new Error('The database did not answer'));
      else this.#asked[index]?.resolve(result);
    }
  }
}
// The driver takes only its own queries into its pipeline. This is one; its constructor would make much that is not needed here.
Object.setPrototypeOf(Exchange.prototype, pg.Query.prototype);

/** Sends statements on a connection; see `Exchange`. */
export function exchange(client: pg.PoolClient, asked: readonly Asked[], done: Done = () => {}): void {
  (client as unknown as { query(query: Exchange): void }).query(new Exchange(asked, done));
}

/** Adds what one statement needs; what is known of it, because it was answered before, need not be sent or asked again. */
function add(
  messages: Buffer[],
  known: Map<string, Prepared>,
  { name = UNNAMED, text, values = [] }: Statement,
): Prepared {
  const before = known.get(name);
  const prepared = before?.columns === undefined ? { columns: undefined } : before;
  if (prepared.columns === undefined) {
    // One of this name may be left from an exchange that failed; closing one that is not there is no error.
    if (name !== UNNAMED) messages.push(serialize.close({ type: 'S', name }));
    messages.push(serialize.parse({ name, text }));
    if (name !== UNNAMED) known.set(name, prepared);
  }
  messages.push(serialize.bind({ statement: name, values: [...values], valueMapper: parameter }));
  if (prepared.columns === undefined) messages.push(DESCRIBE);
  messages.push(EXECUTE);
  return prepared;
}
