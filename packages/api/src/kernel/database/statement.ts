declare const row: unique symbol;

/** A statement with its parameters, and the type of the rows that it returns. */
export interface Statement<Row = unknown> {
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Connections keep the statement prepared under this name; see `declareStatement`. */
  readonly name?: string;
  /** The error if the statement returns no row. */
  readonly otherwise?: (() => Error) | undefined;
  readonly [row]?: Row;
}

const texts = new Map<string, string>();

/**
 * Declares a statement that every connection prepares once, and returns a function that fills in its parameters. A server keeps each
 * one for as long as a connection lives, so there may only be as many as the code has: a text that depends on a request stays unnamed.
 * @throws Error when the name is taken.
 */
export function declareStatement<Row>(name: string, text: string): (...values: unknown[]) => Statement<Row> {
  if (texts.has(name)) throw new Error(`A statement named ${name} is already declared`);
  texts.set(name, text);
  return (...values) => ({ name, text, values });
}

/** The names of all statements that connections prepare. */
export const declaredStatements = (): string[] => [...texts.keys()];
