import type { Duplex } from 'node:stream';
import type pg from 'pg';

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const camelCased = new Map<string, string>();

function nameOf(column: string): string {
  const known = camelCased.get(column);
  if (known !== undefined) return known;
  const made = camelCase(column);
  camelCased.set(column, made);
  return made;
}

/** snake_case in SQL, camelCase everywhere else: this is the one place where rows get their names. */
export function namedRows({ fields, rows }: pg.QueryArrayResult<unknown[]>): Record<string, unknown>[] {
  const names = fields.map(({ name }) => nameOf(name));
  // Copied, so that all rows have one shape from the start; growing each by its names would make slow objects of them.
  const empty: Readonly<Record<string, unknown>> = Object.fromEntries(names.map((name) => [name, null]));
  return rows.map((row) => {
    const named: Record<string, unknown> = { ...empty };
    for (let index = 0; index < names.length; index++) named[names[index] ?? ''] = row[index];
    return named;
  });
}

const MAX_NAMED = 500;
const namesByText = new Map<string, string>();

/** A name under which a connection keeps a statement prepared; only the first texts get one, as servers keep them for good. */
export function statementName(text: string): string | undefined {
  const known = namesByText.get(text);
  if (known !== undefined || namesByText.size >= MAX_NAMED) return known;
  const name = `s${namesByText.size}`;
  namesByText.set(text, name);
  return name;
}

const held = new WeakSet<pg.PoolClient>();

/**
 * Holds back what is sent on a connection until the work at hand has nothing more to send: several statements leave in one write, as
 * each write is a call to the system that costs more than what it carries.
 */
export function sendTogether(client: pg.PoolClient): void {
  if (held.has(client)) return;
  // The driver has it and its types do not.
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
  held.add(client);
  stream.cork();
  // After all that waits for nothing but promises which are settled already.
  process.nextTick(() => {
    held.delete(client);
    stream.uncork();
  });
}
