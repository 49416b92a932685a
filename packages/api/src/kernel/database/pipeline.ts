import type pg from 'pg';
import { serialize } from 'pg-protocol';
import type { Statement } from './statement.ts';
import { parameterText } from './values.ts';

export interface Column {
  readonly name: string;
  /** The type's object id. */
  readonly type: number;
}

/** The result of a statement, with values in PostgreSQL's text format. */
export interface Result {
  /** The command tag, such as `SELECT 3` or `COMMIT`. */
  readonly command: string;
  readonly columns: readonly Column[];
  readonly values: readonly (readonly (string | null)[])[];
}

/** The results of a batch, up to the statement that failed. */
export interface Outcome {
  readonly results: readonly Result[];
  readonly error?: unknown;
}

/** The columns of each statement that a connection has prepared, by its name. */
type Prepared = Map<string, readonly Column[]>;

const NO_COLUMNS: readonly Column[] = [];

/**
 * Statements under one Sync (PostgreSQL documentation, 55.2.3 and 55.2.4): they are sent together, and when one fails, PostgreSQL skips
 * those after it. Outside a transaction block they are one transaction. node-postgres runs it as a `Submittable`, like a cursor.
 */
class Batch implements pg.Submittable {
  readonly #statements: readonly (Statement & { readonly parameters: ReturnType<typeof parameterText>[] })[];
  readonly #prepared: Prepared;
  readonly #settle: (outcome: Outcome) => void;
  readonly #results: Result[] = [];
  #columns: readonly Column[] | undefined;
  #values: (string | null)[][] = [];

  constructor(statements: readonly Statement[], prepared: Prepared, settle: (outcome: Outcome) => void) {
    // Before anything is sent: converting a value to text may throw.
    this.#statements = statements.map((statement) => ({
      ...statement,
      parameters: (statement.values ?? []).map(parameterText),
    }));
    this.#prepared = prepared;
    this.#settle = settle;
  }

  submit({ stream }: pg.Connection): void {
    const messages = this.#statements.flatMap(({ name = '', text, parameters }) => {
      const bind = serialize.bind({ statement: name, values: parameters });
      if (this.#prepared.has(name)) return [bind, serialize.execute()];
      const parse = serialize.parse({ name, text, types: [] });
      const prepare =
        // A batch that failed may have left a statement of this name; closing one that does not exist is no error.
        name === '' ? [parse] : [serialize.close({ type: 'S', name }), parse];
      return [...prepare, bind, serialize.describe({ type: 'P' }), serialize.execute()];
    });
    // One buffer: a system call that gathers several costs more than copying them.
    if (stream.writable) stream.write(Buffer.concat([...messages, serialize.sync()]));
  }

  handleRowDescription({ fields }: { fields: readonly pg.FieldDef[] }): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.#values.push(fields);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const { name = '' } = this.#statements[this.#results.length] ?? {};
    const columns = this.#columns ?? this.#prepared.get(name) ?? NO_COLUMNS;
    if (name !== '') this.#prepared.set(name, columns);
    this.#results.push({ command: text, columns, values: this.#values });
    this.#columns = undefined;
    this.#values = [];
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleError(error: unknown): void {
    this.#settle({ results: this.#results, error });
  }

  handleReadyForQuery(): void {
    this.#settle({ results: this.#results });
  }
}

/** Sends statements together. Never rejects. Wait for its outcome before the next call. */
export type Pipeline = (statements: readonly Statement[]) => Promise<Outcome>;

export function createPipeline(client: pg.ClientBase): Pipeline {
  const prepared: Prepared = new Map();
  return (statements) =>
    new Promise<Outcome>((settle) => client.query(new Batch(statements, prepared, settle))).catch((error: unknown) => ({
      results: [],
      error,
    }));
}
