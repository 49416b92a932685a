declare const row: unique symbol;

/** A statement with its parameters, and the type of the rows that it returns. */
export interface Statement<Row = unknown> {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** The name under which connections prepare it; see `declareStatement`. */
  readonly name?: string;
  /** The error if the statement returns no row. */
  readonly otherwise?: (() => Error) | undefined;
  readonly [row]?: Row;
}

const names = new Set<string>();

/**
 * Declares a statement that each connection prepares once, and returns a function that binds its parameters. A server keeps prepared
 * statements for the life of a connection, so their number must be fixed: never declare a text that depends on a request.
 * @throws Error when the name is already declared.
 */
export function declareStatement<Row>(name: string, text: string): (...values: unknown[]) => Statement<Row> {
  if (names.has(name)) throw new Error(`A statement named ${name} is already declared`);
  names.add(name);
  return (...values) => ({ name, text, values });
}

export const declaredStatements = (): string[] => [...names];
